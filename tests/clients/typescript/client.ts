// A client of Basewatch, to be copied. What it knows of the API is generated from the API's own description:
//     curl -o openapi.json http://127.0.0.1:8000/v1/openapi.json && npm run types

import createClient from "openapi-fetch";
import type { components, operations, paths } from "./schema.js";

/** An event of a list: whole, for `fields` is not asked here. */
export type Event = components["schemas"]["Event"] & components["schemas"]["ListedEvent"];
export type EventItem = components["schemas"]["EventItem"];
export type FeatureCollection = components["schemas"]["FeatureCollection"];
export type Problem = components["schemas"]["Problem"];
type Query = NonNullable<operations["listEvents"]["parameters"]["query"]>;
/** All filters. With `fields` there would be parts of events, and pages are gone through here. */
export type EventFilter = Omit<Query, "fields" | "format" | "cursor">;

/** What the API answers where it does not answer what was asked; `problem.parameter` names what is wrong. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

type Answer<Data> = { data?: Data; error?: Problem; response: Response };

function unwrap<Data>({ data, error, response }: Answer<Data>): Data {
  if (data !== undefined) return data;
  // What stands between here and the API may answer too, in its own form.
  if (response.headers.get("Content-Type")?.startsWith("application/problem+json")) {
    throw new ProblemError(error as Problem);
  }
  throw new Error(`${response.url} answered ${response.status}`);
}

export function connect(baseUrl: string) {
  const client = createClient<paths, "application/json" | "application/problem+json">({ baseUrl });
  // In a type of their own, for the form that `format` or `Accept` asks for is not known to the others.
  const maps = createClient<paths, "application/geo+json" | "application/problem+json">({ baseUrl });

  return {
    /** One event with its reports, their quotes, its history, and who says what. */
    async getEvent(id: string): Promise<EventItem> {
      return unwrap(await client.GET("/v1/events/{id}", { params: { path: { id } } }));
    },

    /** All events that match, page after page as they are wanted. */
    async *findEvents(filter: EventFilter): AsyncGenerator<Event> {
      let next: string | null;
      let cursor: string | null = null;
      do {
        const query: Query = cursor === null ? filter : { ...filter, cursor };
        const page = unwrap(await client.GET("/v1/events", { params: { query } }));
        yield* page.items as Event[];
        next = page.next;
        cursor = next && new URL(next, baseUrl).searchParams.get("cursor");
      } while (cursor !== null);
    },

    /** A page of events for a map: what Leaflet, MapLibre and OpenLayers take as it is. */
    async findFeatures(filter: EventFilter): Promise<FeatureCollection> {
      return unwrap(await maps.GET("/v1/events", { params: { query: { ...filter, format: "geojson" } } }));
    },

    /** How many events there are in each month, months without any among them. */
    async countByMonth(filter: Pick<EventFilter, "base" | "actor" | "country" | "date">): Promise<Map<string, number>> {
      const query = { ...filter, by: ["month" as const], fill: true };
      const summary = unwrap(await client.GET("/v1/events/summary", { params: { query } }));
      return new Map(summary.items.map((item) => [item.month ?? "unknown", item.count]));
    },
  };
}
