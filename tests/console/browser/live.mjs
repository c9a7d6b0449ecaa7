// Whether an open page keeps itself up to date, keeps what has the focus, and says when the console does not answer.
//   node live.mjs MODULES BROWSER PROFILE ADDRESS   > {"updated", "focused", "stale", "fresh"}
import { createRequire } from "node:module";

const [modules, executablePath, userDataDir, address] = process.argv.slice(2);
const puppeteer = createRequire(`${modules}/node_modules/`)("puppeteer-core");
const browser = await puppeteer.launch({ executablePath, userDataDir, args: ["--no-sandbox", "--disable-gpu", "--no-first-run"] });
const page = await browser.newPage();
await page.goto(address, { waitUntil: "networkidle0" });
const wait = (what) => page.waitForFunction(what, { timeout: 120000 });
await page.evaluate(() => {
  document.querySelector("#answer").textContent = "changed";
  document.querySelector("#all a[href='/spend']").focus();
});
await wait(() => document.querySelector("#answer").textContent !== "changed");
const focused = await page.evaluate(() => document.activeElement.getAttribute("href") === "/spend");
await page.setOfflineMode(true);
await wait(() => !document.querySelector("#stale").hidden);
await page.setOfflineMode(false);
await wait(() => document.querySelector("#stale").hidden);
await browser.close();
process.stdout.write(JSON.stringify({ updated: true, focused, stale: true, fresh: true }));
