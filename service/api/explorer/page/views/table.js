// The list of events: when, what and where with the sentence that says so, figures, and sources.

import { byKind } from "../event/figures.js";
import { build, find, keepLatest, show } from "../core/dom.js";
import { buildAddress, changeState, pickList } from "../core/state.js";
import { buildQuote, chooseQuote } from "./sentence.js";
import { capitalise, describePlace, formatCount, formatDate, formatFigure, learnName } from "../core/words.js";
import { findEvents } from "../core/api.js";

const FLOW = { leaving: 0, attacker: 0, arriving: 0, actor: 0, receiving: 1, target: 1 };
const MOST_SOURCES = 3;
const runList = keepLatest();

/** Let the list be sorted. */
export function makeTable() {
  find("sort").addEventListener("change", (event) => changeState({ sort: event.target.value }));
}

/** Show the page of the list that a state is of; gives what was found. */
export function showTable(state) {
  return runList(async (signal) => {
    const found = await findEvents(pickList(state), signal);
    for (const event of found.events) learnNames(event);
    show(find("count"), formatCount(found.count, "event"));
    show(find("table"), found.events.length ? buildTable(found.events, state) : buildNone());
    showPager(state, found.cursor);
    find("sort").value = state.get("sort") ?? "-date";
    return found;
  });
}

/** Show no events: those that were there are not of the state that was asked for. */
export function clearTable() {
  show(find("count"), "No events to show");
  for (const id of ["table", "pager", "downloads"]) show(find(id));
}

function learnNames(event) {
  if (event.base) learnName("base", event.base.slug, event.base.name);
  for (const actor of event.actors ?? []) learnName("actor", actor.slug, actor.name);
  for (const source of event.sources ?? []) learnName("source", source.slug, source.name);
}

function buildNone() {
  const isFiltered = pickList(new URLSearchParams(location.search)).size > 0;
  const text = isFiltered ? "No event matches all of these filters." : "There are no events yet: no article has been loaded.";
  return build("p", { class: "none" }, text);
}

function buildTable(events, state) {
  const sort = state.get("sort") ?? "-date";
  const order = { date: "ascending", "-date": "descending" }[sort] ?? "none";
  const toggle = build(
    "button",
    { class: "plain", id: "sort-date", click: () => changeState({ sort: sort === "-date" ? "date" : null }) },
    "When",
    build("span", { "aria-hidden": "true" }, { ascending: " ↑", descending: " ↓" }[order]),
  );
  const head = (sorted, ...label) => build("th", { scope: "col", role: "columnheader", "aria-sort": sorted }, label);
  const heads = [head(order, toggle), ...["What and where", "Sources"].map((label) => head(null, label))];
  // The roles are said again, because a phone shows rows as blocks, which are no table to who listens.
  return build(
    "table",
    { role: "table", "aria-labelledby": "count" },
    build("thead", { role: "rowgroup" }, build("tr", { role: "row" }, heads)),
    build("tbody", { role: "rowgroup" }, events.map(buildRow)),
  );
}

const buildCell = (name, ...content) => build("td", { role: "cell", class: name }, content);

function buildRow(event) {
  const best = chooseQuote(event);
  return build(
    "tr",
    { role: "row" },
    buildCell("when", formatDate(event.date), buildStatus(event.status)),
    buildCell(
      "what",
      build("a", { class: "event-link", href: buildAddress({ event: event.id }), "data-event": event.id }, buildTitle(event)),
      build("p", { class: "actors" }, buildActors(event.actors ?? []), buildFigures(event.figures ?? [])),
      best && buildQuote(best),
    ),
    buildCell("sources", buildSources(event)),
  );
}

/** What the status adds to a title; what occurred needs no word. */
export function buildStatus(status) {
  return status && status !== "occurred" && build("span", { class: `status ${status}` }, capitalise(status));
}

/** What happened and where. */
export function buildTitle(event) {
  const [first, ...rest] = describePlace(event);
  return [
    build("span", { class: "type" }, capitalise(event.type)),
    " ",
    build("span", { class: "place", dir: "auto" }, first),
    rest.length ? build("span", { class: "region", dir: "auto" }, rest.join(", ")) : "",
  ];
}

/** Who left or attacked, an arrow, and who received or was hit. */
export function buildActors(actors) {
  const sides = [[], []];
  for (const actor of actors) sides[FLOW[actor.role] ?? 0].push(actor.name);
  const [from, to] = sides.map((side) => [...new Set(side)].join(", "));
  if (!from && !to) return null;
  const arrow = build("span", { role: "img", "aria-label": "to", class: "arrow" }, " → ");
  return build("span", {}, build("bdi", {}, from), to && [arrow, build("bdi", {}, to)]);
}

function buildFigures(figures) {
  return figures.toSorted(byKind).map((figure) => build("span", { class: "figure" }, formatFigure(figure)));
}

function buildSources(event) {
  const sources = event.sources ?? [];
  const shown = sources.slice(0, MOST_SOURCES).map((source) => build("p", { dir: "auto" }, source.name));
  const more = sources.length - shown.length;
  const disputed = event.disputed?.length > 0 && build("p", { class: "disputed" }, "Disputed");
  return [shown, more > 0 && build("p", { class: "note" }, `and ${more} more`), disputed];
}

function showPager(state, cursor) {
  const first = build("button", { id: "first-page", click: () => turn(null) }, "First page");
  const next = build("button", { id: "next-page", click: () => turn(cursor) }, "Next page");
  show(find("pager"), [state.get("cursor") && first, cursor && next]);
}

function turn(cursor) {
  changeState({ cursor });
  find("list").scrollIntoView({ block: "start" });
  find("list").focus({ preventScroll: true });
}
