#!/bin/sh
# What the container does, by its first word: `api` serves (the default), `migrate` brings the database to the current
# schema, `load PATH...` stores articles (those of seeds/ where none are named), `shell` is for looking around. Any
# other command of `python -m service` works as well. Each takes this shell's place, so that signals reach it.
# Serving never migrates: replicas may start at once, and a change of the schema is somebody's decision.
set -eu

role=${1:-api}
[ "$#" -eq 0 ] || shift

case $role in
    api) exec gunicorn --config docker/gunicorn.conf.py "$@" service.wsgi:app ;;
    load) exec python3 -m service load "${@:-seeds/articles}" ;;
    shell) exec /bin/sh "$@" ;;
    *) exec python3 -m service "$role" "$@" ;;
esac
