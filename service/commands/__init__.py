"""What `python -m service` can do, a module a command.

A command's module is imported when it is asked for, so that `migrate` and `serve` need no encoder.
"""
