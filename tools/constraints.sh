#!/bin/sh
# Writes constraints.txt: installs the newest versions that pyproject.toml allows, with all extras,
# into an empty environment, and lists what came.
set -eu
cd "$(dirname "$0")/.."
. tools/python.sh

find_python
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
make_venv "$folder/venv"
py=$folder/venv/bin/python
"$py" -m pip install --quiet --disable-pip-version-check --upgrade pip
"$py" -m pip install --quiet hatchling editables
"$py" -m pip install --quiet --no-build-isolation -e '.[dev]'
{
    echo "# Exact versions of everything that Fihris is built, run and tested with."
    echo "# Made by \`make constraints\`; used by make, CI and the Dockerfile."
    "$py" -m pip freeze --all --exclude-editable | grep -v -i -e '^pip==' -e '^setuptools=='
} >"$folder/constraints.txt"
mv "$folder/constraints.txt" constraints.txt
echo "constraints.txt: $(grep -c == constraints.txt) packages" >&2
