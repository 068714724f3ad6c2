// Passwords: a button that shows what was typed, and how strong a new one is while it is typed. All of it stays here.
"use strict";

(() => {
  const SHORTEST = 12;
  const WORDS = ["太短", "偏弱", "可以", "很强"];

  document.querySelectorAll("input[data-secret]").forEach((field) => {
    const row = document.createElement("div");
    row.className = "secret-row";
    field.before(row);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-outline-secondary";
    button.setAttribute("aria-controls", field.id);
    row.append(field, button);
    const show = (visible) => {
      field.type = visible ? "text" : "password";
      button.textContent = visible ? "隐藏" : "显示";
      button.setAttribute("aria-pressed", String(visible));
    };
    show(false);
    button.addEventListener("click", () => show(field.type === "password"));
    field.form.addEventListener("submit", () => show(false));
  });

  // Length counts most, then how many different characters there are.
  function strength(password) {
    const length = [...password.normalize("NFKC")].length;
    if (length < SHORTEST) return 0;
    const different = new Set(password).size;
    if (different < 6) return 1;
    return length >= 16 && different >= 9 ? 3 : 2;
  }

  document.querySelectorAll("input[data-strength]").forEach((field) => {
    const meter = document.createElement("meter");
    meter.max = 3;
    meter.low = 1;
    meter.high = 2;
    meter.optimum = 3;
    meter.setAttribute("aria-label", "密码强度");
    const words = document.createElement("span");
    words.setAttribute("role", "status");
    const place = document.createElement("div");
    place.className = "strength";
    place.hidden = true;
    place.append(meter, words);
    document.getElementById(field.dataset.strength).before(place);
    field.addEventListener("input", () => {
      const found = strength(field.value);
      place.hidden = field.value === "";
      meter.value = found;
      words.textContent = `强度：${WORDS[found]}${found === 0 ? `（还差 ${SHORTEST - [...field.value].length} 个字符）` : ""}`;
    });
  });
})();
