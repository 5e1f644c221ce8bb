// The one state of all views is the query of the page's address, by the names of the API's own parameters. So back,
// reload and a link that is sent to somebody else lead to the same view.

// What only the page knows: the open event, the unit of the timeline, and whether a text is tried.
const OF_PAGE = ["event", "by", "try"];
// What says how the list is shown, and not which events are in it.
const OF_LIST = ["sort", "cursor"];
// What says how the API answers, which is for the page to choose.
const OF_ANSWERS = ["limit", "format", "fields", "include", "count"];
// Filters that take several values; commas within others are their own.
export const SEVERAL = new Set(["base", "actor", "role", "source", "type", "status", "country", "place_precision"]);
const listeners = [];

/** The state as parameters, those of the page among them. */
export function readState() {
  return new URLSearchParams(location.search);
}

/** The values of a parameter: given several times, or once with commas. */
export function listValues(state, name) {
  const given = state.getAll(name);
  const parts = SEVERAL.has(name.replace("!", "")) ? given.flatMap((text) => text.split(",")) : given;
  return parts.map((part) => part.trim()).filter(Boolean);
}

/** The filters alone, but for some of them. */
export function pickFilters(state, ...without) {
  const left = new Set([...OF_PAGE, ...OF_LIST, ...OF_ANSWERS, ...without]);
  return new URLSearchParams([...state].filter(([name, value]) => !left.has(name) && value !== ""));
}

/** The filters with the order and the place in the list. */
export function pickList(state) {
  const picked = pickFilters(state);
  for (const name of OF_LIST) if (state.get(name)) picked.set(name, state.get(name));
  return picked;
}

/** A query as people write it: what needs no escape has none. */
export function writeQuery(params) {
  return params.toString().replaceAll("%2C", ",").replaceAll("%2F", "/").replaceAll("%3A", ":").replaceAll("%21", "!");
}

/** The address of the page in another state: null takes a parameter out. A change of filters leads to the first page. */
export function buildAddress(changes) {
  const state = readState();
  for (const name of OF_ANSWERS) state.delete(name);
  if (Object.keys(changes).some((name) => !OF_PAGE.includes(name))) state.delete("cursor");
  for (const [name, value] of Object.entries(changes)) {
    const text = Array.isArray(value) ? value.join(",") : value;
    if (text == null || text === "") state.delete(name);
    else state.set(name, text);
  }
  const query = writeQuery(state);
  return location.pathname + (query && `?${query}`);
}

/** Change the state; `replace` makes no entry in the history, as for each letter of a word that is being written. */
export function changeState(changes, { replace = false } = {}) {
  const address = buildAddress(changes);
  if (address === location.pathname + location.search) return;
  history[replace ? "replaceState" : "pushState"](null, "", address);
  announce(Object.keys(changes));
}

/** No filters at all. */
export function resetState() {
  history.pushState(null, "", location.pathname);
  announce(["reset"]);
}

/** Add or take out one of the values of a filter. */
export function toggleValue(name, value) {
  const values = listValues(readState(), name);
  changeState({ [name]: values.includes(value) ? values.filter((other) => other !== value) : [...values, value] });
}

/** Hear of each new state, with the names of what changed, or none where all may have. */
export function onState(listener) {
  listeners.push(listener);
}

function announce(changed) {
  const state = readState();
  for (const listener of listeners) listener(state, changed);
}

addEventListener("popstate", () => announce([]));
