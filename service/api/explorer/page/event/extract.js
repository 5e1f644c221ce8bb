// Try it: a text that is pasted or dropped is sent for extraction, and what is found is marked in it. Nothing is stored.

import { build, find, showLater } from "../core/dom.js";
import { buildEvidence } from "./evidence.js";
import { buildActors, buildStatus } from "../core/headline.js";
import { capitalise, describePlace, formatDate, formatShare, formatValue } from "../core/words.js";
import { changeState } from "../core/state.js";
import { extractReports } from "../core/api.js";
import { buildMarked } from "./highlight.js";

let html = null;

/** Let texts be pasted, chosen and dropped. */
export function makeExtraction() {
  const dialog = find("extract");
  find("extract-text").addEventListener("input", () => (html = null));
  find("extract-file").addEventListener("change", (event) => readFile(event.target.files[0]));
  find("extract-send").addEventListener("click", send);
  find("extract-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("dragover", (event) => event.preventDefault());
  dialog.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files[0]) readFile(event.dataTransfer.files[0]);
  });
  dialog.addEventListener("close", () => changeState({ try: null }));
  find("open-extract").addEventListener("click", () => changeState({ try: "1" }));
}

/** Show the dialog where a state has it open. */
export function showExtraction(state) {
  const dialog = find("extract");
  if (state.get("try") && !dialog.open) dialog.showModal();
  if (!state.get("try") && dialog.open) dialog.close();
}

async function readFile(file) {
  const text = await file.text();
  const isPage = /\.html?$/i.test(file.name);
  // A page is sent as it is, and shown as the text in it: parsing runs nothing of it.
  html = isPage ? text : null;
  find("extract-text").value = isPage ? readPageText(text) : text;
}

function readPageText(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  for (const element of page.querySelectorAll("script, style, noscript, template")) element.remove();
  return (page.body?.textContent ?? "").replace(/[ \t]*\n\s*\n\s*/g, "\n\n").trim();
}

async function send() {
  const text = find("extract-text").value;
  const button = find("extract-send");
  button.disabled = true;
  await showLater(find("answer"), async () => buildAnswer(text, (await extractReports(html === null ? { text } : { html })).reports));
  button.disabled = false;
}

function buildAnswer(text, reports) {
  const count = reports.length === 1 ? "1 report found" : `${reports.length} reports found`;
  if (!reports.length) return build("h3", {}, "No report of an event found");
  return [build("h3", {}, count), buildMarked(text, reports), reports.map(buildFound)];
}

function buildFound(report, number) {
  const light = (isOn) => {
    for (const mark of find("answer").querySelectorAll(`mark[data-reports~="${number}"]`)) mark.classList.toggle("lit", isOn);
  };
  const figures = report.figures.map((figure) => `${formatValue(figure.value, figure.qualifier, figure)} ${figure.kind.replaceAll("_", " ")}`);
  return build(
    "article",
    { class: "report", tabindex: "0", mouseenter: () => light(true), mouseleave: () => light(false), focus: () => light(true), blur: () => light(false) },
    build("h4", {}, capitalise(report.type), " ", describePlace({ base: report.base, country: report.country }).join(", "), buildStatus(report.status)),
    build("p", { class: "note" }, [report.date ? formatDate({ edtf: report.date }) : "Undated", ...figures, `confidence ${formatShare(report.confidence)}`].join(" · ")),
    build("p", {}, buildActors(report.actors)),
    report.quotes.map(buildEvidence),
  );
}
