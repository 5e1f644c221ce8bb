// The figures of an event: lowest, best and highest, and which source gives which.

import { build } from "../core/dom.js";
import { byKind } from "../core/headline.js";
import { capitalise, formatValue } from "../core/words.js";

/** A table of the figures; null where there are none. */
export function buildFigures(event) {
  if (!event.figures?.length) return null;
  const bounds = ["Low", "Best", "High"].map((label) => build("th", { scope: "col", class: "number" }, label));
  const heads = [build("th", { scope: "col" }, "What"), bounds];
  return build(
    "section",
    {},
    build("h3", {}, "Figures"),
    build("table", { class: "figure-table" }, build("thead", {}, build("tr", {}, heads)), build("tbody", {}, event.figures.toSorted(byKind).map((figure) => buildRows(figure, event)))),
  );
}

/** The bounds of a figure and, below them, who says which. */
function buildRows(figure, event) {
  const low = formatValue(figure.low, figure.low_qualifier, figure);
  const best = formatValue(figure.best, figure.qualifier, figure);
  const high = formatValue(figure.high, figure.high_qualifier, figure);
  const claims = listClaims(figure, event).map((claim) => buildClaim(claim, event));
  const bounds = [low, best, high].map((text) => build("td", { class: "number" }, text));
  return [
    build("tr", {}, build("th", { scope: "row" }, capitalise(figure.kind)), bounds),
    build("tr", { class: "claims" }, build("td", { colspan: "4" }, claims)),
  ];
}

/** Of the values of all figures those that are of this one. */
function listClaims(figure, event) {
  const claims = event.claims?.figures ?? [];
  return claims.filter(({ value }) => value.kind === figure.kind && (value.unit ?? null) === (figure.unit ?? null));
}

function buildClaim({ value, sources }, event) {
  const names = new Map(event.sources.map((source) => [source.slug, source.name]));
  const who = sources.map((slug) => names.get(slug) ?? slug).join(", ") || "Unknown source";
  return build("p", {}, build("strong", { class: "number" }, formatValue(value.value, value.qualifier, value)), " ", build("bdi", {}, who));
}
