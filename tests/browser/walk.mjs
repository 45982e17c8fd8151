// Walk through the portal and one report with the keyboard alone, as a reader without a mouse does; print what happened.
// usage: node walk.mjs PORTAL REPORT      (addresses of both files; the report as the portal links it)
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { launch } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [portal, report] = process.argv.slice(2).map((file) => pathToFileURL(file).href);
const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
const page = await context.newPage();
const complaints = [];
page.on("pageerror", (error) => complaints.push(String(error)));
page.on("console", (message) => { if (message.type() === "error") complaints.push(message.text()); });
const press = (key) => page.keyboard.press(key);

await page.goto(portal);
const start = await skip();
const search = await searched();
const listed = await tabs();
await page.goto(portal);
const files = await opened("details.tables > summary");
await until((one, href) => one.href === href, report);
await Promise.all([page.waitForURL(report), press("Enter")]);
const arrived = { address: page.url(), title: await page.title() };
const inside = await skip();
const walked = await tabs();
await page.goto(report);
const link = await followed();
const code = await opened("details.code > summary");
const sorted = await sort();
await page.goto(portal);
await until((one, href) => one.href === href, report);
await Promise.all([page.waitForURL(report), press("Enter")]);
await page.goBack(); // Alt and the left arrow belong to the window of the browser, which has none here
const back = { address: page.url(), focus: await page.evaluate(() => document.activeElement.tagName) };
await browser.close();
console.log(JSON.stringify({ start, search, listed, files, arrived, inside, walked, link, code, sorted, back, complaints }));

// The first stop is the skip link, seen; Enter leads to the main part, and the next stop is inside it.
async function skip() {
  await press("Tab");
  const first = await stop();
  await press("Enter");
  const target = await page.evaluate(() => document.activeElement.tagName);
  await press("Tab");
  const within = await page.evaluate(() => document.querySelector("main").contains(document.activeElement));
  return { first, target, within };
}

// What has the focus: whether it is drawn, where, and whether something else covers it.
function stop() {
  return page.evaluate(() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    const lines = [...one.getClientRects()];
    const inView = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth && box.width > 0;
    const uncovered = lines.some((line) => [0.1, 0.5, 0.9].some((share) => {
      const top = document.elementFromPoint(line.left + share * line.width, line.top + line.height / 2);
      return top && (one.contains(top) || top.contains(one));
    }));
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const all = [...document.querySelectorAll("*")];
    return { name: `${one.tagName}.${one.className}`, text: one.textContent.trim().slice(0, 60), at: all.indexOf(one), ring, inView, uncovered };
  });
}

// Every stop from the top to the end of the page, and the links, buttons and fields that were never reached.
async function tabs() {
  await page.evaluate(() => { document.activeElement.blur(); getSelection().removeAllRanges(); scrollTo(0, 0); });
  await page.evaluate(() => { document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute("tabindex"); });
  const stops = [];
  for (let count = 0; count < 3000; count += 1) {
    await press("Tab");
    const here = await stop();
    if (!here || (stops.length && here.at === stops[0].at)) break;
    stops.push(here);
  }
  const wanted = await page.evaluate(() => {
    const all = [...document.querySelectorAll("*")];
    return [...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")]
      .filter((one) => one.checkVisibility()).map((one) => ({ at: all.indexOf(one), html: one.outerHTML.slice(0, 120) }));
  });
  const reached = new Set(stops.map((one) => one.at));
  return {
    count: stops.length,
    missed: wanted.filter((one) => !reached.has(one.at)),
    disordered: stops.filter((one, place) => place && one.at <= stops[place - 1].at),
    faint: stops.filter((one) => !one.ring),
    hidden: stops.filter((one) => !one.inView || !one.uncovered),
  };
}

// Go on with the tab key until the test holds for what has the focus.
async function until(test, given) {
  for (let count = 0; count < 3000; count += 1) {
    await press("Tab");
    if (await page.evaluate(([source, value]) => Function(`return (${source})`)()(document.activeElement, value), [String(test), given])) return;
  }
  throw new Error(`never reached: ${test}`);
}

async function opened(selector) {
  await until((one, wanted) => one.matches(wanted), selector);
  const state = () => page.evaluate(() => document.activeElement.parentNode.open);
  const before = await state();
  await press("Enter");
  const open = await state();
  const shown = await page.evaluate(() => document.activeElement.nextElementSibling.checkVisibility());
  await press("Space");
  return { before, open, shown, after: await state() };
}

async function followed() {
  await until((one) => one.matches("nav a[href^='#']") && one.closest("li").previousElementSibling);
  const href = await page.evaluate(() => document.activeElement.hash);
  await press("Enter");
  const top = await page.evaluate((id) => document.getElementById(id).getBoundingClientRect().top, decodeURIComponent(href.slice(1)));
  return { href, hash: new URL(page.url()).hash, top };
}

async function sort() {
  await until((one) => one.matches("th:first-child > .sorter"));
  const look = () => page.evaluate(() => {
    const button = document.activeElement, table = button.closest("table");
    return { state: button.parentNode.ariaSort, rows: [...table.tBodies[0].rows].map((row) => row.cells[0].textContent.trim()) };
  });
  const states = [await look()];
  for (const key of ["Enter", "Space", "Enter"]) {
    await press(key);
    states.push(await look());
  }
  return states;
}

// Write into the search field, read what is left, empty it with Escape.
async function searched() {
  await until((one) => one.id === "search");
  const field = await stop();
  const look = () => page.evaluate(() => ({
    told: document.getElementById("search-hint").textContent,
    cards: [...document.querySelectorAll("li.report")].filter((card) => card.checkVisibility())
      .map((card) => card.querySelector("h3").textContent),
    heads: [...document.querySelectorAll("main h2")].filter((head) => head.checkVisibility()).map((head) => head.textContent),
  }));
  const given = { "": await look() };
  for (const words of ["cambodia mapping", "ខ្មែរ", "កម្ពុជា", "KHM", "SUSTAINABLE", "zzz"]) {
    await page.keyboard.insertText(words);
    given[words] = await look();
    if (words === "cambodia mapping") given.violations = await violations();
    await press("Escape");
  }
  return { field, ...given, again: await look() };
}

async function violations() {
  // The page's policy lets no other script run; the debugger may.
  const client = await context.newCDPSession(page);
  await client.send("Runtime.evaluate", { expression: axe });
  const result = await client.send("Runtime.evaluate", {
    expression: "axe.run(document, { resultTypes: ['violations'] }).then((found) => found.violations.map((one) => one.id))",
    awaitPromise: true, returnByValue: true,
  });
  return result.result.value;
}
