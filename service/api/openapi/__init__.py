"""The OpenAPI document, and how endpoints are declared."""
