"""The number of this version, said in one place: the command line, the OpenAPI document and the images take it here."""

VERSION = "0.1.0"
