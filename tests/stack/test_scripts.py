"""The stack's scripts, with programs in place of ``fihris`` and ``docker`` that say what they were
asked: what is done when a step fails, when a signal to end comes, and in a folder of any name.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT

STACK = CHECKOUT / "deploy" / "stack"
PATIENCE_S = 30
STATUS = "fihris --quiet --json status"


@dataclass
class Scripts:
    """A folder with programs that stand in; all that they are asked is in ``told``, a line each."""

    folder: Path
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def program(self, name: str, body: str) -> None:
        path = self.folder / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            f"#!/bin/sh\necho \"{name} $*\" >>'{self.folder}/told'\n{body}\n", encoding="utf-8"
        )
        path.chmod(0o755)

    @property
    def told(self) -> list[str]:
        path = self.folder / "told"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": f"{self.folder}/bin:/usr/bin:/bin",
            "TMPDIR": str(self.folder),
            "IMPORTED": str(self.folder / "imported"),
        }

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            ["sh", *arguments], env=self.environment | more, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.started.append(process)
        return process

    def job(self, **more: str) -> subprocess.Popen[str]:
        return self.start(str(STACK / "job.sh"), **more)

    def wait_until_told(self, line: str, *, times: int = 1) -> None:
        for _ in range(PATIENCE_S * 20):
            if sum(one.startswith(line) for one in self.told) >= times:
                return
            time.sleep(0.05)
        raise AssertionError(f"{line} was not told {times} times: {self.told}")


@pytest.fixture
def scripts(tmp_path: Path) -> Scripts:
    found = Scripts(tmp_path)
    found.program("fihris", "")
    found.program("sleep", "[ $1 = 2 ] || exec /bin/sleep $1")  # 2 s is between two attempts
    return found


def ended(process: subprocess.Popen[str]) -> int:
    """The exit code; what it ran has ended too, or its output would still be open."""
    process.communicate(timeout=PATIENCE_S)
    return process.returncode


# --- the job


def test_the_job_loads_where_there_is_no_index(scripts: Scripts) -> None:
    scripts.program("fihris", 'case "$*" in *status) exit 1 ;; esac')
    assert ended(scripts.job(JOB_EVERY="")) == 0
    assert scripts.told == [STATUS, "fihris index /releases"]


@pytest.mark.parametrize(
    ("settings", "asked"),
    [
        ({}, "--max-quarantine 20"),  # the sample, which holds broken releases
        ({"JOB_OPTIONS": "--max-change 30"}, "--max-quarantine 20 --max-change 30"),
        ({"OWN_RELEASES": "yes"}, ""),
        ({"OWN_RELEASES": "yes", "JOB_OPTIONS": "--max-change 30"}, "--max-change 30"),
    ],
)
def test_the_job_builds_anew_where_there_is_one(
    scripts: Scripts, settings: dict[str, str], asked: str
) -> None:
    assert ended(scripts.job(JOB_EVERY="", **settings)) == 0
    assert scripts.told[1:] == [f"fihris reindex /releases {asked}".strip()]


@pytest.mark.parametrize("code", [2, 3, 130])
def test_the_job_loads_nothing_when_it_cannot_tell_whether_there_is_one(
    scripts: Scripts, code: int
) -> None:
    scripts.program("fihris", f'case "$*" in *status) exit {code} ;; esac')
    assert ended(scripts.job(JOB_EVERY="")) == code
    assert scripts.told == [STATUS]


@pytest.mark.parametrize(
    ("live", "index", "reindex", "is_ready"),
    [
        ("true", 0, 0, True),
        ("true", 0, 6, True),  # what was live is live
        ("false", 0, 3, False),
        ("false", 0, 4, True),
        (None, 4, 0, True),
        (None, 3, 0, False),
    ],
)
def test_the_job_is_ready_when_there_is_an_index_to_search(
    scripts: Scripts, live: str | None, index: int, reindex: int, is_ready: bool
) -> None:
    """Not while the first load goes on: who waited for the stack would find nothing."""
    status = f"""echo '{{"live": {live}}}'""" if live else "exit 1"
    scripts.program(
        "fihris",
        f'case "$*" in *status) {status} ;; *reindex*) exit {reindex} ;; *) exit {index} ;; esac',
    )
    ended(scripts.job(JOB_EVERY=""))
    assert (scripts.folder / "ready").exists() is is_ready


@pytest.mark.parametrize("code", [0, 4, 5, 6])
def test_the_job_ends_as_the_build_did(scripts: Scripts, code: int) -> None:
    scripts.program("fihris", f'case "$*" in *reindex*) exit {code} ;; esac')
    assert ended(scripts.job(JOB_EVERY="")) == code


@pytest.mark.parametrize("code", [0, 130])
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_end_reaches_the_build_and_its_end_is_waited_for(
    scripts: Scripts, code: int, sent: signal.Signals
) -> None:
    scripts.program(
        "fihris",
        f"""case "$*" in *status) exit 0 ;; esac
trap 'echo tidied up >>{scripts.folder}/told; /bin/sleep 0.5; exit {code}' TERM
echo building >>{scripts.folder}/told
while :; do /bin/sleep 0.05; done""",
    )
    process = scripts.job(JOB_EVERY="86400")
    scripts.wait_until_told("building")
    process.send_signal(sent)
    assert ended(process) == code
    assert scripts.told[-1] == "tidied up"


def test_a_signal_to_end_ends_the_pause_in_any_round(scripts: Scripts) -> None:
    scripts.program(
        "sleep", f'[ "$(grep -c sleep {scripts.folder}/told)" = 1 ] || exec /bin/sleep $1'
    )
    process = scripts.job(JOB_EVERY="600")
    scripts.wait_until_told("sleep", times=2)
    process.terminate()
    assert ended(process) == 0
    assert len([one for one in scripts.told if "reindex" in one]) == 2


# --- the keeper

KEEPS = (
    "--quiet security apply",
    "--quiet security password kibana_system",
    "security key renew reader",
    "security key renew job",
)


def round_of(scripts: Scripts, what: str) -> str:
    """One round: how long it then rests."""
    before = len(scripts.told)
    process = scripts.start(str(STACK / "keeper.sh"), what)
    for _ in range(PATIENCE_S * 20):
        rests = [one for one in scripts.told[before:] if one in ("sleep 60", "sleep 86400")]
        if rests:
            break
        time.sleep(0.05)
    process.terminate()
    assert ended(process) == 0
    return rests[0]


def test_the_keeper_is_ready_when_every_step_is_done(scripts: Scripts) -> None:
    assert round_of(scripts, "keep") == "sleep 86400"
    assert (scripts.folder / "ready").exists()
    asked = [one.removeprefix("fihris ") for one in scripts.told if one.startswith("fihris")]
    assert [one.startswith(step) for one, step in zip(asked, KEEPS, strict=True)] == [True] * 4


@pytest.mark.parametrize("failing", KEEPS)
def test_the_keeper_is_not_ready_when_a_step_fails(scripts: Scripts, failing: str) -> None:
    (scripts.folder / "ready").touch()  # of the day before
    scripts.program("fihris", f'case "$*" in "{failing}"*) exit 3 ;; esac')
    assert round_of(scripts, "keep") == "sleep 60"
    assert not (scripts.folder / "ready").exists()
    assert [one for one in scripts.told if one.startswith("fihris")][-1].startswith(
        f"fihris {failing}"
    )


def test_the_keeper_hands_a_signal_on(scripts: Scripts) -> None:
    scripts.program("fihris", f"trap 'exit 130' TERM; echo up >>{scripts.folder}/told\n"
                              "while :; do /bin/sleep 0.05; done")  # fmt: skip
    process = scripts.start(str(STACK / "keeper.sh"), "keep")
    scripts.wait_until_told("up")
    process.terminate()
    assert ended(process) == 0


# --- the dashboards


def kibana(scripts: Scripts, *, objects: str, failing: str = "none") -> int:
    """One round of the service; how many imports there have been."""
    scripts.program(
        "fihris",
        f'case "$*" in *{failing}*) exit 3 ;; *export*) echo {objects} >"$4" ;; esac',
    )
    rest = round_of(scripts, "dashboards")
    assert rest == ("sleep 86400" if failing == "none" else "sleep 60")
    assert (scripts.folder / "ready").exists() is (failing == "none")
    return len([one for one in scripts.told if "kibana install" in one])


def test_dashboards_are_imported_once_for_each_version_of_them(scripts: Scripts) -> None:
    """What editors change in Kibana stays, each night and at each start."""
    assert kibana(scripts, objects="first") == 1
    assert kibana(scripts, objects="first") == 1
    assert kibana(scripts, objects="second") == 2
    assert kibana(scripts, objects="second") == 2


@pytest.mark.parametrize("failing", ["export", "install"])
def test_an_import_that_failed_is_tried_again(scripts: Scripts, failing: str) -> None:
    before = kibana(scripts, objects="first", failing=failing)
    assert kibana(scripts, objects="first") == before + 1


# --- a terminal


@pytest.mark.parametrize("by_make", [False, True])
def test_what_a_terminal_needs_is_set_in_a_folder_of_any_name(
    scripts: Scripts, by_make: bool
) -> None:
    """As the guide says it: ``eval "$(make -s stack-client)"``, also from elsewhere."""
    checkout = scripts.folder / "It's a «مجلد» of $HOME"
    shutil.copytree(STACK, checkout / "deploy" / "stack")
    shutil.copy(CHECKOUT / "Makefile", checkout)
    scripts.program(
        "docker", 'case "$*" in *port*) echo 127.0.0.1:9201 ;; *) echo "the $(basename $6)" ;; esac'
    )
    command = "make -s -C . stack-client" if by_make else "sh deploy/stack/client.sh"
    done = subprocess.run(
        ["sh", "-c", f'eval "$({command})"\n'
         'env | grep ^FIHRIS_\n'
         'cat "$FIHRIS_ELASTICSEARCH_CA" "$FIHRIS_ELASTICSEARCH_API_KEY_FILE"'],
        cwd=checkout, env=scripts.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert set(done.stdout.splitlines()) == {
        "FIHRIS_ENGINE=elasticsearch",
        "FIHRIS_ELASTICSEARCH_URL=https://localhost:9201",
        f"FIHRIS_ELASTICSEARCH_CA={checkout}/.stack/ca.crt",
        f"FIHRIS_ELASTICSEARCH_API_KEY_FILE={checkout}/.stack/api-key",
        "the ca.crt",
        "the api-key",
    }
    assert (checkout / ".stack" / "api-key").stat().st_mode & 0o077 == 0


def test_a_stack_that_is_not_up_sets_nothing(scripts: Scripts) -> None:
    scripts.program("docker", "exit 1")
    process = scripts.start(str(STACK / "client.sh"), str(scripts.folder / "kept"))
    out, _ = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, out) == (1, "")
    assert list((scripts.folder / "kept").iterdir()) == []
