// Dialogs: <button data-dialog="id"> opens <dialog id="id">; data-close-dialog closes the one around it.
// A <dialog data-open> that arrives by htmx opens by itself.
function openDialog(dialog) {
  if (!dialog.open) dialog.showModal();
}

export function listenForDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (dialog) {
        event.preventDefault();
        openDialog(dialog);
      }
      return;
    }
    const closer = event.target.closest("[data-close-dialog]");
    if (closer) {
      event.preventDefault();
      closer.closest("dialog")?.close();
    } else if (event.target.matches?.("dialog.dialog")) {
      event.target.close(); // a click on the backdrop
    }
  });
  document.addEventListener("htmx:load", (event) => {
    const dialog = event.detail.elt;
    if (dialog.matches?.("dialog[data-open]")) openDialog(dialog);
    dialog.querySelectorAll?.("dialog[data-open]").forEach(openDialog);
  });
  document.querySelectorAll("dialog[data-open]").forEach(openDialog);
  document.addEventListener("closeDialog", () => {
    document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
  });
}
