"use strict";
/* The page is complete without this script. It adds: light and dark by hand, sorting, filtering, copying. */
(function () {
  const page = document.documentElement;
  page.classList.add("js");
  const store = {
    get: () => { try { return localStorage.getItem("theme"); } catch { return null; } },
    set: (value) => { try { localStorage.setItem("theme", value); } catch { /* a browser may refuse storage to local files */ } },
  };
  if (store.get()) page.dataset.theme = store.get();

  function theme() {
    const button = document.getElementById("theme");
    const dark = () => (page.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
    button.addEventListener("click", () => {
      page.dataset.theme = dark() ? "light" : "dark";
      store.set(page.dataset.theme);
    });
  }

  function key(row, index, numeric) {
    const cell = row.cells[index];
    const text = cell.dataset.value ?? cell.textContent.trim();
    if (!numeric) return text.toLowerCase();
    const value = parseFloat(text);
    return Number.isNaN(value) ? Infinity : value;
  }

  function sortable(table) {
    const body = table.tBodies[0];
    const heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach((head, index) => {
      const button = head.querySelector(".sorter");
      if (!button) return;
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const groups = [];  // a row of reasons stays below the row it explains
        for (const row of Array.from(body.rows)) {
          if (row.classList.contains("why") && groups.length) groups[groups.length - 1].push(row);
          else groups.push([row]);
        }
        const kind = head.dataset.sort;
        const numeric = kind === "number" || (kind === "auto" && groups.every(([row]) => !Number.isNaN(parseFloat(row.cells[index].dataset.value))));
        const order = groups.map((rows, place) => ({ rows, place, key: key(rows[0], index, numeric) }));
        order.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0) * (down ? -1 : 1) || a.place - b.place);
        order.forEach(({ rows }) => body.append(...rows));
      });
    });
  }

  function filters() {
    const form = document.getElementById("filters");
    if (!form) return;
    const rows = Array.from(document.querySelectorAll("#claims tbody tr"));
    const text = document.getElementById("filter-text");
    const selects = Array.from(form.querySelectorAll("select"));
    const update = () => {
      const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const where = row.dataset.text.toLowerCase();
        const keep = words.every((word) => where.includes(word)) && selects.every((one) => !one.value || row.dataset[one.dataset.key] === one.value);
        row.hidden = !keep;
        shown += keep;
      }
      document.getElementById("shown").textContent = shown === rows.length ? `${rows.length} claims` : `${shown} of ${rows.length} claims`;
    };
    form.addEventListener("input", update);
    form.addEventListener("submit", (event) => event.preventDefault());
    update();
  }

  function copying() {
    for (const button of document.querySelectorAll(".copy")) {
      button.addEventListener("click", async () => {
        const code = button.parentElement.querySelector("code");
        let done = true;
        try {
          await navigator.clipboard.writeText(code.textContent);
        } catch {
          getSelection().selectAllChildren(code);
          done = document.execCommand("copy");
        }
        button.textContent = done ? "Copied" : "Selected";
        setTimeout(() => { button.textContent = "Copy"; }, 2000);
      });
    }
  }

  function printing() {
    const closed = [];
    addEventListener("beforeprint", () => {
      for (const one of document.querySelectorAll("details:not([open])")) { one.open = true; closed.push(one); }
    });
    addEventListener("afterprint", () => { while (closed.length) closed.pop().open = false; });
  }

  addEventListener("DOMContentLoaded", () => {
    theme();
    document.querySelectorAll("table.sortable").forEach(sortable);
    filters();
    copying();
    printing();
  });
})();
