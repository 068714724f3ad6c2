// What has been written so far stands at each decision, counted; canned reasons are offered wherever one is written.
"use strict";

document.querySelectorAll("form[data-decision]").forEach((form) => {
  const written = form.querySelector("[data-written]");
  const own = (selector) => [...form.elements].filter((one) => one.matches(selector));
  const [offered] = own("select[data-canned]");
  const texts = () => own("[name='reason.text']");
  const rowOf = (field) => field.closest("[data-reason]");

  function line(text) {
    const row = rowOf(text);
    const field = row.querySelector("select[name='reason.field']");
    const named = field && field.value ? ` · ${field.selectedOptions[0].text}` : "";
    const link = document.createElement("button");
    link.type = "button";
    link.className = "btn btn-link btn-sm text-start text-wrap p-0";
    link.textContent = `${row.dataset.place}${named}：${text.value.trim()}`;
    link.addEventListener("click", () => {
      for (let part = row; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
      written.open = false;
      text.focus();
    });
    const item = document.createElement("li");
    item.append(link);
    return item;
  }

  function count() {
    const found = texts().filter((text) => text.value.trim());
    written.hidden = !found.length;
    written.querySelector("[data-count]").textContent = found.length;
    written.querySelector("[data-list]").replaceChildren(...found.map(line));
  }

  // Behind what was typed, in place of what the same list put there before: one can look through it with the arrows.
  function fill(select, field) {
    const before = select.dataset.filled || "";
    const typed = (before && field.value.endsWith(before) ? field.value.slice(0, -before.length) : field.value).trim();
    field.value = [typed, select.value].filter(Boolean).join("\n").slice(0, field.maxLength);
    select.dataset.filled = select.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // At a section only what is meant for it or for any; put there when somebody begins to write.
  function offer(place) {
    for (const row of place.querySelectorAll("[data-reason]")) {
      if (!offered || row.querySelector("[data-canned]") || row.querySelector("textarea").form !== form) continue;
      const section = row.querySelector("[name='reason.section']").value;
      const label = offered.closest("label").cloneNode(true);
      const select = label.querySelector("select");
      for (const option of [...select.options].slice(1)) {
        if (![section, ""].includes(option.dataset.section)) option.remove();
      }
      if (select.options.length > 1) row.querySelector(".reason-text").before(label);
    }
  }

  if (offered) offered.removeAttribute("name"); // without scripts the server adds what was chosen
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("[data-point-out]") && event.target.open) offer(event.target);
  }, true);
  document.querySelectorAll("[data-point-out][open]").forEach(offer);
  document.addEventListener("input", (event) => { if (event.target.form === form) count(); });
  document.addEventListener("change", (event) => {
    if (event.target.form !== form) return;
    const select = event.target.closest("[data-canned]");
    const general = texts().find((text) => text.closest("[data-opinion]"));
    if (select) fill(select, rowOf(select)?.querySelector("textarea") || general);
    count();
  });
  count();
});
