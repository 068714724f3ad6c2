// Marks, while people type, what they change of what the record holds.
"use strict";

document.querySelectorAll("form[data-was]").forEach((form) => {
  const was = JSON.parse(form.dataset.was);

  function mark(place) {
    const sent = new FormData(form);
    const inputs = [...place.querySelectorAll("[name]")];
    const names = new Set(inputs.map((input) => input.name).filter((name) => name in was));
    const chosen = inputs.some((input) => input.type === "file" && input.files.length);
    const differs = [...names].some((name) => {
      const now = sent.getAll(name).filter(Boolean).map((value) => String(value).replaceAll("\r\n", "\n").trim());
      return JSON.stringify(now) !== JSON.stringify(was[name]);
    });
    place.classList.toggle("field-changed", differs || chosen);
  }

  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, (event) => {
      const place = event.target.closest(".field");
      if (place) mark(place);
    });
  }
});
