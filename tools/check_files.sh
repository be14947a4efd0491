#!/bin/sh
# Checks the files that no linter of Python reads: JSON and shell scripts.
# sh tools/check_files.sh PYTHON
set -eu
cd "$(dirname "$0")/.."
python=$1

find . -name '.?*' -prune -o -name '*.json' -print | while IFS= read -r file; do
    "$python" -m json.tool "$file" /dev/null || { echo "$file: is not JSON" >&2; exit 1; }
done
for file in tools/*.sh; do sh -n "$file"; done
bash -n .ci/run
