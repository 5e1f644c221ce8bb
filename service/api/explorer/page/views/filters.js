// The filters: words, pickers, a date, how many sources, and chips of all that is chosen.

import { build, delay, find, show } from "../core/dom.js";
import { changeState, listValues, pickFilters, resetState } from "../core/state.js";
import { makePicker, updatePicker } from "./picker.js";
import { nameFilter, nameValue } from "../core/words.js";

const PICKED = ["base", "actor", "source", "type", "status", "country"];
const WAIT = 300;

/** Build the filters once; the result shows a state. */
export function makeFilters(onProblem) {
  const pickers = PICKED.map((name) => makePicker(name, onProblem));
  const words = makeWords();
  const date = makeDate();
  const sources = makeSources();
  const disputed = build("input", {
    type: "checkbox",
    id: "disputed",
    change: () => changeState({ disputed: disputed.checked ? "true" : null }),
  });
  const chips = build("ul", { class: "chips", "aria-label": "Chosen filters" });
  show(
    find("filters"),
    build(
      "div",
      { class: "filter-row" },
      words,
      makeToggle(),
      build(
        "div",
        { class: "more", id: "more-filters" },
        pickers.map((picker) => picker.element),
        date,
        sources,
        build("label", { class: "check" }, disputed, "Disputed"),
      ),
    ),
    chips,
  );
  return (state) => {
    for (const picker of pickers) updatePicker(picker, state);
    setValue(words, state.get("q"));
    setValue(date, state.get("date"));
    sources.value = state.get("min_sources") ?? "";
    disputed.checked = state.get("disputed") === "true";
    showChips(chips, state);
  };
}

/** Where there is little room, a button shows the filters. */
function makeToggle() {
  const toggle = build("button", { class: "toggle", "aria-expanded": "false", "aria-controls": "more-filters" }, "Filters");
  toggle.addEventListener("click", () => {
    toggle.setAttribute("aria-expanded", String(find("filters").classList.toggle("open")));
  });
  return toggle;
}

/** Set a field to the state, but not while somebody writes in it. */
function setValue(field, value) {
  if (document.activeElement !== field) field.value = value ?? "";
}

function makeWords() {
  const ask = delay((value) => changeState({ q: value.trim() }, { replace: true }), WAIT);
  return build("input", {
    type: "search",
    id: "words",
    placeholder: "Words in the reports",
    "aria-label": "Words in the reports",
    maxlength: "200",
    input: (event) => ask(event.target.value),
  });
}

function makeDate() {
  return build("input", {
    type: "text",
    id: "date",
    placeholder: "Date: 2020-03 or 2019/2021",
    "aria-label": "Date, as in 2020-03-29, 2020-03 or 2019/2021",
    maxlength: "60",
    autocomplete: "off",
    change: (event) => changeState({ date: event.target.value.trim() }),
  });
}

function makeSources() {
  const options = [["", "Any sources"], ["2", "2 sources or more"], ["3", "3 sources or more"], ["5", "5 sources or more"]];
  return build(
    "select",
    {
      id: "min-sources",
      "aria-label": "Independent sources, at least",
      change: (event) => changeState({ min_sources: event.target.value }),
    },
    options.map(([value, label]) => build("option", { value }, label)),
  );
}

function showChips(chips, state) {
  const names = new Set(pickFilters(state).keys());
  const items = [...names].flatMap((name) => listValues(state, name).map((value) => buildChip(state, name, value)));
  const reset = build("li", {}, build("button", { class: "plain", id: "reset", click: resetState }, "Reset"));
  chips.hidden = !items.length;
  show(chips, items, items.length ? reset : "");
}

function buildChip(state, name, value) {
  const label = `${nameFilter(name)}: ${name === "bbox" ? "this area" : nameValue(name.replace("!", ""), value)}`;
  const others = listValues(state, name).filter((other) => other !== value);
  return build(
    "li",
    {},
    build(
      "button",
      { class: "chip", "aria-label": `Remove ${label}`, click: () => changeState({ [name]: others }) },
      build("span", { dir: "auto" }, label),
      build("span", { "aria-hidden": "true" }, "×"),
    ),
  );
}
