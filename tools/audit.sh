#!/bin/sh
# Asks the advisories of PyPI about every version in constraints.txt. Whatever could not be asked
# about is a failure: an audit that did not happen must not look like one that found nothing.
# sh tools/audit.sh [OPTION…], those of pip-audit: `-s osv --osv-url URL` for a copy of OSV's data.
set -eu
cd "$(dirname "$0")/.."
. tools/python.sh

find_python
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
make_venv "$folder/tool"
"$folder/tool/bin/python" -m pip install --quiet --disable-pip-version-check 'pip-audit>=2.9,<3'
"$folder/tool/bin/python" -m pip_audit --strict --no-deps --disable-pip \
    --progress-spinner off --requirement constraints.txt "$@" || {
    echo "the constraints are NOT known to be free of published faults" >&2
    exit 1
}
