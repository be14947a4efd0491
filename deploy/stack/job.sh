#!/bin/sh
# The night's job: builds the index anew from the releases, beside the live one, checks it and
# publishes it in one step; what is live stays live when a gate refuses. The first time, it just loads.
# Once with an empty JOB_EVERY, else each time that so many seconds have passed. Says by a file that
# there is an index to search.
set -eu
. "$(dirname "$0")/running.sh"
tmp=${TMPDIR:-/tmp}

# an eighth of the sample cannot be read, to show what becomes of it; own releases get fihris's own gate
sample=
[ -n "${OWN_RELEASES:-}" ] || sample="--max-quarantine 20"

work() {
    indexed=0
    run fihris --quiet --json status >"$tmp/status" || indexed=$?
    # one that nobody searches yet may be there too: a first load that was cut short
    ! grep -q '"live": true' "$tmp/status" || touch "$tmp/ready"
    case $indexed in
        0)
            # JOB_OPTIONS: words for `fihris reindex`, such as --max-change 30
            # shellcheck disable=SC2086
            run fihris reindex /releases $sample ${JOB_OPTIONS:-}
            ;;
        1) run fihris index /releases ;; # there is no index yet
        *) return "$indexed" ;; # there may be one: loading would pass by every gate
    esac
}

while :; do
    code=0
    work || code=$?
    case $code in
        0) touch "$tmp/ready" ;;
        4)
            touch "$tmp/ready"
            echo "some releases could not be read; the rest is published" >&2
            ;;
        6) echo "a gate refused to publish; what was live is live" >&2 ;;
        130 | 143) echo "the job was ended; the next one goes on from there" >&2 ;;
        *) echo "the job ended with $code" >&2 ;;
    esac
    if [ -n "$ending" ] || [ -z "${JOB_EVERY:-}" ]; then exit "$code"; fi
    pause "$JOB_EVERY"
    [ -z "$ending" ] || exit 0
done
