"""Schemas of JSON input and output, and nothing else.

Every field has a description and an example: the OpenAPI document is generated from these classes.
"""
