"use strict";
SwaggerUIBundle({
  dom_id: "#api",
  url: "/openapi.yaml",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  filter: true,
  showExtensions: true,
  tryItOutEnabled: true,
  // The badge of a validator elsewhere would send it this address.
  validatorUrl: null,
});
