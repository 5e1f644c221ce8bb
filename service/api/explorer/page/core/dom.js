// Elements from values. Strings become text, never markup, so nothing that an article says is ever read as HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes and children. Functions are listeners; `false`, null and undefined leave one out. */
export function build(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same of SVG. */
export function buildSvg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...keepShown(children));
  return element;
}

const keepShown = (children) => children.flat(Infinity).filter((child) => child !== false && child != null && child !== "");

export const find = (id) => document.getElementById(id);

/**
 * Replace what an element shows. Text that has not changed is left alone: who listens would hear it again. What had the
 * focus has it afterwards, if there is such an element again.
 */
export function show(element, ...children) {
  const wanted = keepShown(children);
  const isSame = wanted.every((child) => typeof child === "string") && element.textContent === wanted.join("");
  if (isSame && !element.childElementCount) return;
  const { id } = element.contains(document.activeElement) ? document.activeElement : element;
  element.replaceChildren(...wanted);
  if (id && id !== element.id) find(id)?.focus();
}

/** Show what is loaded when it is there, or why it is not. */
export async function showLater(element, load) {
  show(element, "Reading…");
  try {
    show(element, await load());
  } catch (problem) {
    show(element, build("p", { class: "problem", role: "alert" }, problem.message));
  }
}

/** A function that runs only the last of its tasks: the signal of the one before is aborted. */
export function keepLatest() {
  let controller = null;
  return (task) => {
    controller?.abort();
    controller = new AbortController();
    return task(controller.signal);
  };
}

/** Call a function when nothing was asked of it for a while. */
export function delay(call, milliseconds) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...values), milliseconds);
  };
}

/** Only addresses of the web: a link of an article must not run anything. */
export function isWebAddress(url) {
  return /^https?:\/\//i.test(url ?? "");
}

/** Copy a text, if the page may: over plain HTTP it may not. */
export async function copyText(button, text) {
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Cannot copy here";
  }
  setTimeout(() => (button.textContent = before), 1500);
}
