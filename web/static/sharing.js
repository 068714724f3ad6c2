// The preview follows the switches; without scripts the button does.
"use strict";

document.querySelectorAll("form[data-preview]").forEach((form) => {
  let latest = 0;

  async function follow() {
    const mine = ++latest;
    const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form) });
    if (!answer.ok || mine !== latest) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const preview = page.getElementById("share-preview");
    if (preview) document.getElementById("share-preview").replaceWith(preview);
  }

  form.addEventListener("change", (event) => {
    if (event.target.name === "fields") follow().catch(() => {});
  });
});
