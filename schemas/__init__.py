"""The shape of JSON in and out, and nothing else.

Every field is declared with what it means and an example: the OpenAPI document is made from these classes.
"""
