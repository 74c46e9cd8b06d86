// Short messages: sent by the server as the HX-Trigger event "toast", or printed with the page.
const SHOWN_FOR = 7000;

function expire(toast) {
  if (toast.classList.contains("is-error")) return; // stays until it is closed
  setTimeout(() => toast.remove(), SHOWN_FOR);
}

function show({ message, level }) {
  const template = document.getElementById("toast-template");
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.classList.add(`is-${level || "success"}`);
  toast.querySelector("[data-text]").textContent = message;
  document.getElementById("toasts").append(toast);
  expire(toast);
}

export function listenForToasts() {
  const strings = document.getElementById("toast-template")?.dataset;
  if (!strings) return;
  document.querySelectorAll(".toast").forEach(expire);
  document.addEventListener("toast", (event) => show(event.detail));
  document.addEventListener("click", (event) => {
    event.target.closest("[data-close-toast]")?.closest(".toast")?.remove();
  });
  const failed = () => show({ message: strings.failed, level: "error" });
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:responseError", (event) => {
    const told = event.detail.xhr.getResponseHeader("HX-Trigger");
    if (!told) failed();
  });
}
