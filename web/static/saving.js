// Loses nothing that was typed: keeps drafts while people type, and lets them sign in again without leaving the form.
"use strict";

(() => {
  const PAUSE_MS = 1500;
  const RETRY_MS = 10_000;
  const IN = "in";
  const JSON_ONLY = { Accept: "application/json" };
  const dialog = document.getElementById("sign-in-again");
  if (!dialog) return;
  const account = dialog.dataset.account;

  // Who is signed in now; every form gets the token that belongs to that session.
  async function session() {
    const answer = await fetch(dialog.dataset.session, { headers: JSON_ONLY, cache: "no-store" });
    if (!answer.ok) throw new Error("unavailable");
    const { account: who, csrf_token: token } = await answer.json();
    document.querySelectorAll("input[name=csrf_token]").forEach((field) => { field.value = token; });
    return who;
  }

  let asking = null;

  // Settles as true once the person of this page is signed in, as false if they close the dialog.
  async function signedIn() {
    if (await session() === account) return true;
    asking ||= ask().finally(() => { asking = null; });
    return asking;
  }

  function ask() {
    const form = dialog.querySelector("form");
    const fault = dialog.querySelector("[data-fault]");
    fault.hidden = true;
    step(form, "password");
    dialog.querySelector("[data-later]").onclick = () => dialog.close();
    dialog.showModal();
    return new Promise((settle) => {
      form.onsubmit = async (event) => {
        event.preventDefault();
        event.stopPropagation();
        const said = await signIn(form);
        form.elements.password.value = form.elements.code.value = "";
        if (said === IN) return dialog.close(IN);
        fault.textContent = said;
        fault.hidden = !said;
        form.querySelector("fieldset:not([disabled]) input:not([readonly])").focus();
      };
      dialog.onclose = () => settle(dialog.returnValue === IN);
      dialog.returnValue = "";
    });
  }

  // Of password and code, what is asked for now.
  function step(form, name) {
    form.querySelectorAll("[data-step]").forEach((part) => {
      part.hidden = part.disabled = part.dataset.step !== name;
    });
  }

  // That somebody is in, or what was wrong; nothing where only the code is missing.
  async function signIn(form) {
    const action = form.elements.code.matches(":disabled") ? form.action : form.dataset.codeAction;
    try {
      const answer = await fetch(action, { method: "POST", body: new FormData(form), headers: JSON_ONLY });
      const said = await answer.json();
      if (said.ended) step(form, "password");
      if (!answer.ok) return said.detail;
      const who = await session();
      if (said.code_needed) step(form, "code"); // last of all: what is typed then must not be cleared again
      return said.code_needed ? "" : who === account ? IN : "登录没有成功，请再试一次。";
    } catch {
      return "暂时无法连接服务器，请稍后再试。";
    }
  }

  // An upload was turned away: it is told when somebody is signed in again.
  document.addEventListener("signedout", (event) => {
    signedIn().then((yes) => yes && event.detail()).catch(() => {});
  });

  // Before a form leaves the page: is somebody there to take it? The draft on its way arrives first.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!("unsaved" in form.dataset) || form.dataset.cleared) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.clearing) return;
    form.dataset.clearing = "yes";
    const submitter = event.submitter;
    try {
      if (await signedIn()) {
        await drafts.get(form)?.close();
        form.dataset.cleared = "yes";
        form.requestSubmit(submitter);
      }
    } catch {
      say(form, "暂时无法连接服务器，没有提交。您填写的内容还在本页，请稍后再试。");
    } finally {
      delete form.dataset.clearing;
      delete form.dataset.cleared;
    }
  }, true);

  function say(form, words) {
    const place = form.querySelector("[data-draft-state]") || document.querySelector(".flashes");
    place.textContent = words;
  }

  const drafts = new Map();

  class Draft {
    constructor(form) {
      this.form = form;
      this.timer = null;
      this.running = Promise.resolve();
      this.closed = false;
      form.addEventListener("input", (event) => {
        if (event.isTrusted) this.closed = false;
        if (!this.closed) this.soon(PAUSE_MS);
      });
      document.addEventListener("visibilitychange", () => { if (document.hidden && this.timer) this.now(); });
    }

    soon(milliseconds) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.now(), milliseconds);
    }

    // One at a time, so that what was typed last is kept last.
    now() {
      clearTimeout(this.timer);
      this.timer = null;
      this.running = this.running.then(() => this.keep());
      return this.running;
    }

    // The form itself is on its way: what is being kept arrives before it, and nothing after it unless somebody types.
    close() {
      this.closed = true;
      clearTimeout(this.timer);
      this.timer = null;
      return this.running;
    }

    async keep() {
      try {
        let answer = await this.send();
        if ([401, 403].includes(answer.status) && await signedIn()) answer = await this.send();
        const said = await answer.json();
        say(this.form, answer.ok ? `已自动保存 ${said.kept_at}` : `没有自动保存：${said.detail}`);
        if (answer.ok && !this.timer) this.form.dispatchEvent(new CustomEvent("kept", { bubbles: true }));
      } catch {
        say(this.form, "自动保存没有成功，稍后再试。");
        if (!this.closed) this.soon(RETRY_MS);
      }
    }

    send() {
      const typed = new FormData(this.form);
      for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name);
      const options = { method: "POST", body: typed, headers: JSON_ONLY, keepalive: document.hidden };
      return fetch(this.form.dataset.draft, options);
    }
  }

  document.querySelectorAll("form[data-draft]").forEach((form) => drafts.set(form, new Draft(form)));
})();
