// An event in a line: what and where, in which status, and who did it to whom.

import { build } from "./dom.js";
import { capitalise, describePlace } from "./words.js";

const FLOW = { leaving: 0, attacker: 0, arriving: 0, actor: 0, receiving: 1, target: 1 };

/** What the status adds to a title; what occurred needs no word. */
export function buildStatus(status) {
  return status && status !== "occurred" && build("span", { class: `status ${status}` }, capitalise(status));
}

/** What happened and where. */
export function buildTitle(event) {
  const [first, ...rest] = describePlace(event);
  return [
    build("span", { class: "type" }, capitalise(event.type)),
    " ",
    build("span", { class: "place", dir: "auto" }, first),
    rest.length ? build("span", { class: "region", dir: "auto" }, rest.join(", ")) : "",
  ];
}

/** Who left or attacked, an arrow, and who received or was hit. */
export function buildActors(actors) {
  const sides = [[], []];
  for (const actor of actors) sides[FLOW[actor.role] ?? 0].push(actor.name);
  const [from, to] = sides.map((side) => [...new Set(side)].join(", "));
  if (!from && !to) return null;
  const arrow = build("span", { role: "img", "aria-label": "to", class: "arrow" }, " → ");
  return build("span", {}, build("bdi", {}, from), to && [arrow, build("bdi", {}, to)]);
}

/** People first, and then by name. */
export function byKind(one, other) {
  const rank = ({ kind }) => (kind === "personnel" ? "" : kind);
  return rank(one).localeCompare(rank(other));
}
