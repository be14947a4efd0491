#!/bin/sh
# The night's job: builds the index anew from the releases, beside the live one, checks it and
# publishes it in one step; what is live stays live when a gate refuses. The first time, it just loads.
# Once with an empty JOB_EVERY, else each time that so many seconds have passed.
set -eu

work() {
    if fihris --quiet status >/dev/null 2>&1; then
        # JOB_OPTIONS: words for `fihris reindex`, such as --max-change 30
        # shellcheck disable=SC2086
        fihris reindex /releases ${JOB_OPTIONS:-}
    else
        fihris index /releases
    fi
}

while :; do
    code=0
    work || code=$?
    case $code in
        0) ;;
        4) echo "some releases could not be read; the rest is published" >&2 ;;
        6) echo "a gate refused to publish; what was live is live" >&2 ;;
        *) echo "the job ended with $code" >&2 ;;
    esac
    [ -n "${JOB_EVERY:-}" ] || exit "$code"
    sleep "$JOB_EVERY" &
    trap 'kill $! 2>/dev/null; exit 0' TERM INT
    wait $! || exit 0
done
