// "/" and Ctrl+K or ⌘K go to the search in the bar above the page. Elements with data-key are pressed
// by their key, those named Enter by Ctrl+Enter or ⌘Enter, also while one types.
const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

const isShortcut = (event) =>
  ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") ||
  (event.key === "/" && !event.metaKey && !event.ctrlKey && !typing(event.target));

const pressed = (event) => {
  const isModified = event.metaKey || event.ctrlKey;
  if (event.altKey || isModified !== (event.key === "Enter")) return null;
  if (!isModified && typing(event.target) && event.target.type !== "radio") return null;
  return document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
};

export function listenForShortcuts() {
  document.addEventListener("keydown", (event) => {
    const find = isShortcut(event) && document.querySelector("[data-find]");
    if (find) {
      event.preventDefault();
      find.focus();
      find.select();
      return;
    }
    const element = pressed(event);
    if (element) {
      event.preventDefault();
      element.focus();
      element.click();
    }
  });
}
