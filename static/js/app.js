// Everything pages need beyond HTML and htmx. Each module finds its elements by data attributes.
import { listenForAutosave } from "./autosave.js";
import { enhanceFields } from "./fields.js";
import { listenForDialogs } from "./dialogs.js";
import { listenForDropdowns } from "./dropdowns.js";
import { listenForFilters } from "./filters.js";
import { focusFirstProblem } from "./focus.js";
import { listenForRows } from "./rows.js";
import { listenForShortcuts } from "./shortcuts.js";
import { listenForTheme } from "./theme.js";
import { showCurrentTab } from "./tabs.js";
import { listenForToasts } from "./toasts.js";
import { listenForTips } from "./tips.js";

listenForAutosave();
listenForDialogs();
listenForDropdowns();
listenForFilters();
listenForRows();
listenForShortcuts();
listenForTheme();
listenForTips();
listenForToasts();
enhanceFields(document);
focusFirstProblem(document);
showCurrentTab();

document.addEventListener("htmx:load", (event) => {
  enhanceFields(event.detail.elt);
  focusFirstProblem(event.detail.elt);
});
