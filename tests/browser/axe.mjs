// Open pages from the file system in Chromium, light and dark, wide and narrow; print what axe-core finds,
// what the page tried to load, and whether it is wider than the window, as JSON.
// usage: node axe.mjs [--shots FOLDER] page.html ...
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const words = process.argv.slice(2);
const shots = words[0] === "--shots" ? words.splice(0, 2)[1] : null;
const browser = await launch();
const findings = [];
for (const file of words) {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1280, 360]) {
      findings.push(await look(file, colorScheme, width));
    }
  }
}
await browser.close();
console.log(JSON.stringify(findings));

async function look(file, colorScheme, width) {
  const context = await browser.newContext({ bypassCSP: true, colorScheme, viewport: { width, height: 900 } });
  const page = await context.newPage();
  const requests = [];
  const address = pathToFileURL(file).href;
  page.on("request", (request) => {
    if (request.url() !== address && !request.url().startsWith("data:")) requests.push(request.url());
  });
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => { if (message.type() === "error") problems.push(message.text()); });
  await page.goto(address);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  const keyboard = await tabbed(page);
  const sorted = await sort(page);
  if (shots) await page.screenshot({ path: `${shots}/${basename(file, ".html")}-${colorScheme}-${width}.png`, fullPage: true });
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  await context.close();
  const violations = result.violations.map((one) => ({
    id: one.id, help: one.help, count: one.nodes.length, first: one.nodes[0].html.slice(0, 300),
  }));
  return { file, colorScheme, width, violations, requests, problems, overflow, keyboard, sorted };
}

// The first column of the last sortable table before and after a press of its first head.
async function sort(page) {
  return page.evaluate(() => {
    const button = [...document.querySelectorAll("th:first-child .sorter")].at(-1);
    if (!button) return null;
    const texts = () => [...button.closest("table").tBodies[0].rows].map((row) => row.cells[0].textContent);
    const before = texts();
    button.click();
    button.click();
    const result = { before, after: texts(), state: button.parentNode.getAttribute("aria-sort") };
    button.click();
    return result;
  });
}

// What the first two presses of the tab key reach: the skip link, then something in the page.
async function tabbed(page) {
  await page.keyboard.press("Tab");
  const skip = await page.evaluate(() => document.activeElement.className);
  await page.keyboard.press("Enter");
  const target = await page.evaluate(() => document.activeElement.id);
  return { skip, target };
}
