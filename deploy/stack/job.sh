#!/bin/sh
# The night's job: builds the index anew from the releases, beside the live one, and publishes it in
# one step. Once without JOB_EVERY, else each time that so many seconds have passed.
set -eu
while :; do
    code=0
    fihris index --rebuild /releases || code=$?
    # 4: some releases could not be read, the rest is published
    [ "$code" -eq 0 ] || [ "$code" -eq 4 ] || echo "the job ended with $code" >&2
    [ -n "${JOB_EVERY:-}" ] || exit "$code"
    sleep "$JOB_EVERY" &
    trap 'kill $! 2>/dev/null; exit 0' TERM INT
    wait $! || exit 0
done
