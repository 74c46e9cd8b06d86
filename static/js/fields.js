// Character counters: a text field with maxlength and a .counter beside it; and submit-on-change.
const NEAR = 0.25; // of the limit is left: before that a counter is only noise

function countCharacters(field) {
  const counter = field.parentElement.querySelector(".counter");
  if (!counter || field.dataset.counted) return;
  field.dataset.counted = "yes";
  const show = () => {
    const left = field.maxLength - field.value.length;
    const isNear = left < field.maxLength * NEAR;
    counter.textContent = isNear ? counter.dataset.text.replace("%d", String(left)) : "";
  };
  field.addEventListener("input", show);
  show();
}

// A message that arrives beside a field also marks its controls as invalid, and back.
function markInvalid(messages) {
  const field = messages.closest(".field");
  if (!field) return;
  field.querySelectorAll(".control :is(input, select, textarea)").forEach((control) => {
    if (messages.childElementCount) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  });
}

document.addEventListener("htmx:oobAfterSwap", () => {
  document.querySelectorAll(".errors[data-errors-of]").forEach(markInvalid);
});

export function enhanceFields(root) {
  root.querySelectorAll("textarea[maxlength], input[data-count][maxlength]").forEach(countCharacters);
}

document.addEventListener("change", (event) => {
  const field = event.target.closest("[data-submit-on-change]");
  if (field) field.form.requestSubmit();
});
