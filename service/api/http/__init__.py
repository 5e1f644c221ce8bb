"""What every answer has: problems, headers, caching, compression, access, limits."""
