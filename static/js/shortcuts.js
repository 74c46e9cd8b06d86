// "/" and Ctrl+K or ⌘K go to the search in the bar above the page.
const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

const isShortcut = (event) =>
  ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") ||
  (event.key === "/" && !event.metaKey && !event.ctrlKey && !typing(event.target));

export function listenForShortcuts() {
  document.addEventListener("keydown", (event) => {
    const find = isShortcut(event) && document.querySelector("[data-find]");
    if (find) {
      event.preventDefault();
      find.focus();
      find.select();
    }
  });
}
