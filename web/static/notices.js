// Writing a notice: a toolbar for Markdown, a preview that follows the typing, files that are dropped.
"use strict";

(() => {
  const PAUSE_MS = 400;
  const TABLE = "\n| 项目 | 内容 |\n| --- | --- |\n| 　 | 　 |\n";
  const TOOLS = [
    ["加粗", (text) => `**${text || "重点内容"}**`],
    ["标题", (text) => lines(text || "标题", () => "## ")],
    ["列表", (text) => lines(text || "第一项", () => "- ")],
    ["编号", (text) => lines(text || "第一项", (place) => `${place + 1}. `)],
    ["链接", (text) => `[${text || "链接文字"}](https://)`],
    ["表格", () => TABLE],
    ["引用", (text) => lines(text || "引用的内容", () => "> ")],
  ];

  const lines = (text, mark) => text.split("\n").map((line, place) => mark(place) + line).join("\n");

  function insert(field, make) {
    const { selectionStart: start, selectionEnd: end } = field;
    const chosen = field.value.slice(start, end);
    const made = make(chosen);
    field.setRangeText(made, start, end, "select");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function toolbar(field) {
    const bar = document.querySelector("[data-tools]");
    for (const [words, make] of TOOLS) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-outline-secondary btn-sm";
      button.textContent = words;
      button.addEventListener("click", () => insert(field, make));
      bar.append(button);
    }
  }

  // Shows what the server makes of the text, which is what people will see; the newest answer counts.
  function follow(field, shown) {
    let timer = 0;
    let newest = 0;
    async function show() {
      const mine = ++newest;
      const body = new FormData();
      body.set("csrf_token", field.form.elements.csrf_token.value);
      body.set("body", field.value);
      const answer = await fetch(shown.dataset.preview, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!answer.ok || mine !== newest) return;
      shown.innerHTML = (await answer.json()).html;
    }
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => show().catch(() => {}), PAUSE_MS);
    });
    show().catch(() => {});
  }

  function takeDrops(form) {
    const input = form.querySelector("input[type=file]");
    const over = (yes) => form.classList.toggle("upload-over", yes);
    form.classList.add("upload-on");
    form.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
    form.addEventListener("dragleave", () => over(false));
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      over(false);
      input.files = event.dataTransfer.files;
      form.requestSubmit();
    });
    input.addEventListener("change", () => form.requestSubmit());
  }

  const field = document.querySelector("[data-markdown]");
  if (field) {
    toolbar(field);
    const shown = document.querySelector("[data-preview]");
    shown.closest("section").hidden = false;
    follow(field, shown);
  }
  document.querySelectorAll("[data-drop]").forEach(takeDrops);
})();
