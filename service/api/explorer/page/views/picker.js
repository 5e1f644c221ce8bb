// A button that opens a list to choose several values from, found by writing, each with its number of events.

import { NAMED, countBy, findNames } from "../core/api.js";
import { build, delay, find, keepLatest, show } from "../core/dom.js";
import { formatNumber, learnName, nameFilter, nameValue } from "../core/words.js";
import { listValues, pickFilters, readState, toggleValue } from "../core/state.js";

const SHOWN = 60;
const WAIT = 120;
const runNames = keepLatest();

/** A picker of one filter, that says by `onProblem` what the API says is wrong. */
export function makePicker(name, onProblem) {
  const picker = { name, options: [], found: [], active: -1 };
  const id = `pick-${name}`;
  picker.input = build("input", {
    type: "text",
    role: "combobox",
    "aria-expanded": "true",
    "aria-controls": `${id}-list`,
    "aria-autocomplete": "list",
    "aria-label": `Find: ${nameFilter(name)}`,
    autocomplete: "off",
    placeholder: "Find…",
    input: () => {
      showOptions(picker);
      askNames(picker);
    },
    keydown: (event) => pressKey(picker, event),
  });
  picker.list = build("ul", {
    role: "listbox",
    id: `${id}-list`,
    "aria-multiselectable": "true",
    "aria-label": nameFilter(name),
  });
  picker.panel = build("div", { class: "picker-panel", hidden: true }, picker.input, picker.list);
  picker.button = build("button", {
    class: "pick",
    id,
    "aria-haspopup": "listbox",
    "aria-expanded": "false",
    click: () => (picker.panel.hidden ? openPanel(picker, onProblem) : closePanel(picker)),
  });
  picker.element = build("div", { class: "picker", focusout: (event) => leave(picker, event) }, picker.button, picker.panel);
  return picker;
}

/** Say on the button how many values are chosen. */
export function updatePicker(picker, state) {
  const chosen = listValues(state, picker.name).length;
  show(picker.button, nameFilter(picker.name), chosen ? build("span", { class: "number" }, String(chosen)) : "");
  if (!picker.panel.hidden) markChosen(picker);
}

async function openPanel(picker, onProblem) {
  picker.panel.hidden = false;
  picker.button.setAttribute("aria-expanded", "true");
  picker.input.value = "";
  picker.found = [];
  picker.input.focus();
  showNote(picker, "Counting…");
  try {
    const counts = await countBy(picker.name, pickFilters(readState(), picker.name));
    picker.options = addChosen(picker.name, counts.filter((item) => item.value !== null));
    for (const item of picker.options) if (item.name !== item.value) learnName(picker.name, item.value, item.name);
    showOptions(picker);
  } catch (problem) {
    closePanel(picker);
    onProblem(problem);
  }
}

/** What is chosen and has no events beside the other filters must be there to be taken out again. */
function addChosen(name, counts) {
  const known = new Set(counts.map((item) => item.value));
  const missing = listValues(readState(), name).filter((value) => !known.has(value));
  return [...missing.map((value) => ({ value, name: value, count: 0 })), ...counts];
}

function closePanel(picker) {
  picker.panel.hidden = true;
  picker.button.setAttribute("aria-expanded", "false");
}

function leave(picker, event) {
  if (!picker.element.contains(event.relatedTarget)) closePanel(picker);
}

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function matchOptions(picker) {
  const wanted = fold(picker.input.value.trim());
  const matching = picker.options.filter((item) => {
    return fold(nameValue(picker.name, item.value)).includes(wanted) || fold(item.value).includes(wanted);
  });
  const known = new Map(picker.options.map((item) => [item.value, item]));
  const further = wanted ? picker.found.filter(({ value }) => !matching.some((item) => item.value === value)) : [];
  return [...matching.slice(0, SHOWN), ...further.map((item) => known.get(item.value) ?? item)];
}

/** Find other names that begin with what is written. */
const askNames = delay((picker) => {
  const text = picker.input.value.trim();
  if (!text || !NAMED[picker.name]) return;
  runNames(async (signal) => {
    picker.found = await findNames(picker.name, text, signal);
    for (const { value, name } of picker.found) learnName(picker.name, value, name);
    showOptions(picker);
  }).catch(() => null);
}, WAIT);

function showOptions(picker) {
  picker.shown = matchOptions(picker);
  picker.active = picker.input.value && picker.shown.length ? 0 : -1;
  show(picker.list, picker.shown.map((item, place) => buildOption(picker, item, place)));
  if (!picker.shown.length) showNote(picker, "No events");
  markChosen(picker);
}

function showNote(picker, text) {
  show(picker.list, build("li", { class: "note", role: "option", "aria-disabled": "true" }, text));
}

function buildOption(picker, item, place) {
  return build(
    "li",
    {
      role: "option",
      id: `pick-${picker.name}-${place}`,
      "aria-selected": "false",
      // The field keeps the focus, so that the panel stays open.
      mousedown: (event) => event.preventDefault(),
      click: () => toggleValue(picker.name, item.value),
    },
    build("span", { dir: "auto" }, nameValue(picker.name, item.value)),
    build("span", { class: "number" }, formatNumber(item.count)),
  );
}

function markChosen(picker) {
  const chosen = new Set(listValues(readState(), picker.name));
  [...picker.list.children].forEach((element, place) => {
    if (!picker.shown[place]) return;
    element.setAttribute("aria-selected", String(chosen.has(picker.shown[place].value)));
    element.classList.toggle("active", place === picker.active);
  });
  const active = find(`pick-${picker.name}-${picker.active}`);
  if (active) picker.input.setAttribute("aria-activedescendant", active.id);
  else picker.input.removeAttribute("aria-activedescendant");
  active?.scrollIntoView({ block: "nearest" });
}

function pressKey(picker, event) {
  const count = picker.shown?.length ?? 0;
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps && count) {
    picker.active = (picker.active + steps[event.key] + count) % count;
    markChosen(picker);
  } else if (event.key === "Enter" && picker.shown?.[picker.active]) {
    toggleValue(picker.name, picker.shown[picker.active].value);
  } else if (event.key === "Escape") {
    closePanel(picker);
    picker.button.focus();
  } else {
    return;
  }
  event.preventDefault();
}
