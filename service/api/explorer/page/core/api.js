// All that the page asks of the API, and nothing else knows its paths. They are relative: a proxy may serve the page
// under any prefix.

import { writeQuery } from "./state.js";

const KEY = "basewatch-key";
const PAGE_SIZE = 25;
const LARGEST_PAGE = 200;
// The lists of names that can be found by their beginnings.
export const NAMED = { base: "bases", actor: "actors", source: "sources" };

/** What the API says is wrong, in its own words. */
class Problem extends Error {
  constructor(status, document) {
    super(document.detail || document.title || `The API answered ${status}.`);
    this.status = status;
    this.parameter = document.parameter;
    this.nearest = document.nearest;
  }
}

export const getKey = () => sessionStorage.getItem(KEY);
export const setKey = (key) => sessionStorage.setItem(KEY, key);

/** A path below the page's own folder, with its query. */
export function buildPath(path, params) {
  const query = writeQuery(params);
  return `v1/${path}${query && `?${query}`}`;
}

/** Ask for a path; the answer's document, and the revision that it is of. */
async function ask(path, { signal, method = "GET", body, accept = "application/json" } = {}) {
  const headers = { Accept: accept, ...(body && { "Content-Type": "application/json" }) };
  const response = await send(path, { signal, method, headers, body: body && JSON.stringify(body) });
  const document = await readDocument(response);
  if (!response.ok) throw new Problem(response.status, document);
  return { document, revision: response.headers.get("Basewatch-Revision") };
}

async function send(path, { headers, ...options }) {
  const authorization = getKey() && { Authorization: `Bearer ${getKey()}` };
  try {
    return await fetch(path, { ...options, headers: { ...headers, ...authorization } });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, { detail: "The API does not answer. Is the server running, and the network there?" });
  }
}

async function readDocument(response) {
  try {
    return await response.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(response.status, { detail: `The answer (${response.status}) is no JSON.` });
  }
}

function add(params, further) {
  return new URLSearchParams([...params, ...Object.entries(further)]);
}

/** A page of events with the sentences that tell them, how many there are, and of which revision that is. */
export async function findEvents(params, signal) {
  const asked = add(params, { limit: PAGE_SIZE, count: "exact", include: "reports" });
  const { document, revision } = await ask(buildPath("events", asked), { signal });
  const following = document.next && new URL(document.next, location).searchParams.get("cursor");
  return { events: document.items, count: document.count, cursor: following, revision };
}

/** The latest event of some filters, with its sentences. */
export async function findLatest(params, signal) {
  const asked = add(params, { limit: 1, include: "reports", sort: "-date" });
  return (await ask(buildPath("events", asked), { signal })).document.items[0];
}

/** How many events there are by one dimension: value, name and count of each, the most frequent first. */
export async function countBy(dimension, params, signal) {
  const { document } = await ask(buildPath("events/summary", add(params, { by: dimension })), { signal });
  const counts = document.items.map(({ [dimension]: key, count }) => ({ value: key?.slug ?? key, name: key?.name ?? key, count }));
  return counts.sort((one, other) => other.count - one.count);
}

/** How many events each month has, in order, without gaps, and how many have no date. */
export async function countByMonth(params, signal) {
  const counts = new Map((await countBy("month", params, signal)).map(({ value, count }) => [value, count]));
  const undated = counts.get(null) ?? 0;
  counts.delete(null);
  const keys = [...counts.keys()].sort();
  const months = [];
  for (let key = keys[0]; key && key <= keys.at(-1); key = followMonth(key)) months.push({ key, count: counts.get(key) ?? 0 });
  return { months, undated };
}

function followMonth(key) {
  const [year, month] = key.split("-").map(Number);
  return `${String(month < 12 ? year : year + 1).padStart(4, "0")}-${String((month % 12) + 1).padStart(2, "0")}`;
}

/** The bases with coordinates of some events, with how many events each has, and how many events have no coordinates. */
export async function countByBase(params, signal) {
  const asked = add(params, { by: "base", format: "geojson" });
  const { document } = await ask(buildPath("events/summary", asked), { signal, accept: "application/geo+json" });
  const bases = document.features.map(({ properties, geometry }) => ({ ...properties, place: geometry.coordinates }));
  return { bases, unplaced: document.unplaced_count };
}

/** Names that begin with a text, or have another name that does, the best first. */
export async function findNames(kind, text, signal) {
  const { document } = await ask(buildPath(NAMED[kind], new URLSearchParams({ q: text, limit: 10 })), { signal });
  return document.items.map(({ slug, name }) => ({ value: slug, name, count: 0 }));
}

/** One event with its reports, claims and history; `asOf` is a revision, or null for what holds now. */
export async function getEvent(id, asOf, signal) {
  const params = new URLSearchParams(asOf ? { as_of: asOf } : {});
  return ask(buildPath(`events/${encodeURIComponent(id)}`, params), { signal });
}

/** An article with its text, which is null where the service does not give it. */
export async function getArticle(id) {
  return (await ask(`v1/articles/${id}`)).document;
}

/** What the service finds in a text; nothing is stored. */
export async function extractReports(submission, signal) {
  return (await ask("v1/extract", { method: "POST", body: submission, signal })).document;
}

/** A file to keep, for whom a link is not enough because it sends no key. */
export async function readFile(path) {
  return (await send(path, {})).blob();
}

/** All of a list, page by page. */
async function* readPages(path, params, options) {
  let query = add(params, { limit: LARGEST_PAGE });
  while (query) {
    const { document } = await ask(buildPath(path, query), options);
    yield document;
    query = document.next && new URL(document.next, location).searchParams;
  }
}

/** All events of some filters as one GeoJSON document. */
export async function collectFeatures(params) {
  const features = [];
  const pages = readPages("events", add(params, { format: "geojson" }), { accept: "application/geo+json" });
  for await (const page of pages) features.push(...page.features);
  return { type: "FeatureCollection", features };
}
