// Events by month or year, as bars; a span of them chosen with the pointer or the keys is the filter by date.

import { addBrush } from "./brush.js";
import { build, buildSvg, find, keepLatest, show } from "../core/dom.js";
import { changeState, pickFilters } from "../core/state.js";
import { countByMonth } from "../core/api.js";
import { formatCount, formatNumber, formatPart } from "../core/words.js";

const HEIGHT = 132;
const TOP = 14;
const FLOOR = 110;
const LEFT = 2;
const UNITS = ["month", "year"];
const WIDEST = 40;
const MOST_MONTHS = 180;
const LABEL_WIDTH = 52;
const view = { periods: [], unit: "month", state: null };
const runCounts = keepLatest();

/** Show the events of a state over time. */
export function showTimeline(state) {
  return runCounts(async (signal) => {
    const filters = pickFilters(state, "date", "undated");
    const { months, undated } = await countByMonth(filters, signal);
    view.unit = UNITS.find((unit) => unit === state.get("by")) ?? (months.length > MOST_MONTHS ? "year" : "month");
    view.periods = view.unit === "year" ? joinYears(months) : months;
    view.state = state;
    showUnits();
    showUndated(undated, state);
    drawTimeline();
  });
}

/** Draw anew what is shown, as where the room for it has changed. */
export function drawTimeline() {
  const box = find("timeline");
  const width = box.clientWidth;
  if (!width || !view.state) return;
  if (!view.periods.length) return show(box, build("p", { class: "note" }, "No event with a date."));
  const scale = { left: LEFT, step: Math.min(WIDEST, (width - 2 * LEFT) / view.periods.length), top: TOP, floor: FLOOR };
  const picture = buildSvg(
    "svg",
    { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, role: "group", "aria-label": describePicture() },
    buildBars(scale),
    buildAxis(scale, width),
  );
  addBrush(picture, scale, view.periods, readSpan(), chooseSpan);
  show(box, picture);
}

function joinYears(months) {
  const years = new Map();
  for (const { key, count } of months) years.set(key.slice(0, 4), (years.get(key.slice(0, 4)) ?? 0) + count);
  return [...years].map(([key, count]) => ({ key, count }));
}

function describePicture() {
  const { periods } = view;
  const highest = periods.reduce((best, next) => (next.count > best.count ? next : best));
  return `Events by ${view.unit}, ${formatPart(periods[0].key)} to ${formatPart(periods.at(-1).key)}; most in ${formatPart(highest.key)}: ${highest.count}`;
}

function buildBars(scale) {
  const most = Math.max(...view.periods.map((period) => period.count));
  const gap = scale.step > 4 ? 1 : 0;
  const bars = view.periods.map(({ key, count }, place) => {
    const height = count && Math.max(2, ((scale.floor - scale.top) * count) / most);
    const bar = { class: "bar", x: scale.left + place * scale.step, width: Math.max(0.5, scale.step - gap), y: scale.floor - height, height };
    return count > 0 && buildSvg("rect", bar, buildSvg("title", {}, `${formatPart(key)}: ${formatCount(count, "event")}`));
  });
  const label = buildSvg("text", { x: LEFT, y: 10, class: "axis" }, `${formatNumber(most)} at most`);
  return buildSvg("g", { "aria-hidden": "true" }, bars, label);
}

function buildAxis(scale, width) {
  const all = view.periods.map(({ key }, place) => ({ key, place }));
  const years = all.filter(({ key }) => key.length === 4 || key.endsWith("-01"));
  const isYear = years.length > 1 || view.unit === "year";
  const ticks = isYear ? years : all;
  const every = Math.max(1, Math.ceil((ticks.length * LABEL_WIDTH) / width));
  const labels = ticks
    .filter((_tick, number) => number % every === 0)
    .map(({ key, place }) => {
      const x = scale.left + place * scale.step;
      const anchor = x > width - LABEL_WIDTH / 2 ? "end" : "start";
      return [
        buildSvg("line", { x1: x, x2: x, y1: scale.floor, y2: scale.floor + 5, class: "tick" }),
        buildSvg("text", { x, y: HEIGHT - 4, class: "axis", "text-anchor": anchor }, isYear ? key.slice(0, 4) : formatPart(key)),
      ];
    });
  const base = buildSvg("line", { x1: scale.left, x2: width - LEFT, y1: scale.floor, y2: scale.floor, class: "tick" });
  return buildSvg("g", { "aria-hidden": "true" }, base, labels);
}

/** The first and last period of the filter by date, if it is one span of those shown. */
function readSpan() {
  const dates = view.state.getAll("date");
  if (dates.length !== 1 || dates[0].includes(",")) return null;
  const [from, to] = dates[0].includes("/") ? dates[0].split("/") : [dates[0], dates[0]];
  const cut = (text) => text.slice(0, view.unit === "year" ? 4 : 7);
  const first = from === ".." ? 0 : view.periods.findIndex(({ key }) => key >= cut(from));
  const last = to === ".." ? view.periods.length - 1 : view.periods.findLastIndex(({ key }) => key <= (to.length === 4 ? `${to}-99` : cut(to)));
  return first < 0 || last < first ? null : [first, last];
}

function chooseSpan(span) {
  if (!span) return changeState({ date: null });
  const [first, last] = span.map((place) => view.periods[place].key);
  return changeState({ date: first === last ? first : `${first}/${last}`, undated: null });
}

function showUnits() {
  const buildUnit = (unit, label) =>
    build("button", { id: `by-${unit}`, "aria-pressed": String(view.unit === unit), click: () => changeState({ by: unit }) }, label);
  const units = find("units");
  if (units.dataset.unit === view.unit) return;
  units.dataset.unit = view.unit;
  show(units, buildUnit("month", "Months"), buildUnit("year", "Years"));
}

function showUndated(count, state) {
  const text = `${formatNumber(count)} undated`;
  const isShown = state.get("undated") === "only";
  const button = build("button", { class: "plain", click: () => changeState({ undated: "only", date: null }) }, text);
  show(find("undated"), count && !isShown ? button : "");
}
