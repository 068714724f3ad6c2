// Where something lies, level by level: province, city, county. Without scripts the place is typed in full into the same field.
"use strict";

(() => {
  const LEVELS = ["省", "市", "县（市、区）"];
  const loaded = new Map();

  function load(address) {
    if (!loaded.has(address)) loaded.set(address, fetch(address).then((answer) => answer.json()));
    return loaded.get(address);
  }

  // The places in their lists on the way down to a code; null if it is not there any more.
  function wayTo(code, nodes) {
    for (const [place, [own, , , under]] of nodes.entries()) {
      if (own === code) return [place];
      const rest = wayTo(code, under);
      if (rest) return [place, ...rest];
    }
    return null;
  }

  function makeSelect(input, label, depth) {
    const select = document.createElement("select");
    select.id = depth ? `${input.id}-${depth}` : input.id;
    select.className = input.className.replace("form-control", "form-select");
    select.dataset.search = `选择${LEVELS[depth]}`;
    select.setAttribute("aria-label", `${label}：${LEVELS[depth]}`);
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (input.hasAttribute(name)) select.setAttribute(name, input.getAttribute(name));
    }
    return select;
  }

  function choices(nodes) {
    return nodes.map(([, name, pinyin], place) => {
      const option = new Option(name, place);
      option.dataset.pinyin = pinyin;
      return option;
    });
  }

  function levels(input, tree) {
    const { code, kept } = input.dataset, label = input.labels[0].textContent.trim();
    const selects = LEVELS.map((_, depth) => makeSelect(input, label, depth));
    const lists = [tree, [], []];
    const way = code ? wayTo(code, tree) : [];

    function fill(depth, chosen) {
      selects[depth].replaceChildren(new Option("请选择", ""), ...choices(lists[depth]));
      selects[depth].value = chosen ?? "";
      selects[depth].parentElement.hidden = depth > 0 && !lists[depth].length;
    }

    function changed(depth) {
      if (depth + 1 < LEVELS.length) {
        lists[depth + 1] = lists[depth][selects[depth].value]?.[3] ?? [];
        fill(depth + 1);
        selects[depth + 1].dispatchEvent(new Event("change"));
      } else {
        const codes = selects.map((select, at) => (select.value === "kept" ? code : lists[at][select.value]?.[0]));
        input.value = codes.findLast((one) => one) ?? "";
      }
    }

    const row = document.createElement("div");
    row.className = "levels";
    row.append(...selects.map((select) => {
      const cell = document.createElement("div");
      cell.append(select);
      return cell;
    }));
    input.type = "hidden";
    input.removeAttribute("id");
    input.value = code;
    input.before(row);
    selects.forEach((select, depth) => {
      if (depth > 0 && way?.length >= depth) lists[depth] = lists[depth - 1][way[depth - 1]][3];
      fill(depth, way?.[depth]);
    });
    if (!way) selects[0].add(new Option(kept, "kept", true, true), 1);
    selects.forEach((select, depth) => {
      select.addEventListener("change", () => changed(depth));
      select.dispatchEvent(new Event("searchable", { bubbles: true }));
    });
  }

  document.querySelectorAll("input[data-levels]").forEach((input) => {
    load(input.dataset.levels).then((tree) => levels(input, tree));
  });
})();
