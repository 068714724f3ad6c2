// What has been written so far stands at the decision, counted; canned reasons are offered wherever one is written.
"use strict";

(() => {
  const form = document.getElementById("decision");
  if (!form) return;
  const written = form.querySelector("[data-written]");
  const offered = document.querySelector("select[data-canned]");

  function rows() {
    return [...document.querySelectorAll("[data-reason]")].filter((row) => row.querySelector("textarea").value.trim());
  }

  function line(row) {
    const field = row.querySelector("select[name='reason.field']");
    const named = field && field.value ? ` · ${field.selectedOptions[0].text}` : "";
    const link = document.createElement("button");
    link.type = "button";
    link.className = "btn btn-link btn-sm text-start text-wrap p-0";
    link.textContent = `${row.dataset.place}${named}：${row.querySelector("textarea").value.trim()}`;
    link.addEventListener("click", () => {
      for (let part = row; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
      written.open = false;
      row.querySelector("textarea").focus();
    });
    const item = document.createElement("li");
    item.append(link);
    return item;
  }

  function count() {
    const found = rows();
    written.hidden = !found.length;
    written.querySelector("[data-count]").textContent = found.length;
    written.querySelector("[data-list]").replaceChildren(...found.map(line));
  }

  // Behind what was typed, in place of what the same list put there before: one can look through it with the arrows.
  function fill(select, row) {
    const field = row.querySelector("textarea");
    const before = select.dataset.filled || "";
    const typed = (before && field.value.endsWith(before) ? field.value.slice(0, -before.length) : field.value).trim();
    field.value = [typed, select.value].filter(Boolean).join("\n").slice(0, field.maxLength);
    select.dataset.filled = select.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // At a section only what is meant for it or for any; put there when somebody begins to write.
  function offer(row) {
    if (!offered || row.querySelector("[data-canned]") || row.closest("#opinion")) return;
    const section = row.querySelector("[name='reason.section']").value;
    const label = offered.closest("label").cloneNode(true);
    const select = label.querySelector("select");
    for (const option of [...select.options].slice(1)) {
      if (![section, ""].includes(option.dataset.section)) option.remove();
    }
    if (select.options.length > 1) row.querySelector(".reason-text").before(label);
  }

  if (offered) offered.removeAttribute("name"); // without scripts the server adds what was chosen
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("[data-point-out]") && event.target.open) event.target.querySelectorAll("[data-reason]").forEach(offer);
  }, true);
  document.querySelectorAll("[data-point-out][open] [data-reason]").forEach(offer);
  document.addEventListener("input", (event) => { if (event.target.closest("[data-reason]")) count(); });
  document.addEventListener("change", (event) => {
    const select = event.target.closest("[data-canned]");
    if (select) fill(select, select.closest("[data-reason]") || document.querySelector("#opinion [data-reason]"));
    if (event.target.closest("[data-reason]")) count();
  });
  count();
})();
