// Keys for work without a mouse, on the pages of the desk. An element with data-key="a" is clicked (a field: focused) by
// that key; with data-key-label="审核通过" it stands on the sheet that ? opens. Among [data-row] elements j and k move,
// Enter and o open the row's link ([data-row-link], else its first), x ticks its box. The row that was opened stays in the
// address (#its id), so that going back finds it. No key counts while something is typed into or with a modifier held;
// in an open dialog only the dialog's own count. Of several with one key that in the current part of the page is meant. On the sheet they can be switched off, which the browser remembers.
"use strict";

(() => {
  const TYPED_INTO = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=file])";
  const SWITCH = "keyboard";
  const ROW_KEYS = [["j", "下一行"], ["k", "上一行"], ["Enter o", "打开当前行"]];
  const sheet = document.createElement("dialog");

  const switchedOn = () => localStorage.getItem(SWITCH) !== "off";
  const scope = () => [...document.querySelectorAll("dialog[open]")].at(-1) || document;
  const usable = (element) => !element.disabled && element.checkVisibility();
  const found = (selector) => [...scope().querySelectorAll(selector)].filter(usable);
  const rows = () => found("[data-row]");
  const currentRow = () => rows().find((row) => row.ariaCurrent === "true");
  const boxOf = (row) => row?.querySelector("input[type=checkbox]");
  const linkOf = (row) => row?.querySelector("[data-row-link]") || row?.querySelector("a[href]");

  // Letters count with caps lock on, in full width, and where an input method has swallowed them (then by their place).
  function pressed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return "";
    const place = event.code === "Slash" && event.shiftKey ? "?" : event.code.replace(/^(Key|Digit)/, "");
    const key = (event.key === "Process" ? place : event.key).normalize("NFKC").toLowerCase();
    return event.shiftKey && key !== "?" ? "" : key;
  }

  function choose(row) {
    for (const other of document.querySelectorAll("[data-row][aria-current]")) other.removeAttribute("aria-current");
    row?.setAttribute("aria-current", "true");
  }

  function go(row) {
    choose(row);
    linkOf(row)?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
  }

  function move(step) {
    const all = rows();
    const place = all.indexOf(currentRow());
    go(all[place < 0 ? 0 : Math.min(Math.max(place + step, 0), all.length - 1)]);
  }

  function activate(element) {
    if (!element.matches(TYPED_INTO)) return element.click();
    element.focus();
    element.select?.();
  }

  function meaning(key) {
    const named = key.length === 1 ? found(`[data-key="${CSS.escape(key)}"]`) : [];
    const own = named.find((one) => one.closest("[aria-current=true]")) || named[0];
    if (own) return () => activate(own);
    if (key === "?") return show;
    const row = currentRow();
    if (key === "j" || key === "k") return rows().length && (() => move(key === "j" ? 1 : -1));
    if (key === "x") return boxOf(row) && (() => boxOf(row).click());
    // Enter belongs to what has the focus, if anything has.
    const free = document.activeElement === document.body || document.activeElement.matches("main");
    return (key === "o" || (key === "enter" && free)) && linkOf(row) && (() => linkOf(row).click());
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || !switchedOn() || event.target.closest(TYPED_INTO)) return;
    const key = pressed(event);
    const act = meaning(key);
    if (!act) return;
    event.preventDefault();
    if (!event.repeat || key === "j" || key === "k") act();
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (row) choose(row);
  });
  document.addEventListener("click", (event) => {
    const row = event.target.closest("a") && event.target.closest("[data-row][id]");
    if (row) history.replaceState(history.state, "", `#${row.id}`);
  });

  function made(tag, facts, ...content) {
    const element = Object.assign(document.createElement(tag), facts);
    element.append(...content);
    return element;
  }

  function keysHere() {
    const own = new Map();
    // Of two elements with the same key the first is meant.
    for (const { dataset } of found("[data-key][data-key-label]")) own.set(dataset.key, own.get(dataset.key) || dataset.keyLabel);
    const ofRows = rows().length ? [...ROW_KEYS] : [];
    if (rows().some(boxOf)) ofRows.push(["x", "选中或取消选中当前行"]);
    return [...ofRows.filter(([key]) => !own.has(key)), ...own, ["?", "打开或关闭本说明"], ["Esc", "关闭本说明"]];
  }

  function show() {
    if (sheet.open) return sheet.close();
    const lines = keysHere().map(([keys, words]) => {
      const names = keys.split(" ").map((name) => made("kbd", {}, name));
      return made("div", {}, made("dt", {}, ...names), made("dd", {}, words));
    });
    sheet.querySelector("dl").replaceChildren(...lines);
    sheet.querySelector("input").checked = switchedOn();
    sheet.showModal();
  }

  function prepare() {
    const onOff = made("input", { type: "checkbox", className: "form-check-input", id: "keys-switch" });
    onOff.addEventListener("change", () => localStorage.setItem(SWITCH, onOff.checked ? "on" : "off"));
    const close = made("button", { type: "button", className: "btn btn-outline-primary" }, "关闭");
    close.addEventListener("click", () => sheet.close());
    sheet.className = "keys-sheet";
    sheet.setAttribute("aria-labelledby", "keys-title");
    const label = made("label", { className: "form-check-label", htmlFor: "keys-switch" }, "使用单键快捷键");
    const title = made("h2", { id: "keys-title" }, "键盘操作");
    sheet.append(title, made("dl", { className: "keys" }), made("div", { className: "form-check" }, onOff, label), close);
    document.body.append(sheet);
    const opener = made("button", { type: "button", className: "keys-button" }, "键盘操作 ", made("kbd", {}, "?"));
    opener.addEventListener("click", show);
    document.querySelector(".side-menu ul")?.append(made("li", {}, opener));
    for (const one of document.querySelectorAll("[data-key]")) one.setAttribute("aria-keyshortcuts", one.dataset.key);
    const left = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (left && left.matches("[data-row]")) go(left);
  }

  prepare();
})();
