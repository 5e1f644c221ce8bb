// One event: what, where, when and how surely, who, how many, and the sentences of each source.

import { build, copyText, find, keepLatest, show } from "../core/dom.js";
import { buildActors, buildStatus, buildTitle } from "../core/headline.js";
import { buildFigures } from "./figures.js";
import { buildHistory } from "./history.js";
import { buildSources } from "./evidence.js";
import { changeState, readState } from "../core/state.js";
import { describePrecision, formatCount, formatDate, formatShare } from "../core/words.js";
import { getEvent } from "../core/api.js";

const runEvent = keepLatest();
const shown = { id: null, asOf: null };

/** Make the drawer close by its own means, too. */
export function makeDrawer() {
  const drawer = find("event");
  drawer.addEventListener("close", () => {
    shown.id = null;
    changeState({ event: null });
  });
  drawer.addEventListener("click", (event) => event.target === drawer && drawer.close());
}

/** Show the event that a state has open, or none. */
export function showEvent(state) {
  const drawer = find("event");
  const [id, asOf] = [state.get("event"), state.get("as_of")];
  if (!id) {
    if (drawer.open) drawer.close();
    return null;
  }
  if (shown.id === id && shown.asOf === asOf) return null;
  Object.assign(shown, { id, asOf });
  show(drawer, buildTop("Event"), build("p", { class: "note" }, "Reading…"));
  if (!drawer.open) drawer.showModal();
  return runEvent(async (signal) => {
    try {
      const { document: event, revision } = await getEvent(id, asOf, signal);
      show(drawer, buildEvent(event, revision));
    } catch (problem) {
      if (problem.name === "AbortError") return;
      show(drawer, buildTop("Event"), build("p", { class: "problem", role: "alert" }, problem.message));
    }
  });
}

function buildTop(...title) {
  const close = build("button", { class: "close", id: "event-close", "aria-label": "Close", click: () => find("event").close() }, "×");
  return build("div", { class: "drawer-head" }, build("h2", { id: "event-title" }, title), close);
}

function buildEvent(event, revision) {
  return [
    buildTop(buildTitle(event), buildStatus(event.status)),
    build("div", { class: "drawer-body" }, buildFacts(event), buildDisputed(event), buildFigures(event), buildHistory(event), buildSources(event), buildLinks(event, revision)),
  ];
}

function buildFacts(event) {
  const date = [build("strong", {}, formatDate(event.date)), build("span", { class: "note" }, ` ${describePrecision(event.date)}`)];
  const reports = `${formatCount(event.report_count ?? 0, "report")} by ${formatCount(event.independent_source_count ?? 0, "independent source")}`;
  const confidence = event.confidence != null && `, confidence ${formatShare(event.confidence)}`;
  return build("dl", { class: "facts" }, buildFact("When", date), buildFact("Who", buildActors(event.actors ?? []) ?? "Nobody is named"), buildFact("Told by", [reports, confidence]));
}

function buildFact(name, value) {
  return build("div", {}, build("dt", {}, name), build("dd", {}, value));
}

/** Where sources exclude one another: each value with those who give it. */
function buildDisputed(event) {
  if (!event.disputed?.length) return null;
  const kinds = { status: "statuses", date: "dates", figures: "figures" };
  const names = new Map(event.sources.map((source) => [source.slug, source.name]));
  const rows = event.disputed.filter((name) => name !== "figures").map((name) =>
    (event.claims?.[kinds[name]] ?? []).map((claim) => {
      const value = name === "date" ? formatDate(claim.value && { edtf: claim.value }) : String(claim.value);
      return build("li", {}, build("strong", {}, value), ": ", claim.sources.map((slug) => names.get(slug) ?? slug).join(", "));
    }),
  );
  return build("section", { class: "disputed-box" }, build("h3", {}, `Sources disagree on the ${event.disputed.join(" and the ")}`), build("ul", {}, rows));
}

function buildLinks(event, revision) {
  const asOf = readState().get("as_of") ?? revision;
  const path = `v1/events/${encodeURIComponent(event.id)}`;
  const permalink = new URL(`?${new URLSearchParams({ event: event.id, as_of: asOf })}`, location).href;
  return build(
    "section",
    { class: "drawer-foot" },
    build("a", { href: permalink, id: "permalink" }, `Permanent link (revision ${asOf})`),
    build("button", { class: "plain", click: (click) => copyText(click.target, permalink) }, "Copy link"),
    build("a", { href: `${path}/citation?as_of=${asOf}` }, "Cite"),
    build("a", { href: path }, "As JSON"),
  );
}
