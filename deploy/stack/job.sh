#!/bin/sh
# The nightly job: rebuilds the index from the releases beside the live one, checks it and publishes
# it in one step; if a gate refuses, the live index stays. The first time, it only loads. It runs once
# if JOB_EVERY is empty, otherwise every JOB_EVERY seconds. A file says that there is an index to
# search.
set -eu
. "$(dirname "$0")/running.sh"
tmp=${TMPDIR:-/tmp}

# an eighth of the samples cannot be read, as an example; your own releases get fihris's own gate
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
        6) echo "a gate refused to publish; the live index is unchanged" >&2 ;;
        130 | 143) echo "the job was stopped; the next one continues from there" >&2 ;;
        *) echo "the job ended with $code" >&2 ;;
    esac
    if [ -n "$ending" ] || [ -z "${JOB_EVERY:-}" ]; then exit "$code"; fi
    pause "$JOB_EVERY"
    [ -z "$ending" ] || exit 0
done
