// Keeps pieces of an open page current: every element with data-live is fetched again from that address.
// It asks with the ETag it was given, so an answer without news is empty.
"use strict";

(() => {
  // An open page must not keep somebody signed in for ever: after this long without a sign of life it stops asking.
  const IDLE_MS = 20 * 60 * 1000;
  const BELL_MS = 60 * 1000;
  let lastSign = Date.now();
  for (const kind of ["pointerdown", "keydown", "scroll"]) {
    addEventListener(kind, () => { lastSign = Date.now(); }, { passive: true });
  }
  const watched = () => !document.hidden && Date.now() - lastSign < IDLE_MS;

  async function ask(address, etag) {
    const answer = await fetch(address, { headers: etag ? { "If-None-Match": etag } : {}, cache: "no-store" });
    if (answer.redirected) throw new Error("signed out");
    return answer;
  }

  function repeat(seconds, once) {
    setTimeout(async () => {
      let next = seconds;
      try {
        if (watched()) next = (await once()) || seconds;
      } catch (error) {
        if (error.message === "signed out") return;
        next = Math.max(seconds, 30);
      }
      repeat(next, once);
    }, seconds * 1000);
  }

  function follow(element) {
    let current = element;
    let etag = null;
    const state = element.dataset.state;
    repeat(Number(element.dataset.seconds), async () => {
      const answer = await ask(current.dataset.live, etag);
      if (answer.status !== 200) return Number(current.dataset.seconds);
      const first = etag === null;
      etag = answer.headers.get("ETag");
      const holder = document.createElement("template");
      holder.innerHTML = await answer.text();
      const fresh = holder.content.querySelector("[data-live]");
      if (!fresh || (first && fresh.dataset.state === current.dataset.state && fresh.textContent === current.textContent)) {
        return Number(current.dataset.seconds);
      }
      if (current.contains(document.activeElement)) document.activeElement.blur();
      current.replaceWith(fresh);
      current = fresh;
      const note = fresh.querySelector("[data-changed-note]");
      if (note && fresh.dataset.state !== state) note.hidden = false;
      announce(fresh);
      return Number(fresh.dataset.seconds);
    });
  }

  // A replaced element is not read out by itself, so its status is repeated in a region that stays.
  function announce(fresh) {
    const status = fresh.querySelector("[aria-live]");
    if (!status) return;
    let region = document.getElementById("announcer");
    if (!region) {
      region = document.createElement("div");
      region.id = "announcer";
      region.className = "visually-hidden";
      region.setAttribute("role", "status");
      document.body.append(region);
    }
    region.textContent = status.textContent.trim();
  }

  function showUnread(bell, number) {
    const place = bell.querySelector("[data-number]");
    place.textContent = number;
    place.closest("[data-count]").hidden = number === 0; // read out with its words, or not at all
  }

  document.querySelectorAll("[data-live]").forEach(follow);
  const bell = document.querySelector("[data-unread]");
  if (bell) {
    let etag = null;
    showUnread(bell, Number(bell.querySelector("[data-number]").textContent));
    repeat(BELL_MS / 1000, async () => {
      const answer = await ask(bell.dataset.unread, etag);
      if (answer.status !== 200) return;
      etag = answer.headers.get("ETag");
      showUnread(bell, (await answer.json()).unread);
    });
  }
})();
