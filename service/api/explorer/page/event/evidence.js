// What each source says, in its own sentences.

import { build, isWebAddress, showLater } from "../core/dom.js";
import { buildMarked } from "./highlight.js";
import { capitalise, formatDate, formatPart, formatShare } from "../core/words.js";
import { getArticle } from "../core/api.js";

/** The reports of an event by their source. */
export function buildSources(event) {
  const bySource = new Map();
  for (const report of event.reports ?? []) {
    const name = report.article?.source?.name ?? "Unknown source";
    bySource.set(name, [...(bySource.get(name) ?? []), report]);
  }
  const groups = [...bySource].map(([name, reports]) => build("section", { class: "source" }, build("h4", { dir: "auto" }, name), reports.map(buildReport)));
  const withheld = event.withheld?.length > 0 && build("p", { class: "note" }, `${event.withheld.length} more are withheld: their articles have been removed.`);
  return build("section", {}, build("h3", {}, "Who says so"), groups, withheld);
}

function buildReport(report) {
  const { article } = report;
  const title = article?.title || "Untitled article";
  const said = report.attributed_to && ["according to ", build("bdi", {}, report.attributed_to)];
  const facts = [report.status !== "occurred" && capitalise(report.status), formatDate(report.date), `confidence ${formatShare(report.confidence)}`];
  return build(
    "article",
    { class: "report" },
    build(
      "p",
      { class: "report-head", dir: "auto" },
      isWebAddress(article?.url) ? build("a", { href: article.url, rel: "noopener noreferrer" }, title) : title,
      article?.published && build("span", { class: "note" }, ` ${formatPart(article.published)}`),
      article?.rendition === "digest" && build("span", { class: "note" }, " (summary)"),
    ),
    build("p", { class: "note" }, facts.filter(Boolean).join(" · "), said && [" · ", said]),
    report.quotes.map((quote) => buildEvidence(quote)),
    buildContext(report),
  );
}

/** The whole text with the quotes marked in it; it is asked for when somebody opens it. */
function buildContext(report) {
  const box = build("div");
  const load = async () => {
    const { text } = await getArticle(report.article.id);
    return text === null ? "The text may not be shown here." : buildMarked(text, [report]);
  };
  return build("details", { toggle: (event) => event.target.open && showLater(box, load) }, build("summary", {}, "In the text"), box);
}

/** A quote, and what of the report it carries. */
export function buildEvidence(quote) {
  const supports = quote.supports.map((name) => build("li", {}, name.replaceAll("_", " ")));
  return build("blockquote", {}, build("p", { dir: "auto" }, quote.text), build("ul", { class: "supports", "aria-label": "Carries" }, supports));
}
