// Try it: a text that is pasted or dropped is sent for extraction, and what is found is marked in it. Nothing is stored.

import { build, find, show } from "../core/dom.js";
import { buildEvidence } from "./evidence.js";
import { buildActors, buildStatus } from "../views/table.js";
import { capitalise, describePlace, formatDate, formatShare, formatValue } from "../core/words.js";
import { changeState } from "../core/state.js";
import { extractReports } from "../core/api.js";
import { splitByQuotes } from "./highlight.js";

const EXAMPLE = `The US-led coalition handed K1 Air Base in Kirkuk province over to the Iraqi security forces on 29 March 2020. About 300 troops left the base, the coalition said in a statement.`;
const parts = { html: null };

/** Build what the dialog always shows. */
export function makeExtraction() {
  const dialog = find("extract");
  parts.text = build("textarea", { id: "extract-text", rows: "9", "aria-label": "Text of an article", dir: "auto", input: () => (parts.html = null) });
  parts.text.value = EXAMPLE;
  parts.file = build("input", { type: "file", id: "extract-file", accept: ".txt,.html,.htm,.md", class: "unseen", change: () => readFile(parts.file.files[0]) });
  parts.answer = build("div", { class: "answer", "aria-live": "polite" });
  parts.send = build("button", { type: "button", class: "main", id: "extract-send", click: send }, "Find reports");
  const pick = build("label", { class: "button", for: "extract-file" }, "Choose a file");
  const close = build("button", { type: "button", class: "close", "aria-label": "Close", click: () => dialog.close() }, "×");
  const intro = "Paste an article, or drop a .txt or .html file. You see what Basewatch would find in it, and where; nothing is stored.";
  show(
    dialog,
    build("div", { class: "drawer-head" }, build("h2", { id: "extract-title" }, "Try a text"), close),
    build("div", { class: "drawer-body" }, build("p", {}, intro), parts.text, build("div", { class: "row" }, parts.send, parts.file, pick), parts.answer),
  );
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
  parts.html = isPage ? text : null;
  parts.text.value = isPage ? readPageText(text) : text;
}

function readPageText(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  for (const element of page.querySelectorAll("script, style, noscript, template")) element.remove();
  return (page.body?.textContent ?? "").replace(/[ \t]*\n\s*\n\s*/g, "\n\n").trim();
}

async function send() {
  const text = parts.text.value;
  parts.send.disabled = true;
  show(parts.answer, "Reading…");
  try {
    const found = await extractReports(parts.html === null ? { text } : { html: parts.html });
    show(parts.answer, buildAnswer(text, found.reports));
  } catch (problem) {
    show(parts.answer, build("p", { class: "problem" }, problem.message));
  } finally {
    parts.send.disabled = false;
  }
}

function buildAnswer(text, reports) {
  const count = reports.length === 1 ? "1 report found" : `${reports.length} reports found`;
  if (!reports.length) return build("h3", {}, "No report of an event found");
  const marked = splitByQuotes(text, reports).map((part) => {
    if (!part.reports.length) return part.text;
    return build("mark", { "data-reports": part.reports.join(" ") }, part.text);
  });
  return [build("h3", {}, count), build("p", { class: "marked", dir: "auto" }, marked), reports.map(buildFound)];
}

function buildFound(report, number) {
  const light = (isOn) => {
    for (const mark of parts.answer.querySelectorAll("mark")) {
      mark.classList.toggle("lit", isOn && mark.dataset.reports.split(" ").includes(String(number)));
    }
  };
  const figures = report.figures.map((figure) => `${formatValue(figure.value, figure.qualifier, figure)} ${figure.kind.replaceAll("_", " ")}`);
  return build(
    "article",
    { class: "report", tabindex: "0", mouseenter: () => light(true), mouseleave: () => light(false), focus: () => light(true), blur: () => light(false) },
    build("h4", {}, capitalise(report.type), " ", describePlace({ base: report.base, country: report.country }).join(", "), buildStatus(report.status)),
    build("p", { class: "note" }, [report.date ? formatDate({ edtf: report.date }) : "Undated", ...figures, `confidence ${formatShare(report.confidence)}`].join(" · ")),
    build("meter", { min: "0", max: "1", value: String(report.confidence), "aria-label": "Confidence" }),
    buildActors(report.actors),
    report.quotes.map(buildEvidence),
  );
}
