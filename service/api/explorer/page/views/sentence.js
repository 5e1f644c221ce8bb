// The sentence that tells an event best, with who says it.

import { build } from "../core/dom.js";
import { formatDate } from "../core/words.js";

const LONGEST = 320;

/** The quote that carries most of an event, of the report that is surest; null where there is none. */
export function chooseQuote(event) {
  const quotes = (event.reports ?? []).flatMap((report) => (report.quotes ?? []).map((quote) => ({ quote, report })));
  const rank = ({ quote, report }) => {
    const isOfEvent = report.type === event.type && report.status === event.status;
    return quote.supports.length + report.confidence + (isOfEvent ? 2 : 0) - (quote.text.length > LONGEST ? 3 : 0);
  };
  return quotes.reduce((best, next) => (best && rank(best) >= rank(next) ? best : next), null);
}

/** Who says so: the publisher, and whom it quotes. */
function nameSpeaker(report) {
  const source = report.article?.source?.name ?? report.article?.title ?? "an unnamed source";
  return report.attributed_to ? `${report.attributed_to}, in ${source}` : source;
}

/** When, and the sentence itself. */
export function buildSentence(event) {
  const best = chooseQuote(event);
  return [
    build("p", { class: "tip-when" }, `${formatDate(event.date)}: ${event.type}${event.status === "occurred" ? "" : `, ${event.status}`}`),
    best && buildQuote(best),
  ];
}

/** A quote with its speaker. */
export function buildQuote({ quote, report }) {
  return build(
    "blockquote",
    {},
    build("p", { dir: "auto" }, quote.text),
    build("footer", { dir: "auto" }, nameSpeaker(report)),
  );
}
