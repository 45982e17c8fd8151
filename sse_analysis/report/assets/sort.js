"use strict";
for (const table of document.querySelectorAll(".exhibit.table table")) {
  const bodies = table.tBodies, body = bodies[0];
  if (bodies.length !== 1 || body.rows.length < 4 || body.querySelector("[colspan],[rowspan]")) continue;
  const given = [...body.rows], sign = document.documentElement.dataset.decimal || ".";
  const number = (text) => {
    const kept = [...text.replace(/\u2212/g, "-")].filter((c) => /[0-9-]/.test(c) || c === sign).join("");
    return /^[^0-9A-Za-z]*[0-9]/.test(text) ? parseFloat(kept.replace(sign, ".")) : NaN;
  };
  for (const head of table.tHead.querySelectorAll("th[scope=col]")) {
    const place = [...head.parentNode.parentNode.rows].length > 1 ? null : head.cellIndex;
    if (place === null) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sorter";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const next = { none: "ascending", ascending: "descending", descending: "none" }[head.getAttribute("aria-sort") || "none"];
      for (const other of table.tHead.querySelectorAll("th")) other.removeAttribute("aria-sort");
      if (next !== "none") head.setAttribute("aria-sort", next);
      const key = (row) => row.cells[place].textContent.trim();
      const turn = next === "descending" ? -1 : 1;
      const order = (one, two) => {
        const a = number(key(one)), b = number(key(two));
        if (Number.isNaN(a) !== Number.isNaN(b)) return Number.isNaN(a) ? 1 : -1;
        return turn * (Number.isNaN(a) ? key(one).localeCompare(key(two)) : a - b);
      };
      body.append(...(next === "none" ? given : [...given].sort(order)));
    });
  }
}
