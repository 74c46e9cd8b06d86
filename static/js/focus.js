// After an answer with errors, the summary takes the focus so that a screen reader starts there.
export function focusFirstProblem(root) {
  const target = root.matches?.("[data-autofocus]") ? root : root.querySelector("[data-autofocus]");
  if (target) target.focus();
}
