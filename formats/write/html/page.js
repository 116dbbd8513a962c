"use strict";
// Tables can be sorted by any column and filtered by words. Without this script they are complete all the same.
function cellKey(row, column, numeric, order) {
  const text = row.cells[column].textContent.trim();
  if (order) return order.indexOf(text.split(":")[0]);
  if (!numeric) return text;
  const number = parseFloat(text.replace(/[, %]/g, ""));
  return Number.isNaN(number) ? -Infinity : number;
}
function sortBy(table, head) {
  const column = head.cellIndex, numeric = head.classList.contains("n");
  const order = head.dataset.order ? head.dataset.order.split(",") : null;
  const now = head.getAttribute("aria-sort"), descending = now === "none" ? numeric : now === "ascending"; // figures: the largest first
  const body = table.tBodies[0], sign = descending ? -1 : 1;
  const rows = Array.from(body.rows, (row, at) => [cellKey(row, column, numeric, order), at, row]);
  rows.sort((a, b) => (typeof a[0] === "string" ? a[0].localeCompare(b[0], "en") : a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0) * sign || a[1] - b[1]);
  for (const other of table.tHead.rows[0].cells) if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
  head.setAttribute("aria-sort", descending ? "descending" : "ascending");
  body.append(...rows.map(row => row[2]));
}
function filterBy(table, words, status) {
  let shown = 0;
  for (const row of table.tBodies[0].rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every(word => text.includes(word));
    shown += !row.hidden;
  }
  status.textContent = words.length ? " " + shown + (shown === 1 ? " row" : " rows") : "";
}
// On a phone a table of sentences becomes a list: each cell says what it is (page.css).
function labelCells(table) {
  const titles = Array.from(table.tHead.rows[0].cells, head => head.textContent);
  for (const row of table.tBodies[0].rows) for (const cell of row.cells) cell.dataset.label = titles[cell.cellIndex];
}
// What does not scroll needs no stop for the keyboard.
function stopWhereItScrolls() {
  for (const region of document.querySelectorAll(".wide")) {
    if (region.scrollWidth > region.clientWidth) region.tabIndex = 0;
    else region.removeAttribute("tabindex");
  }
}
for (const table of document.querySelectorAll("table.able")) {
  if (table.querySelector("td.p")) labelCells(table);
  for (const head of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sortBy(table, head));
    head.append(button);
    head.setAttribute("aria-sort", "none");
  }
  if (table.tBodies[0].rows.length < 5) continue;
  const label = document.createElement("label"), input = document.createElement("input"), status = document.createElement("span");
  label.className = "filter";
  input.type = "search";
  status.setAttribute("role", "status");
  input.addEventListener("input", () => filterBy(table, input.value.toLowerCase().split(/\s+/).filter(Boolean), status));
  label.append("Show rows with", input, status);
  table.parentElement.before(label);
}
addEventListener("resize", stopWhereItScrolls);
stopWhereItScrolls();
