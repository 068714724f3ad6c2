// An open notice tells that it is read, and which of its files are saved: looking at a page changes nothing by itself.
"use strict";

(() => {
  const article = document.querySelector("[data-token]");
  const tell = (address) => {
    const body = new URLSearchParams({ csrf_token: article.dataset.token });
    fetch(address, { method: "POST", body, keepalive: true }).catch(() => {});
  };
  if (article.dataset.tellsOpen) tell(article.dataset.tellsOpen);
  for (const link of article.querySelectorAll("[data-tells]")) {
    link.addEventListener("click", () => tell(link.dataset.tells));
  }
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
})();
