"""Documents that a request is answered with."""
