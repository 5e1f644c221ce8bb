// From plan to fact or denial: one step for each state that the event was reported in, on a line.

import { build } from "../core/dom.js";
import { capitalise, formatDate, formatPart } from "../core/words.js";

/** The steps; null where there is one, which the title says already. */
export function buildHistory(event) {
  const steps = event.history ?? [];
  if (steps.length < 2) return null;
  const names = new Map((event.sources ?? []).map((source) => [source.slug, source.name]));
  return build("section", {}, build("h3", {}, "How it was reported"), build("ol", { class: "steps" }, steps.map((step) => buildStep(step, names))));
}

function buildStep(step, names) {
  const reported = step.reported ? formatPart(step.reported) : "Undated report";
  const date = step.date && `for ${formatDate(step.date)}`;
  return build(
    "li",
    { class: step.status },
    build("span", { class: "step-when" }, reported),
    build("strong", {}, capitalise(step.status)),
    build("span", { class: "note" }, [step.type, date].filter(Boolean).join(" ")),
    build("bdi", { class: "note" }, names.get(step.source) ?? step.source ?? "Unknown source"),
  );
}
