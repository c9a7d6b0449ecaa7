// Keeps the parts of a page that are marked `data-live` up to date. Without it the page is refreshed whole.
"use strict";
(() => {
  const seconds = Number(document.body.dataset.refresh);
  const stale = document.getElementById("stale");
  const focusable = "a[href], button, summary, [tabindex]";

  const exchange = (old, fresh) => {
    if (old.innerHTML === fresh.innerHTML) return;
    const reached = [...old.querySelectorAll(focusable)];
    const at = reached.indexOf(document.activeElement);
    const scrolled = [...old.querySelectorAll("figure, pre")].map((part) => [part.scrollLeft, part.scrollTop]);
    const open = [...old.querySelectorAll("details")].map((part) => part.open);
    const adopted = document.adoptNode(fresh);
    [...adopted.querySelectorAll("details")].forEach((part, index) => { part.open = Boolean(open[index]); });
    old.replaceWith(adopted);
    [...adopted.querySelectorAll("figure, pre")].forEach((part, index) => {
      if (scrolled[index]) [part.scrollLeft, part.scrollTop] = scrolled[index];
    });
    if (at < 0) return;
    const focused = [...adopted.querySelectorAll(focusable)];
    const same = focused.find((one) => one.outerHTML === reached[at].outerHTML) || focused[at];
    if (same) same.focus({ preventScroll: true });
  };

  const update = async () => {
    if (document.hidden || String(window.getSelection())) return;
    try {
      const answer = await fetch(location.href, { redirect: "manual", cache: "no-store" });
      if (answer.type === "opaqueredirect") {
        location.assign("/login");
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.title = page.title;
      for (const old of document.querySelectorAll("[data-live]")) {
        const fresh = page.getElementById(old.id);
        if (fresh) exchange(old, fresh);
      }
      const clock = page.getElementById("clock");
      if (clock) document.getElementById("clock").textContent = clock.textContent;
      stale.hidden = true;
    } catch {
      stale.hidden = false;
    }
  };

  if (seconds) setInterval(update, seconds * 1000);
})();
