// How values are said to people: dates as they are known, figures as they are hedged, names of countries.

const REGIONS = new Intl.DisplayNames("en", { type: "region" });
const NUMBERS = new Intl.NumberFormat("en");
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const HEDGES = {
  about: "about ",
  nearly: "nearly ",
  at_least: "at least ",
  more_than: "more than ",
  up_to: "up to ",
};
const FILTERS = {
  q: "Words",
  bbox: "Area",
  min_sources: "Sources, at least",
  as_of: "As of revision",
};
const names = new Map();

/** Remember what something that is known by its slug is called. */
export function learnName(kind, slug, name) {
  names.set(`${kind}:${slug}`, name);
}

/** What the value of a filter is called. */
export function nameValue(kind, value) {
  if (kind === "country") return nameCountry(value);
  if (kind === "status" || kind === "type") return capitalise(value);
  if (kind === "date") return value.replace("/", " to ").replace("..", "…");
  if (kind === "disputed") return value === "true" ? "yes" : "no";
  return names.get(`${kind}:${value}`) ?? value;
}

export function nameFilter(name) {
  const plain = name.replace("!", "");
  return (FILTERS[plain] ?? capitalise(plain)) + (name.endsWith("!") ? " other than" : "");
}

export function nameCountry(code) {
  try {
    return REGIONS.of(code) ?? code;
  } catch {
    return code;
  }
}

export function capitalise(word) {
  const text = word.replaceAll("_", " ").replaceAll("-", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export const formatNumber = (value) => NUMBERS.format(value);

/** A count with its noun, which is in the plural but for one. */
export function formatCount(count, noun) {
  return `${formatNumber(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** A date as exactly as it is known. */
export function formatDate(date) {
  if (!date) return "Undated";
  const isWhole = /^\d{4}(-\d\d){0,2}$/.test(date.edtf);
  if (isWhole) return formatPart(date.edtf);
  if (date.precision !== "yearless" && date.first) {
    return [...new Set([date.first, date.last].map(formatPart))].join(" – ");
  }
  return date.edtf;
}

/** A day, month or year as ISO 8601 writes it. */
export function formatPart(text) {
  const [year, month, day] = text.split("-");
  return [day && String(Number(day)), month && MONTHS[Number(month) - 1], year].filter(Boolean).join(" ");
}

/** How surely the day is known, in words; empty where it is. */
export function describePrecision(date) {
  if (!date) return "no report gives a date";
  if (date.precision === "day") return "known to the day";
  if (date.precision === "yearless" || !date.first) return `known only as ${date.edtf}`;
  return `known only to the ${date.precision}: ${formatPart(date.first)} to ${formatPart(date.last)}`;
}

function formatAmount(value, figure) {
  if (!figure.unit) return formatNumber(value);
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency: figure.unit, maximumFractionDigits: 0 }).format(value);
  } catch {
    return `${formatNumber(value)} ${figure.unit}`;
  }
}

/** A number as a source gives it, with its hedge. */
export function formatValue(value, qualifier, figure) {
  return (HEDGES[qualifier] ?? "") + formatAmount(value, figure);
}

/** A figure of an event: its best value, or the range that sources give. */
export function formatFigure(figure) {
  const kind = figure.kind.replaceAll("_", " ");
  const isRange = figure.low !== figure.high;
  const amount = isRange
    ? `${formatAmount(figure.low, figure)}–${formatAmount(figure.high, figure)}`
    : formatValue(figure.best, figure.qualifier, figure);
  return `${amount} ${kind}`;
}

export const formatShare = (share) => `${Math.round(share * 100)}%`;

/** Where an event was, from the nearest to the farthest. */
export function describePlace(event) {
  const country = event.country && nameCountry(event.country);
  if (!event.base) return [country ?? "Place unknown"];
  return [event.base.name, event.base.region, country].filter(Boolean);
}
