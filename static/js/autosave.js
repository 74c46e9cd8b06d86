// A form that saves itself and is sent by a button: one after the other, never both at once. Otherwise the
// server sees two versions of one person's answers and reports a conflict of that person with themselves.
const PAUSE_MS = 40;

export function listenForAutosave() {
  document.addEventListener("submit", sendAfterSaving);
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.dataset?.leaving) event.preventDefault();
  });
  // Back by the browser's button: the page may be the old one.
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("[data-leaving]")) delete form.dataset.leaving;
  });
}

function sendAfterSaving(event) {
  const form = event.target;
  if (!form.matches("[data-autosave]")) return;
  if (!isSaving(form)) {
    form.dataset.leaving = "yes";
    return;
  }
  event.preventDefault();
  sendWhenSaved(form, event.submitter);
}

function sendWhenSaved(form, submitter) {
  if (isSaving(form)) setTimeout(sendWhenSaved, PAUSE_MS, form, submitter);
  else form.requestSubmit(submitter);
}

function isSaving(form) {
  return form.classList.contains("htmx-request");
}
