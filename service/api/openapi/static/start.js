// Relative, like every path in the page: it holds under any prefix that a proxy serves us under.
// The badge of an online validator is off, for it would send our address to somebody else.
const METHODS = ["get", "post", "put", "patch", "delete"];

/** The description as people read it: errors stand once, in its introduction, and what is open shows no lock. */
function shorten(description) {
  for (const operation of listOperations(description)) {
    for (const status of Object.keys(operation.responses)) {
      if (/^[45]/.test(status)) delete operation.responses[status];
    }
    // Where none of the ways in is required, a lock would say that one is.
    if (operation.security?.some((way) => Object.keys(way).length === 0)) operation.security = [];
  }
  description.info.description += `\n\n${describeErrors(description.components.responses)}`;
  description.servers = [{ url: new URL(".", location.href).href.replace(/\/$/, "") }];
  return description;
}

function listOperations({ paths }) {
  return Object.values(paths).flatMap((item) => METHODS.filter((method) => item[method]).map((method) => item[method]));
}

function describeErrors(responses) {
  const problems = Object.entries(responses).filter(([name]) => /^Problem[45]/.test(name)).sort();
  const rows = problems.map(([name, { description, content }]) => {
    const shown = Object.values(content ?? {}).map(({ example }) => example?.detail ?? "");
    return `| ${name.replace("Problem", "")} | ${description} | ${shown.join("; ").replaceAll("|", "\\|")} |`;
  });
  return ["### Errors of all operations", "", "| status | | for example |", "| --- | --- | --- |", ...rows].join("\n");
}

fetch("v1/openapi.json")
  .then((answer) => answer.json())
  .then((description) => {
    window.ui = SwaggerUIBundle({ spec: shorten(description), dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null });
  });
