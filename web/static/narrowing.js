// What one choice says about others: a title belongs to a series and has a level (data-implies on its options).
// A field that stands before narrows the list, one that stands behind is filled in. Without scripts the server says.
"use strict";

(() => {
  function narrow(select) {
    const options = [...select.options];
    const implied = (option) => (option?.dataset.implies ? JSON.parse(option.dataset.implies) : {});
    const others = Object.keys(Object.assign({}, ...options.map(implied))).map((name) => select.form.elements[name]);
    const before = others.filter((other) => select.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_PRECEDING);

    function fits(option) {
      const facts = implied(option);
      return before.every((other) => !other.value || !facts[other.name] || facts[other.name] === other.value);
    }

    function set(field, value) {
      if (field.value === value) return;
      field.value = value;
      for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
    }

    function narrowed() {
      for (const option of options) option.hidden = option.disabled = !fits(option);
      if (!fits(select.options[select.selectedIndex])) set(select, "");
    }

    select.addEventListener("change", () => {
      const facts = implied(select.options[select.selectedIndex]);
      for (const other of others) if (facts[other.name]) set(other, facts[other.name]);
    });
    for (const other of before) other.addEventListener("change", narrowed);
    narrowed();
  }

  document.querySelectorAll("select:has(option[data-implies])").forEach(narrow);
})();
