// Ctrl+K or ⌘K goes to the search, "/" to the search field of the list on the page.
const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

export function listenForShortcuts() {
  document.addEventListener("keydown", (event) => {
    if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
      const find = document.querySelector("[data-find]");
      if (find) {
        event.preventDefault();
        find.click();
      }
    } else if (event.key === "/" && !typing(event.target)) {
      const search = document.querySelector(".filters input[type=search]");
      if (search) {
        event.preventDefault();
        search.focus();
      }
    }
  });
}
