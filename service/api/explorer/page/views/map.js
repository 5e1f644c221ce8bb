// The map: a dot for each base of the events that match all filters but those that the map itself sets.

import { addGround, loadLibraries, readMeta } from "./land.js";
import { build, find, keepLatest, show } from "../core/dom.js";
import { buildIcon, indexBases, labelCountries, listDots, nameDot, placeLabels } from "./dots.js";
import { changeState, listValues, pickFilters, readState, toggleValue } from "../core/state.js";
import { countByBase, findLatest } from "../core/api.js";
import { formatCount, formatNumber, learnName } from "../core/words.js";
import { buildSentence } from "./sentence.js";

const WORLD = [[-60, -170], [78, 180]];
const LARGEST_FIT = 5.5;
// Where all bases have few events, none is a large dot.
const LEAST_LARGEST = 20;
const COUNTRIES_FROM = 3.5;
const HOVER = 120;
const view = { map: null, dots: null, bases: [], index: null, isFitting: false, mayFit: true };
const runCounts = keepLatest();
const runSentence = keepLatest();

/** Make the map; the result shows a state, and is to be called with the names of what changed. */
export async function makeMap() {
  await loadLibraries();
  const zoomAnimation = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  const bounds = { minZoom: 1, maxZoom: 16, zoomSnap: 0.5 };
  view.map = L.map("map", { ...bounds, attributionControl: false, worldCopyJump: true, fadeAnimation: false, zoomAnimation });
  view.map.zoomControl.setPosition("topright");
  view.dots = L.layerGroup().addTo(view.map);
  view.map.createPane("countries").style.zIndex = 450;
  fit(WORLD);
  addGround(view.map);
  show(find("credit"), readMeta("basewatch-tiles-credit"));
  view.map.on("moveend", () => {
    showDots();
    if (!view.isFitting) find("search-area").hidden = false;
    view.isFitting = false;
  });
  find("search-area").addEventListener("click", searchArea);
}

/** Show the bases of a state. */
export function showMap(state, changed) {
  view.mayFit = !changed.length || !changed.every((name) => name === "bbox" || name === "base");
  return runCounts(async (signal) => {
    const { bases, unplaced } = await countByBase(pickFilters(state, "base", "bbox"), signal);
    for (const base of bases) learnName("base", base.slug, base.name);
    view.bases = bases;
    drawBases(state);
    showUnplaced(unplaced, state);
  });
}

function drawBases(state) {
  const chosen = new Set(listValues(state, "base"));
  for (const base of view.bases) base.isChosen = chosen.has(base.slug);
  view.isAnyChosen = view.bases.some((base) => base.isChosen);
  view.largest = Math.max(LEAST_LARGEST, ...view.bases.map((base) => base.count));
  view.index = indexBases(view.bases);
  showArea(state.get("bbox"));
  if (view.mayFit) fitData(view.bases, state.get("bbox"));
  showDots();
}

function fitData(placed, bbox) {
  const chosen = placed.filter((base) => base.isChosen);
  const shown = chosen.length ? chosen : placed;
  if (bbox) fit(readBox(bbox));
  else if (shown.length) fit(shown.map(({ place: [longitude, latitude] }) => [latitude, longitude]));
}

function fit(positions) {
  const before = view.map.getZoom() && view.map.getBounds().toBBoxString();
  view.isFitting = true;
  view.map.fitBounds(positions, { maxZoom: LARGEST_FIT, padding: [28, 28], animate: false });
  if (view.map.getBounds().toBBoxString() === before) view.isFitting = false;
  find("search-area").hidden = true;
}

function readBox(text) {
  const [west, south, east, north] = text.split(",").map(Number);
  return [[south, west], [north, east < west ? east + 360 : east]];
}

function showDots() {
  if (!view.index) return;
  view.dots.clearLayers();
  const dots = listDots(view.index, view.map, view.largest);
  placeLabels(dots, view.map);
  for (const dot of dots) view.dots.addLayer(buildMarker(dot));
  if (view.map.getZoom() >= COUNTRIES_FROM) for (const label of labelCountries(view.bases)) view.dots.addLayer(label);
}

function buildMarker(dot) {
  const marker = L.marker(dot.position, {
    icon: buildIcon(dot, view.isAnyChosen),
    alt: nameDot(dot),
    zIndexOffset: dot.isChosen ? 1000 : 0,
    riseOnHover: true,
  });
  marker.on("click keypress", (event) => {
    if (event.type === "click" || event.originalEvent.key === "Enter") chooseDot(dot);
  });
  marker.on("add", () => {
    marker.getElement().setAttribute("aria-label", nameDot(dot));
    if (!dot.cluster) marker.getElement().addEventListener("focus", () => marker.openTooltip());
    if (!dot.cluster) marker.getElement().addEventListener("blur", () => marker.closeTooltip());
  });
  if (!dot.cluster) addTooltip(marker, dot);
  return marker;
}

function chooseDot(dot) {
  if (!dot.cluster) return toggleValue("base", dot.slug);
  const zoom = Math.min(view.index.getClusterExpansionZoom(dot.cluster), 12);
  return view.map.setView(dot.position, zoom);
}

/** The sentence behind a dot: the latest event there, as one of its sources tells it. */
function addTooltip(marker, dot) {
  const body = build("div", { class: "tip-body" });
  const content = build("div", { class: "tip" }, build("strong", { dir: "auto" }, dot.name), ` ${formatCount(dot.count, "event")}`, body);
  marker.bindTooltip(content, { direction: "top", offset: [0, -dot.radius], opacity: 1 });
  marker.on("tooltipopen", () => {
    if (body.childElementCount) return;
    runSentence(async (signal) => {
      await new Promise((done) => setTimeout(done, HOVER));
      if (signal.aborted) return;
      const filters = pickFilters(readState(), "base", "bbox");
      filters.set("base", dot.slug);
      const event = await findLatest(filters, signal).catch(() => null);
      if (event) show(body, buildSentence(event));
      marker.getTooltip()?.update();
    });
  });
}

function searchArea() {
  const bounds = view.map.getBounds();
  const wrap = (degrees) => ((((degrees + 180) % 360) + 360) % 360) - 180;
  const isWorld = bounds.getEast() - bounds.getWest() >= 360;
  const east = isWorld ? 180 : wrap(bounds.getEast());
  const west = isWorld ? -180 : wrap(bounds.getWest());
  const box = [west, Math.max(-90, bounds.getSouth()), east, Math.min(90, bounds.getNorth())];
  find("search-area").hidden = true;
  changeState({ bbox: box.map((degrees) => degrees.toFixed(3)).join(",") });
}

function showArea(bbox) {
  view.area?.remove();
  view.area = bbox ? L.rectangle(readBox(bbox), { className: "area", interactive: false }).addTo(view.map) : null;
}

/** Say how many events are on no map, and lead to them. */
function showUnplaced(unplaced, state) {
  const count = view.bases.reduce((total, base) => total + base.count, unplaced);
  const text = `${formatNumber(unplaced)} of ${formatNumber(count)} have no coordinates`;
  const change = { "place_precision!": "base", bbox: null };
  const button = build("button", { class: "plain", click: () => changeState(change) }, text);
  show(find("unplaced"), unplaced && !state.has("base") ? (unplaced === count ? text : button) : "");
}
