// Shows a file's pages in a dialog, so that neither the form nor the case is left. Without scripts the
// same pages are pages of their own.
"use strict";

(() => {
  const dialog = document.createElement("dialog");
  dialog.className = "preview-dialog";
  let zoomed = false;

  async function show(address) {
    const answer = await fetch(address, { cache: "no-store" });
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    const pane = holder.content.querySelector("[data-preview-pane]");
    if (!pane) throw new Error("no preview");
    const heading = pane.querySelector("h1");
    dialog.setAttribute("aria-label", pane.getAttribute("aria-label"));
    const name = document.createElement("h2");
    name.className = heading.className;
    name.textContent = heading.textContent;
    heading.replaceWith(name);
    const turned = dialog.contains(document.activeElement) && document.activeElement.rel;
    dialog.replaceChildren(pane);
    prepare(pane);
    if (!dialog.open) dialog.showModal();
    (pane.querySelector(`[rel="${turned}"]`) || pane.querySelector(".preview-sheet")).focus();
  }

  function prepare(pane) {
    const zoom = pane.querySelector("[data-zoom]");
    const close = pane.querySelector("[data-close]");
    const sheet = pane.querySelector(".preview-sheet");
    const draw = () => {
      sheet.classList.toggle("preview-zoomed", zoomed);
      zoom.setAttribute("aria-pressed", String(zoomed));
    };
    zoom.hidden = close.hidden = false;
    zoom.addEventListener("click", () => { zoomed = !zoomed; draw(); });
    close.addEventListener("click", () => dialog.close());
    sheet.querySelector("img").addEventListener("error", () => {
      sheet.hidden = zoom.hidden = true;
      pane.querySelector("[data-not-drawn]").hidden = false;
    });
    draw();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-preview]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link.href).catch(() => { open(link.href, "_blank", "noopener"); });
  });

  dialog.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: "prev", PageUp: "prev", ArrowRight: "next", PageDown: "next" }[event.key];
    if (!way || zoomed) return;
    event.preventDefault();
    dialog.querySelector(`[rel=${way}]`)?.click();
  });

  // Where no picture could be drawn, none is missed.
  document.addEventListener("error", (event) => {
    if (event.target.matches?.("[data-thumbnail]")) event.target.hidden = true;
  }, true);

  document.body.append(dialog);
})();
