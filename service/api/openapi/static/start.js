// Relative, like every path in the page: it holds under any prefix that a proxy serves us under.
// The badge of an online validator is off, for it would send our address to somebody else.
window.ui = SwaggerUIBundle({
  url: "v1/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: null,
});
