// Makes forms kinder: no double submission, a question before what can't be undone, a warning before typed text is lost.
"use strict";

(() => {
  const dirty = new Set();

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && "unsaved" in form.dataset) dirty.add(form);
  });

  // What was kept as a draft waits there; a file that has not arrived does not.
  document.addEventListener("kept", (event) => {
    if (!event.target.querySelector("[data-unsent]")) dirty.clear();
  });

  addEventListener("beforeunload", (event) => {
    if (dirty.size) event.preventDefault();
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.ask && !confirm(form.dataset.ask)) {
      event.preventDefault();
      return;
    }
    const others = [...dirty].some((other) => other !== form && "decision" in other.dataset && "decision" in form.dataset);
    if (others && !confirm("您在其他申请中写的意见还没有提交，现在提交这一项会丢失那些意见。仍要提交吗？")) {
      event.preventDefault();
      return;
    }
    if ("once" in form.dataset) {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "yes";
    }
    dirty.clear();
  });

  // Back to a page from the browser's memory: its form may be sent again.
  addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });

  // Several reasons at one place: another row like the first.
  document.querySelectorAll("[data-rows]").forEach((rows) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-link btn-sm p-0 mt-2";
    button.textContent = "再加一条";
    button.addEventListener("click", () => {
      const row = rows.querySelector("[data-reason]").cloneNode(true);
      row.querySelectorAll("textarea").forEach((field) => { field.value = ""; });
      row.querySelectorAll("[data-filled]").forEach((field) => { delete field.dataset.filled; });
      row.querySelectorAll("select").forEach((field) => { field.selectedIndex = 0; });
      button.before(row);
      row.querySelector("textarea").focus();
    });
    rows.append(button);
  });

  // What a browser says of a field without a file is in the browser's language.
  document.querySelectorAll(".choose-file input").forEach((input) => {
    const mark = () => input.toggleAttribute("data-without-file", !input.files.length);
    input.addEventListener("change", mark);
    mark();
  });

  // On a narrow screen the menu is one line: show where we are in it.
  const here = document.querySelector(".side-menu [aria-current]");
  if (here) here.closest("ul").scrollLeft = here.offsetLeft - 80;

  // A link to a field inside a folded section unfolds it; what went wrong gets the focus.
  function reveal() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let part = target; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
    if (target.matches("input, select, textarea, fieldset")) target.focus();
  }
  addEventListener("hashchange", reveal);
  reveal();
  const wrong = document.querySelector("[data-focus]");
  if (wrong) wrong.focus();
})();
