// Do in JupyterLab what a researcher does: open a notebook, Run All Cells, save, look into the export menu and use it.
// Then run a second notebook, whose outputs hold names as somebody typed them, and read what stands on the screen.
// usage: node lab.mjs SERVER TOKEN NOTEBOOK HOSTILE SECONDS FOLDER [FORMAT=LABEL ...]
import { launch } from "./browser.mjs";

const [server, token, notebook, hostile, seconds, folder, ...exports] = process.argv.slice(2);
const patience = 1000 * Number(seconds);
const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1280, height: 1000 }, acceptDownloads: true });
const outside = [];
await context.route((address) => address.origin !== new URL(server).origin, (route) => {
  const address = route.request().url();
  if (/^(data|blob):/.test(address)) return route.continue();
  outside.push(address);
  return route.abort();
});
const page = await context.newPage();
page.setDefaultTimeout(patience);
const complaints = [];
page.on("pageerror", (error) => complaints.push(String(error)));
page.on("dialog", (dialog) => { // a window may ask whether to leave; nothing else may ask
  if (dialog.type() !== "beforeunload") complaints.push(dialog.message());
  dialog.accept();
});
try {
  await page.goto(`${server}/lab/tree/${notebook}?token=${token}`);
  await ready();
  await choose("Run", "Run All Cells");
  const ran = await finished();
  const shown = await look();
  await choose("File", "Save Notebook");
  await page.waitForFunction(() => !document.querySelector(".lm-TabBar-tab.jp-mod-dirty"));
  const offered = await offers();
  const files = [];
  for (const one of exports) files.push(await exported(one.slice(one.indexOf("=") + 1)));
  const names = await typed();
  console.log(JSON.stringify({ ran, shown, offered, files, names, outside, complaints }));
} catch (error) {
  await page.screenshot({ path: `${folder}/failed.png` });
  throw error;
} finally {
  await browser.close();
}

// Cells that are run before the kernel is there are lost without a word.
async function ready() {
  await page.locator(".jp-Notebook .jp-Cell").first().waitFor();
  await page.locator(".jp-StatusBar-Widget", { hasText: "| Idle" }).first().waitFor();
}

// Open a menu of the bar and click an entry of it.
async function choose(menu, entry) {
  await open(menu);
  await page.locator(".lm-Menu-item", { has: page.getByText(entry, { exact: true }) }).click();
}

async function open(menu) {
  await page.locator(".lm-MenuBar-item", { hasText: new RegExp(`^${menu}$`) }).click();
  await page.locator(".lm-Menu").waitFor();
}

// Wait until no cell waits or runs and the kernel is idle, as the reader sees it.
async function finished() {
  const began = Date.now();
  await page.waitForFunction(() => {
    const indicator = document.querySelector(".jp-Notebook-ExecutionIndicator");
    const prompts = [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")].map((one) => one.textContent);
    return indicator?.dataset.status === "idle" && prompts.some((one) => /\d/.test(one)) && !prompts.some((one) => one.includes("*"));
  }, null, { polling: 500 });
  return Math.round((Date.now() - began) / 1000);
}

// Walk through the notebook and count what stands in its outputs; far cells are drawn only when they come into view.
async function look() {
  const seen = { tables: 0, figures: 0, errors: 0 };
  for (const cell of await page.locator(".jp-Notebook .jp-CodeCell").all()) {
    await cell.scrollIntoViewIfNeeded();
    const found = await cell.evaluate((one) => ({
      tables: one.querySelectorAll(".jp-OutputArea-output table").length,
      figures: [...one.querySelectorAll(".jp-OutputArea-output img")].filter((image) => image.naturalWidth > 100).length,
      errors: one.querySelectorAll('[data-mime-type="application/vnd.jupyter.error"], [data-mime-type="application/vnd.jupyter.stderr"]').length,
    }));
    for (const name of Object.keys(seen)) seen[name] += found[name];
  }
  return seen;
}

function submenu() {
  return page.locator(".lm-Menu").last();
}

async function unfold() {
  await open("File");
  await page.locator(".lm-Menu-item", { hasText: "Save and Export Notebook As" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".lm-Menu").length > 1);
}

async function offers() {
  await unfold();
  const labels = await submenu().locator(".lm-Menu-itemLabel").allTextContents();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  return labels.filter((label) => label);
}

async function exported(label) {
  const arrived = new Promise((resolve, reject) => {
    const listen = (one) => one.on("download", resolve);
    context.pages().forEach(listen);
    context.on("page", listen);
    setTimeout(() => reject(new Error(`nothing was downloaded for ${label}`)), patience).unref();
  });
  await unfold();
  await submenu().locator(".lm-Menu-item", { hasText: label }).click();
  const download = await arrived;
  const path = `${folder}/${download.suggestedFilename()}`;
  await download.saveAs(path);
  return path;
}

// What the outputs of the second notebook say on the screen, and how many formulas were set in them.
async function typed() {
  await page.goto(`${server}/lab/tree/${hostile}?token=${token}&reset`);
  await ready();
  await choose("Run", "Run All Cells");
  await finished();
  await page.waitForTimeout(2000); // formulas are set a moment after the output is drawn
  return page.evaluate(() => [...document.querySelectorAll(".jp-OutputArea-output")].map((one) => ({
    text: one.textContent, formulas: one.querySelectorAll("mjx-container").length, scripts: one.querySelectorAll("script").length,
  })));
}
