#!/bin/sh
# Keeps what the stack needs of users: the password of Kibana's user, our roles, and API keys that are
# good. Does so at once, says by a file that it is done, and looks again each day: keys end after 90
# days and are renewed 30 days before. Safe to run at any time.
set -eu
umask 077
ready=/tmp/ready

keep() {
    # a node that answers may not know its users yet
    tries=0
    until fihris --quiet security apply; do
        tries=$((tries + 1))
        [ "$tries" -lt 30 ] || return 1
        sleep 2
    done
    fihris --quiet security password kibana_system --from /stack/keeper/kibana
    fihris security key renew reader --role reader --output /stack/reader/api-key \
        --expires 90d --before 30d
    fihris security key renew job --role indexer --output /stack/indexer/api-key \
        --expires 90d --before 30d
}

dashboards() {
    fihris kibana install --overwrite --user elastic --password-file /stack/keeper/elastic \
        --ca-file /stack/keeper/ca.crt
}

while :; do
    if "$1"; then
        touch "$ready"
        pause=86400
    else
        rm -f "$ready"
        pause=60
    fi
    # sleep beside, so that a signal to end is heard at once
    sleep "$pause" &
    trap 'kill $! 2>/dev/null; exit 0' TERM INT
    wait $! || exit 0
done
