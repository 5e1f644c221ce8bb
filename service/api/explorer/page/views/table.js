// The list of events: when, what and where with the sentence that says so, figures, and sources.

import { build, find, keepLatest, show } from "../core/dom.js";
import { buildAddress, changeState, pickList } from "../core/state.js";
import { buildActors, buildStatus, buildTitle, byKind } from "../core/headline.js";
import { buildQuote, chooseQuote } from "./sentence.js";
import { formatCount, formatDate, formatFigure, learnName } from "../core/words.js";
import { findEvents } from "../core/api.js";

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
