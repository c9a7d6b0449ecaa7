// Signs in as a person does: from the console to the provider, back, and out again.
//   node sign_in.mjs MODULES BROWSER PROFILE ADDRESS   > what was seen on the way
import { createRequire } from "node:module";

const [modules, executablePath, userDataDir, address] = process.argv.slice(2);
const puppeteer = createRequire(`${modules}/node_modules/`)("puppeteer-core");
const browser = await puppeteer.launch({
  executablePath, userDataDir, acceptInsecureCerts: true, args: ["--no-sandbox", "--disable-gpu", "--no-first-run"],
});
const page = await browser.newPage();
const complaints = [], returns = [];
page.on("console", (message) => message.type() === "error" && page.url().startsWith(address) && complaints.push(message.text()));
page.on("request", (request) => request.isNavigationRequest() && request.url().includes("/signed-in?") && returns.push(request.url()));
const words = () => page.evaluate(() => document.body.innerText);
const click = async (what) => Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.click(what)]);

const signIn = async (name) => {
  await page.goto(`${address}/login`, { waitUntil: "load" });
  await click("a.button");
  for (let step = 0; step < 4 && !page.url().startsWith(address); step += 1) {
    if (await page.$("input[name=login]")) {
      await page.type("input[name=login]", name);
      await page.type("input[name=password]", "any");
    }
    await click("button[type=submit]");
  }
  return { url: page.url(), words: await words() };
};

const before = (await page.goto(address, { waitUntil: "load" })).url();
const ada = await signIn("ada");
const cookies = (await browser.cookies()).filter((cookie) => cookie.domain === "localhost");
const again = await page.goto(returns.at(-1), { waitUntil: "load" });
const replayed = { status: again.status(), words: await words() };
const requests = (await page.goto(`${address}/requests`, { waitUntil: "load" })).status();
// a link elsewhere, as in an alert, finds the session; a form elsewhere does not end it
await page.goto("data:text/html,<a id=a href='" + address + "/spend'>look</a>");
await click("#a");
const linked = page.url();
await page.goto("data:text/html,<form method=post action='" + address + "/logout'><button id=b>out</button></form>");
await click("#b");
const forged = await words();
await page.goto(address, { waitUntil: "load" });
const stillIn = page.url() === `${address}/`;
await click("form[action='/logout'] button");
const out = page.url();
const after = (await page.goto(address, { waitUntil: "load" })).url();
await page.goto(`${address}/login`, { waitUntil: "load" });
await click("a[href$='/sign-out']");
const elsewhere = page.url();
await click("button[name=logout]");
const home = page.url();
const bob = await signIn("bob");
await browser.close();
process.stdout.write(JSON.stringify({ before, ada, cookies, replayed, requests, linked, forged, stillIn, out, after, elsewhere, home, bob, complaints, returns }));
