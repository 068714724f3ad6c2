// Shows a file's pages beside the case where there is room, else in a dialog, so that neither the form nor the case is
// left. Without scripts the same pages are pages of their own.
"use strict";

(() => {
  const dialog = document.createElement("dialog");
  dialog.className = "preview-dialog";
  let zoomed = false;

  // Where a case has room for a file beside its data.
  function beside() {
    const found = document.querySelector("[data-preview-beside]");
    return found && found.checkVisibility() ? found : null;
  }

  async function show(address) {
    const answer = await fetch(address, { cache: "no-store" });
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    const pane = holder.content.querySelector("[data-preview-pane]");
    if (!pane) throw new Error("no preview");
    const heading = pane.querySelector("h1");
    const name = document.createElement("h2");
    name.className = heading.className;
    name.textContent = heading.textContent;
    heading.replaceWith(name);
    const room = beside();
    const place = room ? room.querySelector("[data-preview-place]") : dialog;
    const turned = place.contains(document.activeElement) && document.activeElement.rel;
    place.replaceChildren(pane);
    prepare(pane, room);
    if (room) settle(room, address);
    else {
      dialog.setAttribute("aria-label", pane.getAttribute("aria-label"));
      if (!dialog.open) dialog.showModal();
    }
    if (turned || !room) (pane.querySelector(`[rel="${turned}"]`) || pane.querySelector(".preview-sheet")).focus();
  }

  // The list of files makes room for the one that is shown, and says which that is.
  function settle(room, address) {
    const path = new URL(address, location).pathname;
    for (const link of room.querySelectorAll("[data-case-file]")) {
      link.ariaCurrent = link.pathname === path ? "true" : null;
    }
    room.querySelector("details").open = false;
  }

  function prepare(pane, room) {
    const zoom = pane.querySelector("[data-zoom]");
    const close = pane.querySelector("[data-close]");
    const sheet = pane.querySelector(".preview-sheet");
    const draw = () => {
      sheet.classList.toggle("preview-zoomed", zoomed);
      zoom.setAttribute("aria-pressed", String(zoomed));
    };
    zoom.hidden = close.hidden = false;
    zoom.addEventListener("click", () => { zoomed = !zoomed; draw(); });
    close.addEventListener("click", () => {
      if (!room) return dialog.close();
      pane.remove();
      room.querySelector("details").open = true;
    });
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

  document.addEventListener("keydown", (event) => {
    const pane = event.target.closest?.("[data-preview-pane], .preview-dialog");
    const way = { ArrowLeft: "prev", PageUp: "prev", ArrowRight: "next", PageDown: "next" }[event.key];
    if (!pane || !way || zoomed) return;
    event.preventDefault();
    pane.querySelector(`[rel=${way}]`)?.click();
  });

  // Where no picture could be drawn, none is missed.
  document.addEventListener("error", (event) => {
    if (event.target.matches?.("[data-thumbnail]")) event.target.hidden = true;
  }, true);

  document.body.append(dialog);
})();
