// What the map shows below the dots: the tiles of a server where one is set, or else land alone, without borders.

const VENDOR = new URL("../../vendor/", import.meta.url);
const NEAR = 4;

/** What a `meta` element of the page says. */
export function readMeta(name) {
  return document.querySelector(`meta[name="${name}"]`)?.content ?? "";
}

/** Show land or tiles on a map, and finer land where it is looked at from near. */
export async function addGround(map) {
  const tiles = readMeta("basewatch-tiles");
  if (tiles) return L.tileLayer(tiles, { maxZoom: 18 }).addTo(map);
  let shown = null;
  const showLand = async () => {
    const name = map.getZoom() >= NEAR ? "land-50m" : "land-110m";
    if (name === shown) return;
    shown = name;
    const layer = await readLand(name);
    if (name !== shown) return;
    map.eachLayer((other) => other.options.className === "land" && other.remove());
    layer.addTo(map);
  };
  map.on("zoomend", showLand);
  // To build it takes a while, in which no filter should wait.
  setTimeout(readLand, 1500, "land-50m");
  return showLand();
}

const kept = new Map();

async function readLand(name) {
  if (!kept.has(name)) {
    const topology = await (await fetch(new URL(`world-atlas/${name}.json`, VENDOR))).json();
    const rings = topojson.feature(topology, topology.objects.land).features.flatMap((part) => part.geometry.coordinates);
    const polygons = rings.map((polygon) => polygon.map(unrollRing)).flatMap(repeatPolygon);
    kept.set(name, L.polygon(polygons, { className: "land", interactive: false, smoothFactor: 1.2 }));
  }
  return kept.get(name);
}

/** A ring as latitudes and longitudes that go on beyond the 180th meridian, where they would jump over the whole map. */
function unrollRing(ring) {
  let turn = 0;
  const unrolled = ring.map(([longitude, latitude], place) => {
    const step = place ? longitude - ring[place - 1][0] : 0;
    if (Math.abs(step) > 180) turn -= 360 * Math.sign(step);
    return [latitude, longitude + turn];
  });
  // One that goes all around the earth has a pole within.
  const isAround = turn !== 0 && Math.abs(unrolled[0][1] - unrolled.at(-1)[1]) > 180;
  return isAround ? [...unrolled, [-89, unrolled.at(-1)[1]], [-89, unrolled[0][1]]] : unrolled;
}

/** What reaches beyond the map on one side is there on the other, too. */
function repeatPolygon(polygon) {
  const longitudes = polygon[0].map(([, longitude]) => longitude);
  const shift = Math.max(...longitudes) > 180 ? -360 : Math.min(...longitudes) < -180 ? 360 : 0;
  const copy = polygon.map((ring) => ring.map(([latitude, longitude]) => [latitude, longitude + shift]));
  return shift ? [polygon, copy] : [polygon];
}

/** Load the libraries of the map, which the first list need not wait for. */
export async function loadLibraries() {
  const files = ["leaflet/leaflet.js", "topojson-client/topojson-client.min.js", "supercluster/supercluster.min.js"];
  await Promise.all(files.map((file) => import(new URL(file, VENDOR))));
}
