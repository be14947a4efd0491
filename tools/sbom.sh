#!/bin/sh
# Writes dist/fihris.cdx.json: what an installation of fihris consists of, in CycloneDX's form. It is
# read off an environment that has fihris and its extras for running, and nothing else.
# It carries no time and no serial number: the same commit gives the same file.
set -eu
cd "$(dirname "$0")/.."
. tools/python.sh

find_python
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
make_venv "$folder/installed"
make_venv "$folder/tool"
"$folder/installed/bin/python" -m pip install --quiet --disable-pip-version-check \
    -c constraints.txt hatchling
"$folder/installed/bin/python" -m pip install --quiet --disable-pip-version-check \
    -c constraints.txt --no-build-isolation '.[elasticsearch,readers]'
"$folder/installed/bin/python" -m pip uninstall --quiet -y hatchling pathspec pluggy \
    trove-classifiers packaging setuptools pip
"$folder/tool/bin/python" -m pip install --quiet --disable-pip-version-check 'cyclonedx-bom>=7,<8'
mkdir -p dist
"$folder/tool/bin/python" -m cyclonedx_py environment --output-reproducible \
    --pyproject pyproject.toml --output-format JSON --output-file dist/fihris.cdx.json \
    "$folder/installed/bin/python"
# a licence that is written as a sentence is left out there
"$folder/installed/bin/python" - dist/fihris.cdx.json <<'PROGRAM'
import json, sys
from importlib.metadata import metadata
from pathlib import Path

path = Path(sys.argv[1])
bom = json.loads(path.read_text("utf-8"))
for one in bom["components"]:
    if not one.get("licenses") and (told := metadata(one["name"]).get("License")):
        one["licenses"] = [{"license": {"name": told}}]
path.write_text(json.dumps(bom, ensure_ascii=False, indent=2) + "\n", "utf-8")
PROGRAM
echo "dist/fihris.cdx.json: $(grep -c '"purl"' dist/fihris.cdx.json) packages" >&2
