// <details class="dropdown">: closes on Escape, on a click outside and after a choice of a link.
function closeAll(except) {
  document.querySelectorAll("details.dropdown[open]").forEach((details) => {
    if (details !== except) details.open = false;
  });
}

export function listenForDropdowns() {
  document.addEventListener("click", (event) => closeAll(event.target.closest("details.dropdown")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details.dropdown[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
}
