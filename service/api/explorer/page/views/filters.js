// The filters: words, pickers, a date, how many sources, and chips of all that is chosen.

import { build, delay, find, show } from "../core/dom.js";
import { changeState, listValues, pickFilters, resetState } from "../core/state.js";
import { makePicker, updatePicker } from "./picker.js";
import { nameFilter, nameValue } from "../core/words.js";

const PICKED = ["base", "actor", "source", "type", "status", "country"];
const WAIT = 300;

/** Let people filter; the result shows a state. */
export function makeFilters(onProblem) {
  const pickers = PICKED.map((name) => makePicker(name, onProblem));
  show(find("pickers"), pickers.map((picker) => picker.element));
  const askWords = delay((value) => changeState({ q: value.trim() }, { replace: true }), WAIT);
  const on = (id, type, call) => find(id).addEventListener(type, ({ target }) => call(target));
  on("words", "input", ({ value }) => askWords(value));
  on("date", "change", ({ value }) => changeState({ date: value.trim() }));
  on("min-sources", "change", ({ value }) => changeState({ min_sources: value }));
  on("disputed", "change", ({ checked }) => changeState({ disputed: checked ? "true" : null }));
  // Where there is little room, a button shows the filters.
  on("more", "click", (button) => button.setAttribute("aria-expanded", String(find("filters").classList.toggle("open"))));
  return (state) => {
    for (const picker of pickers) updatePicker(picker, state);
    setValue(find("words"), state.get("q"));
    setValue(find("date"), state.get("date"));
    find("min-sources").value = state.get("min_sources") ?? "";
    find("disputed").checked = state.get("disputed") === "true";
    showChips(find("chips"), state);
  };
}

/** Set a field to the state, but not while somebody writes in it. */
function setValue(field, value) {
  if (document.activeElement !== field) field.value = value ?? "";
}

function showChips(chips, state) {
  const names = new Set(pickFilters(state).keys());
  const chosen = [...names].flatMap((name) => listValues(state, name).map((value) => [name, value]));
  const items = chosen.map(([name, value], number) => buildChip(state, name, value, number));
  const reset = build("li", {}, build("button", { class: "plain", id: "reset", click: resetState }, "Reset"));
  chips.hidden = !items.length;
  show(chips, items, items.length ? reset : "");
}

function buildChip(state, name, value, number) {
  const label = `${nameFilter(name)}: ${name === "bbox" ? "this area" : nameValue(name.replace("!", ""), value)}`;
  const others = listValues(state, name).filter((other) => other !== value);
  return build(
    "li",
    {},
    build(
      "button",
      { class: "chip", id: `chip-${number}`, "aria-label": `Remove ${label}`, click: () => changeState({ [name]: others }) },
      build("span", { dir: "auto" }, label),
      build("span", { "aria-hidden": "true" }, "×"),
    ),
  );
}
