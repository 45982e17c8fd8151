"use strict";
// The field exists only where this script runs: without it every report stands on the page all the same.
const main = document.querySelector("main"), first = main.querySelector("h2");
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ");
const cards = [...main.querySelectorAll("li.report")].map((card) => {
  const words = plain(`${card.dataset.words} ${card.textContent}`);
  return { card, words: `${words} ${words.replaceAll(" ", "")}` };
});
const box = document.createElement("div"), label = document.createElement("label");
const field = document.createElement("input"), told = document.createElement("p");
box.className = "search";
box.setAttribute("role", "search");
label.htmlFor = field.id = "search";
label.textContent = "Search reports";
field.type = "search";
field.autocomplete = "off";
field.spellcheck = false;
field.setAttribute("aria-describedby", "search-hint");
told.id = "search-hint";
told.setAttribute("role", "status");
const hint = told.textContent = "By country, analysis, status or table";
const count = (n) => (n === 1 ? "1 report" : `${n} reports`);
field.addEventListener("input", () => {
  const asked = plain(field.value).split(" ").filter((word) => word);
  for (const { card, words } of cards) card.hidden = !asked.every((word) => words.includes(word));
  for (const list of main.querySelectorAll("ul.cards")) {
    list.hidden = list.previousElementSibling.hidden = ![...list.children].some((card) => !card.hidden);
  }
  const left = cards.filter(({ card }) => !card.hidden).length;
  told.textContent = asked.length ? (left ? `${count(left)} of ${cards.length}` : "No report has these words") : hint;
});
box.append(label, field, told);
if (cards.length) first.before(box);
