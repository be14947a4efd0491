"""The images that a stack needs, where none can be pulled: made on this machine, for tests alone.

Elasticsearch's is built by a script that a developer's machine has beside the checkout; Python's,
from Debian's packages, here. Both have the names that the compose file asks for.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import Final

from tests.conftest import CHECKOUT
from tools.elasticsearch.nodes import IMAGE

STAND_IN: Final = CHECKOUT.parent / "shared" / "stand-in" / "build.sh"
PYTHON: Final = ("3.13", "3.11")
"""Of the program's image: what is released, and what Debian 12 has."""

BUILD_SECONDS: Final = 900


class NoStack(Exception):
    """No stack can be brought up here; the text says why, and what would help."""


def engine() -> None:
    """There is a Docker engine that answers, and Compose.

    Raises:
        NoStack: found out in a moment.
    """
    if shutil.which("docker") is None:
        raise NoStack("there is no docker command")
    for what in (["version", "--format", "{{.Server.Version}}"], ["compose", "version"]):
        done = subprocess.run(
            ["docker", *what], capture_output=True, text=True, timeout=20, check=False
        )
        if done.returncode != 0:
            raise NoStack(f"docker {what[0]}: {done.stderr.strip()[:200]}")


def elasticsearch() -> None:
    """Its image is here, pulled or built.

    Raises:
        NoStack
    """
    if _has(IMAGE) or _pulled(IMAGE):
        return
    if not STAND_IN.exists():
        raise NoStack(f"{IMAGE} can neither be pulled nor built here")
    done = subprocess.run(
        ["bash", str(STAND_IN)], capture_output=True, text=True, timeout=BUILD_SECONDS, check=False
    )
    if done.returncode != 0:
        raise NoStack(f"the stand-in was not built: {done.stderr[-300:]}")


def fihris(tag: str) -> None:
    """The program's image, built from this checkout.

    Raises:
        NoStack: no base can be had.
    """
    for version in PYTHON:
        base = f"python:{version}-slim"
        if _has(base) or _pulled(base) or (version == PYTHON[-1] and _debian_python(base)):
            break
    else:
        raise NoStack("python:…-slim can neither be pulled nor built here (mmdebstrap)")
    done = subprocess.run(
        ["docker", "build", "--quiet", "--network", "host", "--build-arg", f"PYTHON={version}",
         "--tag", tag, str(CHECKOUT)],
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
        env={**os.environ, "DOCKER_BUILDKIT": "1" if _has_buildx() else "0"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def _has(image: str) -> bool:
    found = subprocess.run(["docker", "image", "inspect", image], capture_output=True, check=False)
    return found.returncode == 0


def _pulled(image: str) -> bool:
    done = subprocess.run(
        ["docker", "pull", "--quiet", image],
        capture_output=True,
        timeout=BUILD_SECONDS,
        check=False,
    )
    return done.returncode == 0


def _has_buildx() -> bool:
    done = subprocess.run(["docker", "buildx", "version"], capture_output=True, check=False)
    return done.returncode == 0


def _debian_python(tag: str) -> bool:
    """Debian's own Python as a base, with the certificates that this machine trusts."""
    if shutil.which("mmdebstrap") is None:
        return False
    script = """
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
mmdebstrap --quiet --variant=minbase --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --include=python3,python3-venv,ca-certificates \
    --customize-hook='ln -s python3 "$1/usr/bin/python"' \
    --customize-hook='cp /etc/ssl/certs/ca-certificates.crt "$1/etc/ssl/certs/"' \
    --customize-hook='rm -rf "$1"/var/cache/apt/* "$1"/var/lib/apt/lists/*' \
    bookworm base.tar
docker import -c 'ENV PIP_CERT=/etc/ssl/certs/ca-certificates.crt' base.tar "$0"
"""
    done = subprocess.run(
        ["sh", "-c", script, tag], capture_output=True, timeout=BUILD_SECONDS, check=False
    )
    return done.returncode == 0


def size_mb(tag: str) -> float:
    """Of an image, unpacked."""
    told = subprocess.run(
        ["docker", "image", "inspect", "--format", "{{.Size}}", tag],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return int(told.stdout) / 1e6
