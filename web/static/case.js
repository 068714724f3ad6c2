// A case by keyboard: from section to section, from file to file, and no decision by one key alone.
"use strict";

(() => {
  const sections = () => [...document.querySelectorAll("[data-case-section]")];
  const current = () => document.querySelector("[data-case-section][aria-current]");
  document.querySelectorAll("[data-section-step], [data-file-step], [data-write]").forEach((one) => { one.hidden = false; });

  function choose(section) {
    current()?.removeAttribute("aria-current");
    section?.setAttribute("aria-current", "true");
  }

  function step(list, from, by) {
    const place = list.indexOf(from);
    return list[place < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(place + by, 0), list.length - 1)];
  }

  function moveSection(by) {
    const section = step(sections(), current(), by);
    if (!section) return;
    choose(section);
    if (section.tagName === "DETAILS") section.open = true;
    (section.querySelector("summary") || section).focus({ preventScroll: true });
    section.scrollIntoView({ block: "start" });
  }

  function moveFile(by) {
    const files = [...document.querySelectorAll("[data-case-file]")];
    step(files, files.find((file) => file.ariaCurrent === "true"), by)?.click();
  }

  // Where a reason for the present section (or the only one) is written: its first entry, else about the whole.
  function write(section = current() || (sections().length === 1 ? sections()[0] : null)) {
    const place = section?.querySelector("[data-point-out]") || document.querySelector("[data-opinion]");
    for (let part = place; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
    const field = place.querySelector("select[name='reason.field']") || place.querySelector("textarea");
    field.focus();
    place.scrollIntoView({ block: "center" });
  }

  // The mouse means what it clicks; a key alone, which clicks for the reader, is asked again.
  function ask(event, button) {
    if (event.isTrusted) return;
    event.preventDefault();
    const list = button.form.querySelector("[data-written] [data-list]");
    const dialog = document.getElementById(button.dataset.confirm);
    const written = list.children.length;
    if (button.value === "return" && !written) return write(button.closest("[data-case-section]") || undefined);
    const hindered = button.value === "approve" && written > 0;
    dialog.querySelector("[data-hindrance]").hidden = !hindered;
    dialog.querySelector("[data-yes]").disabled = hindered;
    dialog.querySelector("[data-list]").replaceChildren(...[...list.children].map((one) => {
      const line = document.createElement("li");
      line.textContent = one.textContent;
      return line;
    }));
    dialog.showModal();
  }

  async function openNumber(button) {
    const body = new FormData(button.form);
    const answer = await fetch(button.formAction, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("refused");
    const number = button.parentElement.querySelector("[data-id-number]");
    number.textContent = (await answer.json()).id_number;
    number.tabIndex = -1;
    number.focus();
    button.remove();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.sectionStep) moveSection(Number(button.dataset.sectionStep));
    if (button.dataset.fileStep) moveFile(Number(button.dataset.fileStep));
    if ("write" in button.dataset) write();
    if (button.dataset.confirm) ask(event, button);
    if ("no" in button.dataset) button.closest("dialog").close();
    if ("openNumber" in button.dataset) {
      event.preventDefault();
      openNumber(button).catch(() => button.form.requestSubmit(button));
    }
  });

  document.addEventListener("submit", () => {
    document.querySelectorAll("dialog.confirmation[open]").forEach((dialog) => dialog.close());
  }, true);

  document.addEventListener("focusin", (event) => {
    const section = event.target.closest("[data-case-section]");
    if (section) choose(section);
  });

  // Out of a field with Esc, so that the keys count again.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || !event.target.closest("[data-reason], .canned")) return;
    event.target.blur();
    document.getElementById("main").focus({ preventScroll: true });
  });
})();
