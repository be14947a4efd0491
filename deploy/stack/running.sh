#!/bin/sh
# shellcheck shell=sh
# Read by job.sh and keeper.sh: runs programs so that a signal to end reaches them. A shell that
# waits for a program puts the signal off until that has ended, and by then all are killed.
ending=
running=

hand_on() {
    ending=yes
    [ -z "$running" ] || kill -TERM "$running" 2>/dev/null || :
}
trap hand_on TERM INT

run() { # PROGRAM [ARGUMENT]…: its exit code; when a signal to end comes, what the program makes of it
    [ -z "$ending" ] || return 143
    "$@" &
    running=$!
    # one may have come while it was being started
    [ -z "$ending" ] || kill -TERM "$running" 2>/dev/null || :
    result=0
    wait "$running" || result=$?
    # a signal ends the waiting, not the program
    while kill -0 "$running" 2>/dev/null; do
        result=0
        wait "$running" || result=$?
    done
    running=
    return "$result"
}

pause() { # SECONDS, or until a signal to end comes
    run sleep "$1" || :
}
