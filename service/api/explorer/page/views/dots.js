// Bases as dots whose size says how many events they have; those that would hide one another are one dot.

import { build } from "../core/dom.js";
import { formatCount, formatNumber, nameCountry } from "../core/words.js";

// As wide as Leaflet's tiles, so that the radius is in pixels of the screen.
const TILE = 256;
const RADIUS = 38;
const NEAREST = 14;
const SMALLEST = 9;
const LARGEST = 24;
const LABEL_HEIGHT = 16;
const LETTER = 6.6;

/** An index of bases by place, for dots of any zoom. */
export function indexBases(bases) {
  const index = new Supercluster({
    radius: RADIUS,
    extent: TILE,
    maxZoom: NEAREST,
    map: (base) => ({ count: base.count, isChosen: base.isChosen }),
    reduce: (whole, part) => {
      whole.count += part.count;
      whole.isChosen ||= part.isChosen;
    },
  });
  return index.load(
    bases.map((base) => ({ type: "Feature", properties: base, geometry: { type: "Point", coordinates: base.place } })),
  );
}

/** The dots within the map's view, those of most events first. */
export function listDots(index, map, largest) {
  const bounds = map.getBounds().pad(0.2);
  const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  const dots = index.getClusters(box, Math.round(map.getZoom())).map((feature) => {
    const [longitude, latitude] = feature.geometry.coordinates;
    const { cluster_id: cluster, count } = feature.properties;
    const radius = SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(count / largest);
    return { ...feature.properties, cluster, position: [latitude, longitude], radius: Math.min(radius, LARGEST + 6) };
  });
  return dots.sort((one, other) => other.count - one.count);
}

/** Mark the dots of single bases that have room for their name. */
export function placeLabels(dots, map) {
  const taken = dots.map((dot) => {
    const point = map.latLngToContainerPoint(dot.position);
    return { left: point.x - dot.radius, right: point.x + dot.radius, top: point.y - dot.radius, bottom: point.y + dot.radius, dot };
  });
  const { x: width } = map.getSize();
  for (const dot of dots.filter((item) => !item.cluster)) {
    const point = map.latLngToContainerPoint(dot.position);
    const left = point.x + dot.radius + 3;
    const top = point.y - LABEL_HEIGHT / 2;
    const box = { left, right: left + dot.name.length * LETTER, top, bottom: top + LABEL_HEIGHT };
    dot.hasLabel = box.right < width && taken.every((other) => other.dot === dot || !overlap(box, other));
    if (dot.hasLabel) taken.push(box);
  }
}

function overlap(one, other) {
  return one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top;
}

/** What a dot is called, for who hears it. */
export function nameDot(dot) {
  const events = formatCount(dot.count, "event");
  return dot.cluster ? `${formatNumber(dot.point_count)} bases, ${events}` : `${dot.name}, ${events}`;
}

/** The icon of a dot. */
export function buildIcon(dot, isAnyChosen) {
  const kinds = ["dot", dot.cluster && "many", isAnyChosen && !dot.isChosen && "faint"].filter(Boolean).join(" ");
  const label = dot.hasLabel && build("span", { class: "dot-label", dir: "auto", "data-name": dot.name });
  const count = dot.radius > 10 && build("span", { class: "dot-count" }, formatNumber(dot.count));
  const size = 2 * dot.radius;
  return L.divIcon({
    className: "dot-holder",
    iconSize: [size, size],
    html: build("span", { class: kinds }, count, label),
  });
}

/** The names of countries amid their bases: without borders, they say where one is. */
export function labelCountries(bases) {
  const places = new Map();
  for (const { country, place } of bases) if (country && place) places.set(country, [...(places.get(country) ?? []), place]);
  return [...places].map(([country, points]) => {
    const mean = (axis) => points.reduce((total, point) => total + point[axis], 0) / points.length;
    const name = build("span", { "aria-hidden": "true" }, nameCountry(country));
    const icon = L.divIcon({ className: "country-label", iconSize: [0, 0], html: name });
    return L.marker([mean(1), mean(0)], { icon, pane: "countries", interactive: false, keyboard: false });
  });
}
