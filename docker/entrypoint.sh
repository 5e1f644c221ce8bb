#!/bin/sh
# What the container does: `serve` (the default), or any command of `python -m service`, such as
# `migrate` or `load PATH...`. Serving never migrates: two replicas may start at once, and a
# schema change is somebody's decision.
set -eu

if [ "${1:-serve}" = "serve" ]; then
    [ "$#" -gt 0 ] && shift
    exec gunicorn --config docker/gunicorn.conf.py "$@" service.wsgi:app
fi
exec python3 -m service "$@"
