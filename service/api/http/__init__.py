"""HTTP features of every response: problems, headers, caching, compression, authentication, rate limits, responses."""
