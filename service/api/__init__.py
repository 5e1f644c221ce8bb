"""The JSON API: thin endpoints (parse, one call, dump), one argument parser, one table of errors."""
