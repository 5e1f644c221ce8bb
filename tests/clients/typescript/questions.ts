// The client at work: asked of the address that is given, the answers on one line as JSON.

import { connect, ProblemError, type EventFilter } from "./client.js";

declare const process: { argv: string[] };

// @ts-expect-error - what cannot be asked is found before it is asked
export const impossible: EventFilter = { status: ["happened"] };

const api = connect(process.argv[2] ?? "http://127.0.0.1:8000");

const left: string[] = [];
for await (const event of api.findEvents({ country: ["IQ"], date: ["2020-03"], not_type: ["exercise"], limit: 2 })) {
  left.push(`${event.date?.edtf ?? "undated"} ${event.base?.name ?? event.country}`);
}

const handover = await api.getEvent("k1-handover-2020-03-29");
const quotes = handover.reports.flatMap((report) => report.quotes.map((quote) => quote.text));

const map = await api.findFeatures({ base: ["k1"] });
const places = map.features.map((feature) => feature.geometry?.coordinates);

const months = await api.countByMonth({ country: ["IQ"], date: ["2020"] });

let nearest: string | undefined;
try {
  for await (const event of api.findEvents({ base: ["K1 Airbase Kirkuk"] })) left.push(event.id);
} catch (error) {
  if (!(error instanceof ProblemError)) throw error;
  nearest = error.problem.nearest;
}

console.log(JSON.stringify({ left, quotes: quotes.length, places, march: months.get("2020-03"), nearest }));
