// Opens pages of the console in Chromium: a picture of each, what axe-core finds in it, what it asked for, and what the browser complained of.
//   node look.mjs MODULES BROWSER PROFILE < [{"name", "url", "width", "height", "dark", "picture", "axe", "keys"}]   > [{"name", ...}]
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [modules, browserPath, profile] = process.argv.slice(2);
const require = createRequire(`${modules}/node_modules/`);
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const shots = JSON.parse(readFileSync(0, "utf8"));

const browser = await puppeteer.launch({
  executablePath: browserPath, userDataDir: profile,
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const told = [];
for (const shot of shots) {
  const page = await browser.newPage();
  const asked = [], complaints = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("console", (message) => { if (["error", "warn"].includes(message.type())) complaints.push(message.text()); });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.setViewport({ width: shot.width, height: shot.height, isMobile: shot.width < 500 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: shot.dark ? "dark" : "light" }]);
  const answer = await page.goto(shot.url, { waitUntil: "networkidle0" });
  const found = { name: shot.name, status: answer.status(), violations: [], checked: null, focused: [] };
  found.overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (shot.picture) {
    const tall = await page.evaluate(() => document.documentElement.scrollHeight);
    let height = Math.min(tall, shot.width < 500 ? 1500 : 1250), bytes;
    do {
      const clip = { x: 0, y: 0, width: shot.width, height };
      bytes = await page.screenshot({ path: shot.picture, type: "webp", quality: 50, clip });
      height = Math.round(height * 0.8);
    } while (bytes.length > 118000);
  }
  for (let key = 0; key < (shot.keys || 0); key += 1) {
    await page.keyboard.press("Tab");
    found.focused.push(await page.evaluate(() => {
      const one = document.activeElement;
      const box = one.getBoundingClientRect();
      return `${one.tagName} ${(one.textContent || one.getAttribute("name") || "").trim().slice(0, 40)} ${box.width > 0 && getComputedStyle(one).outlineStyle !== "none"}`;
    }));
  }
  if (shot.axe) {
    // through the debugger and not as a script of the page, whose policy would not let it run
    const session = await page.createCDPSession();
    await session.send("Runtime.evaluate", { expression: axe });
    const run = "axe.run(document, {resultTypes: ['violations', 'passes']}).then((r) => JSON.stringify([r.passes.length, r.violations.map((v) => ({id: v.id, impact: v.impact, nodes: v.nodes.map((n) => n.html.slice(0, 160))}))]))";
    const { result } = await session.send("Runtime.evaluate", { expression: run, awaitPromise: true });
    [found.checked, found.violations] = JSON.parse(result.value);
  }
  told.push({ ...found, asked, complaints });
  await page.close();
}
await browser.close();
process.stdout.write(JSON.stringify(told));
