// Choosing a span of the timeline: by dragging over it, or by two handles that the arrow keys move.

import { buildSvg } from "../core/dom.js";
import { formatPart } from "../core/words.js";

const HANDLE = 7;
const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -12, PageUp: 12, Home: -1e6, End: 1e6 };

/** Let people choose a span of periods; `choose` gets the places of its first and last, or null for none. */
export function addBrush(picture, scale, periods, span, choose) {
  const last = periods.length - 1;
  const brush = { picture, scale, periods, span: span ?? [0, last], isChosen: span !== null, choose, last };
  brush.area = buildSvg("rect", { class: "span", y: scale.top, height: scale.floor - scale.top });
  brush.handles = ["From", "To"].map((label, end) => buildHandle(brush, label, end));
  picture.append(brush.area, ...brush.handles);
  listen(brush);
  place(brush);
}

function buildHandle(brush, label, end) {
  return buildSvg(
    "g",
    {
      class: "handle",
      role: "slider",
      tabindex: "0",
      id: `brush-${label}`,
      "aria-label": label,
      "aria-valuemin": "0",
      "aria-valuemax": brush.last,
      keydown: (event) => pressKey(brush, end, event),
    },
    buildSvg("rect", { width: HANDLE, y: brush.scale.top, height: brush.scale.floor - brush.scale.top, rx: 2 }),
  );
}

/** Put the area and the handles where the span is. */
function place({ area, handles, span: [first, last], scale, periods, isChosen }) {
  const left = scale.left + first * scale.step;
  const right = scale.left + (last + 1) * scale.step;
  area.setAttribute("x", left);
  area.setAttribute("width", right - left);
  area.classList.toggle("chosen", isChosen);
  [first, last].forEach((number, end) => {
    handles[end].firstChild.setAttribute("x", (end ? right : left) - HANDLE / 2);
    handles[end].setAttribute("aria-valuenow", number);
    handles[end].setAttribute("aria-valuetext", formatPart(periods[number].key));
  });
}

function pressKey(brush, end, event) {
  if (event.key === "Escape" && brush.isChosen) {
    brush.choose(null);
  } else if (event.key in STEPS) {
    const [low, high] = end ? [brush.span[0], brush.last] : [0, brush.span[1]];
    brush.span[end] = Math.min(high, Math.max(low, brush.span[end] + STEPS[event.key]));
    brush.isChosen = true;
    place(brush);
    commit(brush);
  } else {
    return;
  }
  event.preventDefault();
}

/** A span of all there is chooses nothing. */
function commit(brush) {
  const isAll = brush.span[0] === 0 && brush.span[1] === brush.last;
  brush.choose(isAll ? null : brush.span);
}

function listen(brush) {
  let start = null;
  const find = (event) => {
    const x = event.clientX - brush.picture.getBoundingClientRect().left - brush.scale.left;
    return Math.min(brush.last, Math.max(0, Math.floor(x / brush.scale.step)));
  };
  const follow = (event) => {
    if (start === null) return;
    const now = find(event);
    brush.span = [Math.min(start, now), Math.max(start, now)];
    brush.isChosen = true;
    place(brush);
  };
  brush.picture.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const end = brush.handles.findIndex((handle) => handle.contains(event.target));
    // A handle moves its own end of the span.
    start = end < 0 ? find(event) : brush.span[1 - end];
    brush.picture.setPointerCapture(event.pointerId);
    if (end < 0) follow(event);
    event.preventDefault();
  });
  brush.picture.addEventListener("pointermove", follow);
  brush.picture.addEventListener("pointerup", () => {
    if (start === null) return;
    start = null;
    commit(brush);
  });
  brush.picture.addEventListener("pointercancel", () => {
    start = null;
    place(brush);
  });
}
