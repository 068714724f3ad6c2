// Choosing many cases on a page: one box for all of them, and how many are chosen beside the buttons.
"use strict";

(() => {
  const bar = document.querySelector("[data-batch]");
  if (!bar) return;
  const boxes = [...document.querySelectorAll("[data-batch-box]")];
  const all = document.querySelector("[data-batch-all]");
  const number = bar.querySelector("[data-batch-number]");

  function count() {
    const chosen = boxes.filter((box) => box.checked).length;
    number.textContent = chosen ? `已选 ${chosen} 件` : number.dataset.batchNumber;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && !all.checked;
    for (const button of bar.querySelectorAll("button")) button.disabled = chosen === 0;
  }

  all.closest("label").classList.remove("invisible");
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    count();
  });
  for (const box of boxes) box.addEventListener("change", count);
  addEventListener("pageshow", count);  // the browser may have kept the ticks of the page that was left
  count();
})();
