// Tables inside forms: add a row from the template, remove one. Without scripts one blank row remains.
function nextNumber(rows) {
  const names = [...rows.querySelectorAll("tbody :is(input, select)")].map((field) => field.name);
  const numbers = names.map((name) => Number(name.slice(rows.dataset.rows.length + 1).split("-")[0]));
  return Math.max(-1, ...numbers) + 1;
}

function addRow(rows) {
  const row = rows.querySelector("template").content.querySelector("tbody tr").cloneNode(true);
  const number = String(nextNumber(rows));
  row.querySelectorAll("[name]").forEach((field) => {
    field.name = field.name.replace("__row__", number);
    field.id = field.id.replace("__row__", number);
  });
  rows.querySelector("tbody").append(row);
  row.querySelector("input, select").focus();
}

function removeRow(button) {
  const row = button.closest("tr");
  const rows = button.closest("[data-rows]");
  row.remove();
  if (!rows.querySelector("tbody tr")) addRow(rows);
  rows.querySelector("[name]").dispatchEvent(new Event("change", { bubbles: true }));
}

export function listenForRows() {
  document.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add-row]");
    if (add) addRow(add.closest("[data-rows]"));
    const remove = event.target.closest("[data-remove-row]");
    if (remove) removeRow(remove);
  });
}
