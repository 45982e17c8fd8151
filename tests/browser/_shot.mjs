import { launch } from "./browser.mjs";
import { pathToFileURL } from "node:url";
const [out, scheme, width, ...files] = process.argv.slice(2);
const browser = await launch();
for (const file of files) {
  const c = await browser.newContext({ colorScheme: scheme, viewport: { width: Number(width), height: 900 } });
  const p = await c.newPage();
  await p.goto(pathToFileURL(file).href);
  const h = await p.evaluate(() => document.documentElement.scrollHeight);
  const name = file.split("/").slice(-2).join("-").replace(".html", "");
  const step = Number(width) > 600 ? 2400 : 2600;
  const d = await p.evaluate(() => [...document.styleSheets[0].cssRules].length);
  let n = 0;
  for (let y = 0; y < h; y += step) {
    await p.screenshot({ path: `${out}/${name}-${scheme[0]}${width}-${String(n++).padStart(2, "0")}.png`, fullPage: true, clip: { x: 0, y, width: Number(width), height: Math.min(step, h - y) } });
  }
  console.log(name, h, n);
  await c.close();
}
await browser.close();
