// Character counters: a text field with maxlength and a .counter beside it; and submit-on-change.
function countCharacters(field) {
  const counter = field.parentElement.querySelector(".counter");
  if (!counter || field.dataset.counted) return;
  field.dataset.counted = "yes";
  const show = () => {
    const left = field.maxLength - field.value.length;
    counter.textContent = counter.dataset.text.replace("%d", String(left));
  };
  field.addEventListener("input", show);
  show();
}

export function enhanceFields(root) {
  root.querySelectorAll("textarea[maxlength], input[data-count][maxlength]").forEach(countCharacters);
}

document.addEventListener("change", (event) => {
  const field = event.target.closest("[data-submit-on-change]");
  if (field) field.form.requestSubmit();
});
