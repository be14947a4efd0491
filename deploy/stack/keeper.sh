#!/bin/sh
# Maintains the users of the stack: the password of Kibana's user, our roles, and valid API keys.
# Does so at once, creates a file when done, and checks again every day: keys expire after 90 days
# and are renewed 30 days before that. Safe to run at any time.
# sh keeper.sh keep|dashboards
set -eu
umask 077
. "$(dirname "$0")/running.sh"
tmp=${TMPDIR:-/tmp}
ready=$tmp/ready
imported=${IMPORTED:-/stack/dashboards/imported}

# What is called as a condition runs on when a step fails, whatever `set -e` says: each says it itself.

keep() {
    # a node that answers may not know its users yet
    tries=0
    until run fihris --quiet security apply; do
        tries=$((tries + 1))
        if [ -n "$ending" ] || [ "$tries" -ge 30 ]; then return 1; fi
        pause 2
    done
    run fihris --quiet security password kibana_system --from /stack/keeper/kibana || return 1
    run fihris security key renew reader --role reader --output /stack/reader/api-key \
        --expires 90d --before 30d || return 1
    run fihris security key renew job --role indexer --output /stack/indexer/api-key \
        --expires 90d --before 30d || return 1
}

dashboards() {
    # once for each version of the set: a second import would take back what editors changed since
    run fihris kibana export --output "$tmp/dashboards.ndjson" || return 1
    set_of=$(sha256sum <"$tmp/dashboards.ndjson") || return 1
    [ "$(cat "$imported" 2>/dev/null)" != "$set_of" ] || return 0
    run fihris kibana install --overwrite --user elastic --password-file /stack/keeper/elastic \
        --ca-file /stack/keeper/ca.crt || return 1
    echo "$set_of" >"$imported.new" || return 1
    mv "$imported.new" "$imported" || return 1
}

while :; do
    rest=86400
    if "$1"; then
        touch "$ready"
    else
        rm -f "$ready"
        rest=60
    fi
    pause "$rest"
    [ -z "$ending" ] || exit 0
done
