// What is seen as files and as a command: the same filters, of the list's revision.

import { buildPath, collectFeatures, getKey, readFile } from "../core/api.js";
import { build, copyText, find, show } from "../core/dom.js";
import { pickFilters, pickList } from "../core/state.js";

const STREAMED = { csv: "CSV", ndjson: "NDJSON" };

/** Offer what a state shows, of a revision. */
export function showDownloads(state, revision) {
  const params = pickList(state);
  params.delete("cursor");
  const pinned = new URLSearchParams(params);
  if (revision && !pinned.get("as_of")) pinned.set("as_of", revision);
  const cite = build("a", { href: buildPath("events/citation", pickFilters(state)) }, "Cite");
  const feed = build("a", { href: buildPath("events", new URLSearchParams([...params, ["format", "atom"]])) }, "Feed");
  const links = Object.entries(STREAMED).map(([format, label]) => {
    const path = buildPath("events", new URLSearchParams([...pinned, ["format", format]]));
    return build("a", { href: path, download: `events.${format}`, "data-format": format, click: (event) => downloadWithKey(event, path, format) }, label);
  });
  const geojson = build("button", { "data-format": "geojson", click: (event) => downloadFeatures(event.target, pinned) }, "GeoJSON");
  const command = `curl -s '${new URL(buildPath("events", params), document.baseURI).href.replaceAll("'", "%27")}'`;
  const copy = build("button", { id: "copy-curl", click: (event) => copyText(event.target, command) }, "Copy as curl");
  show(
    find("downloads"),
    build(
      "details",
      { class: "menu", open: find("downloads").firstElementChild?.open },
      build("summary", {}, "Download"),
      build("div", { class: "menu-panel" }, build("p", { class: "note" }, "All events of this list"), links, geojson, cite, feed, copy, build("code", { id: "curl" }, command)),
    ),
  );
}

/** Close the menu when somebody looks elsewhere. */
export function makeDownloads() {
  const close = (event) => {
    const menu = find("downloads").firstElementChild;
    const isElsewhere = event.type === "click" && !find("downloads").contains(event.target);
    if (menu?.open && (isElsewhere || event.key === "Escape")) menu.open = false;
  };
  addEventListener("click", close);
  addEventListener("keydown", close);
}

/** A link sends no key, so where one is needed the file is read first. */
async function downloadWithKey(event, path, format) {
  if (!getKey()) return;
  event.preventDefault();
  save(await readFile(path), `events.${format}`);
}

/** GeoJSON comes in pages, which are joined here. */
async function downloadFeatures(button, params) {
  button.disabled = true;
  try {
    save(new Blob([JSON.stringify(await collectFeatures(params))], { type: "application/geo+json" }), "events.geojson");
  } finally {
    button.disabled = false;
  }
}

function save(blob, name) {
  const link = build("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
