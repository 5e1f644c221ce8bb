"""The description of the API, and the endpoints that it is made of."""
