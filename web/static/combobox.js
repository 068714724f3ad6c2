// Long lists to type in: a select marked data-search gets a text field that finds by name or pinyin (ARIA 1.2 combobox).
// The select stays what the form sends; without scripts it is what people use. Searches as shared/catalogue/codes/pinyin.py.
"use strict";

(() => {
  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s/g, "");

  function placeOf(typed, option) {
    const wanted = plain(typed), name = plain(option.text);
    if (name.includes(wanted)) return name.startsWith(wanted) ? 0 : 1;
    if (!/^[a-z0-9]+$/.test(wanted)) return null;
    const found = (option.dataset.pinyin || "").search(new RegExp("\\b" + [...wanted].join("(?:[a-z0-9]* )?")));
    return found < 0 ? null : Math.min(found, 1);
  }

  // What was typed, those first whose names begin with it.
  function matches(select, typed) {
    const found = [...select.options].filter((option) => option.value && !option.disabled).map((option) => [placeOf(typed, option), option]);
    return [0, 1].flatMap((place) => found.filter(([at]) => at === place).map(([, option]) => option));
  }

  function make(tag, attributes) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  }

  function combobox(select) {
    const label = select.labels[0], id = select.id;
    const box = make("div", { class: "combobox" });
    const input = make("input", { type: "text", id, role: "combobox", class: select.className.replace("form-select", "form-control"),
      autocomplete: "off", autocapitalize: "none", spellcheck: "false", placeholder: select.dataset.search || "输入名称或拼音首字母查找",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list` });
    for (const name of ["aria-label", "aria-describedby", "aria-required", "aria-invalid"]) {
      if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    }
    const button = make("button", { type: "button", tabindex: "-1", class: "combobox-open", "aria-expanded": "false", "aria-controls": `${id}-list` });
    button.append(Object.assign(make("span", { class: "visually-hidden" }), { textContent: "展开列表" }));
    const list = make("div", { id: `${id}-list`, role: "listbox", "aria-label": "可选项", hidden: "" });
    const said = make("div", { class: "visually-hidden", role: "status" });
    let shown = [], active = -1;

    const isOpen = () => !list.hidden;
    const nameOf = (option) => (option && option.value ? option.text : "");
    const chosen = () => select.options[select.selectedIndex];

    function open(typed) {
      shown = matches(select, typed);
      list.replaceChildren();
      shown.forEach((option, index) => {
        const item = make("div", { role: "option", id: `${id}-option-${index}`, "aria-selected": String(option.selected) });
        item.textContent = option.text;
        groupFor(option.parentElement.label || "").append(item);
      });
      list.hidden = !shown.length;
      for (const each of [input, button]) each.setAttribute("aria-expanded", String(isOpen()));
      activate(shown.length ? Math.max(0, typed ? 0 : shown.indexOf(chosen())) : -1);
      said.textContent = shown.length ? `共 ${shown.length} 项` : "没有找到，请换一种说法";
      box.classList.toggle("combobox-none", !shown.length);
    }

    // Where the next item goes: into the last group if that has its title, else into a new one.
    function groupFor(title) {
      if (!title) return list;
      if (list.lastElementChild?.getAttribute("aria-label") === title) return list.lastElementChild;
      const group = make("div", { role: "group", "aria-label": title });
      group.append(Object.assign(make("div", { class: "combobox-group", "aria-hidden": "true" }), { textContent: title }));
      list.append(group);
      return group;
    }

    function close() {
      list.hidden = true;
      for (const each of [input, button]) each.setAttribute("aria-expanded", "false");
      box.classList.remove("combobox-none");
      activate(-1);
    }

    function activate(index) {
      if (shown[active]) document.getElementById(`${id}-option-${active}`)?.classList.remove("active");
      active = index;
      const item = shown[index] && document.getElementById(`${id}-option-${index}`);
      if (!item) return input.removeAttribute("aria-activedescendant");
      item.classList.add("active");
      item.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", item.id);
    }

    function choose(option) {
      const changed = option !== chosen();
      if (option) select.value = option.value;
      input.value = nameOf(chosen());
      close();
      if (changed) for (const name of ["input", "change"]) select.dispatchEvent(new Event(name, { bubbles: true }));
    }

    // Leaving the field: an empty one means nothing is chosen; what fits one name only is meant; else it is as before.
    function settle() {
      const typed = input.value.trim(), fitting = typed ? matches(select, typed) : [select.options[0]];
      const exact = fitting.find((option) => option.text === typed);
      choose(typed === nameOf(chosen()) ? chosen() : exact || (fitting.length === 1 ? fitting[0] : chosen()));
    }

    const keys = {
      ArrowDown: () => (isOpen() ? activate((active + 1) % shown.length) : open("")),
      ArrowUp: () => (isOpen() ? activate((active - 1 + shown.length) % shown.length) : open("")),
      Enter: () => (isOpen() ? choose(shown[active]) : false),
      Escape: () => (isOpen() || input.value !== nameOf(chosen()) ? choose(chosen()) : false),
    };
    input.addEventListener("keydown", (event) => {
      if (!event.isComposing && Object.hasOwn(keys, event.key) && keys[event.key]() !== false) event.preventDefault();
    });
    input.addEventListener("input", () => open(input.value));
    input.addEventListener("click", () => { if (!isOpen()) open(""); input.select(); });
    input.addEventListener("blur", settle);
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) choose(shown[Number(item.id.slice(`${id}-option-`.length))]);
    });
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => { const was = isOpen(); input.focus(); if (was) close(); else open(""); });
    select.addEventListener("change", () => { input.value = nameOf(chosen()); });
    addEventListener("pageshow", () => { input.value = nameOf(chosen()); });

    select.id = `${id}-select`;
    select.removeAttribute("aria-label");
    if (label) label.htmlFor = id;
    select.hidden = true;
    input.value = nameOf(chosen());
    box.append(input, button, list, said);
    select.before(box);
  }

  document.querySelectorAll("select[data-search]").forEach(combobox);
  document.addEventListener("searchable", (event) => combobox(event.target));
})();
