// Tooltips for chart marks: data-tip, pointer only; a mark with data-href opens what it stands for.
// Keyboards and touch have the data table under the chart, with the same links.
// Positions are set through the CSSOM, which a strict Content Security Policy allows.
export function listenForTips() {
  const tip = document.createElement("div");
  tip.className = "tooltip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  document.body.append(tip);
  document.addEventListener("click", (event) => {
    const mark = event.target.closest?.(".chart [data-href]");
    if (mark) location.assign(mark.dataset.href);
  });
  document.addEventListener("pointermove", (event) => {
    const mark = event.target.closest?.("[data-tip]");
    tip.hidden = !mark;
    if (!mark) return;
    tip.textContent = mark.dataset.tip;
    const left = Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 8);
    const above = event.clientY - tip.offsetHeight - 10;
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${above > 4 ? above : event.clientY + 18}px`;
  });
}
