// Wires the views to the state: whatever changes the address of the page, each view shows what it says.

import { build, find, show } from "./core/dom.js";
import { SEVERAL, changeState, onState, readState } from "./core/state.js";
import { drawTimeline, showTimeline } from "./views/timeline.js";
import { makeDrawer, showEvent } from "./event/drawer.js";
import { makeExtraction, showExtraction } from "./event/extract.js";
import { makeMap, showMap } from "./views/map.js";
import { getKey, setKey } from "./core/api.js";
import { makeFilters } from "./views/filters.js";
import { makeDownloads, showDownloads } from "./views/downloads.js";
import { clearTable, makeTable, showTable } from "./views/table.js";

const THEMES = ["auto", "light", "dark"];
const OF_DIALOGS = ["event", "try"];
const showFilters = makeFilters(showProblem);
let map = null;

/** Show a state; `changed` names what changed of it, or nothing where all may have. */
async function render(state, changed) {
  showFilters(state);
  showEvent(state);
  showExtraction(state);
  if (changed.length && changed.every((name) => OF_DIALOGS.includes(name))) return;
  find("problem").hidden = true;
  await Promise.all([
    run("list", async () => {
      const found = await showTable(state);
      showDownloads(state, found.revision);
    }),
    run("timeline", () => showTimeline(state)),
    run("map", async () => {
      map ??= makeMap();
      await map;
      await showMap(state, changed);
    }),
  ]);
  // Names of what is chosen may have come with the answers.
  showFilters(readState());
}

/** Run the work of one view, which is busy meanwhile and tells its problem. */
async function run(id, work) {
  find(id).setAttribute("aria-busy", "true");
  try {
    await work();
    find(id).setAttribute("aria-busy", "false");
  } catch (problem) {
    // A later question has taken the place of this one.
    if (problem.name === "AbortError") return;
    find(id).setAttribute("aria-busy", "false");
    if (id === "list") clearTable();
    showProblem(problem);
  }
}

function showProblem(problem) {
  const box = find("problem");
  const again = build("button", { click: () => render(readState(), []) }, "Try again");
  const nearest = problem.parameter && problem.nearest && build("button", { click: () => takeNearest(problem) }, `Use ${problem.nearest}`);
  show(box, build("p", {}, problem.message), problem.status === 401 || problem.status === 403 ? buildKeyField() : nearest || again);
  box.hidden = false;
}

/** Take the name that the API has nearest: of a value, or of the parameter itself. */
function takeNearest({ parameter, nearest }) {
  changeState(SEVERAL.has(parameter) ? { [parameter]: nearest } : { [parameter]: null, [nearest]: readState().get(parameter) });
}

/** Where readers need a key, it is kept for as long as the tab is open. */
function buildKeyField() {
  const field = build("input", { type: "password", "aria-label": "API key", placeholder: "API key", autocomplete: "off" });
  const use = () => {
    setKey(field.value.trim());
    render(readState(), []);
  };
  return [field, build("button", { click: use }, getKey() ? "Use another key" : "Use key")];
}

function makeThemeSwitch() {
  const root = document.documentElement;
  const button = find("theme");
  const showTheme = () => show(button, `Colours: ${root.dataset.theme ?? "auto"}`);
  button.removeAttribute("aria-label");
  button.addEventListener("click", () => {
    const next = THEMES[(THEMES.indexOf(root.dataset.theme ?? "auto") + 1) % THEMES.length];
    if (next === "auto") delete root.dataset.theme;
    else root.dataset.theme = next;
    localStorage.setItem("basewatch-theme", next);
    showTheme();
  });
  showTheme();
}

/** An event's link opens it here, unless it is asked for in a tab of its own. */
function openEvents() {
  document.addEventListener("click", (click) => {
    const link = click.target.closest?.("a[data-event]");
    if (!link || click.ctrlKey || click.metaKey || click.shiftKey || click.button !== 0) return;
    click.preventDefault();
    changeState({ event: link.dataset.event });
  });
}

makeThemeSwitch();
makeTable();
makeDownloads();
makeDrawer();
makeExtraction();
openEvents();
onState(render);
new ResizeObserver(drawTimeline).observe(find("timeline"));
render(readState(), []);
