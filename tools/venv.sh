#!/bin/sh
# Makes .venv, or brings it up to date: `sh tools/venv.sh runtime` for what fihris needs,
# `sh tools/venv.sh dev` for the tools of development as well. Does nothing when nothing changed.
#
# The stamp in .venv holds what it was made from: this folder (an environment does not survive a
# move), the Python that was asked for, pyproject.toml and constraints.txt.
set -eu
cd "$(dirname "$0")/.."
. tools/python.sh

want=$1
py=.venv/bin/python
stamp=.venv/fihris-stamp
place="$(pwd -P) ${PYTHON:-}"
content=$(cat pyproject.toml constraints.txt | cksum)

if [ -x "$py" ] && [ -f "$stamp" ] && [ "$(sed -n 1p "$stamp")" = "$place" ] && "$py" -c '' 2>/dev/null; then
    had=$(sed -n 2p "$stamp")
    if [ "$(sed -n 3p "$stamp")" = "$content" ]; then
        [ "$had" = dev ] && exit 0
        [ "$had" = "$want" ] && exit 0
    elif [ "$had" = dev ]; then
        want=dev # do not leave half of it out of date
    fi
else
    find_python
    echo "making .venv with $("$python" --version)" >&2
    rm -rf .venv
    make_venv .venv
fi
rm -f "$stamp"

what='.[readers]'
if [ "$want" = dev ]; then what='.[dev]'; fi
echo "installing what is needed ($want)" >&2
# the build tool comes first, held by the same constraints: an isolated build would not be
"$py" -m pip install --quiet --disable-pip-version-check -c constraints.txt hatchling editables
"$py" -m pip install --quiet --disable-pip-version-check -c constraints.txt \
    --no-build-isolation -e "$what"
# Python reads .pth files in the locale's encoding and does not start if it cannot: with LC_ALL=C a
# path with Arabic letters would be the end of it. The same folder, written from where the file is:
for pth in .venv/lib/python3*/site-packages/*fihris.pth; do echo ../../../.. >"$pth"; done
printf '%s\n%s\n%s\n' "$place" "$want" "$content" >"$stamp"
