// Where the sentences of reports stand in a text.

import { build } from "../core/dom.js";

/** The text with the sentences of reports marked. */
export function buildMarked(text, reports) {
  const parts = splitByQuotes(text, reports).map((part) => (part.reports.length ? build("mark", { "data-reports": part.reports.join(" ") }, part.text) : part.text));
  return build("p", { class: "marked", dir: "auto" }, parts);
}

/** The text in parts, each with the numbers of the reports that quote it. */
function splitByQuotes(text, reports) {
  const points = [...text];
  const spans = reports.flatMap((report, number) => report.quotes.map((quote) => ({ number, ...locate(points, text, quote) })));
  const found = spans.filter((span) => span.start >= 0);
  const bounds = [...new Set([0, points.length, ...found.flatMap(({ start, end }) => [start, end])])].sort((one, other) => one - other);
  return bounds.slice(0, -1).map((start, place) => {
    const end = bounds[place + 1];
    const numbers = found.filter((span) => span.start <= start && end <= span.end).map((span) => span.number);
    return { text: points.slice(start, end).join(""), reports: [...new Set(numbers)] };
  });
}

/** Offsets count code points of the text as the service reads it, which may differ from what was given. */
function locate(points, text, quote) {
  if (points.slice(quote.start, quote.end).join("") === quote.text) return { start: quote.start, end: quote.end };
  const words = quote.text.split(/\s+/).map((word) => word.replace(/[.*+?^$()|[\]{}\\]/g, "\\$&"));
  const match = new RegExp(words.join("\\s+"), "u").exec(text);
  if (!match) return { start: -1, end: -1 };
  const start = [...text.slice(0, match.index)].length;
  return { start, end: start + [...match[0]].length };
}
