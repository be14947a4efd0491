"""Configuration: settings files, here and of the user, the environment, options, odd homes.

What lies in the current folder may be anybody's: whatever it says, no private file is read, no
connection made. What the user's own file, the environment and the command line say may be followed.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final

from search_cli.session.settings import NAMES
from tests.cli.conftest import Fihris
from tests.reliability.fuzzing import making
from tests.reliability.fuzzing.cases import HERE, PRIVATE, Case
from tests.reliability.press import releases, write

PORT: Final = 1
"""Of the user's own server; nothing listens there, and a connection to it is allowed."""

THEIRS: Final[dict[str, tuple[str, ...]]] = {
    "engine": ("elasticsearch", "embedded"),
    "index": ("press", "other", "../x", "", "p" * 200),
    "home": (PRIVATE, "/", "..", f"{PRIVATE}/home", "~root", "a\\u0000b"),
    "words": (f"{PRIVATE}/words.txt", "/dev/zero", f"{PRIVATE}/pipe.jsonl", "/etc/passwd"),
    "elasticsearch_url": ("http://127.0.0.1:2", "http://example.invalid:9200", "https://[::1]:2"),
    "elasticsearch_cloud_id": ("x:bG9jYWxob3N0JGFiYyRkZWY=", "x", "x:" + "A" * 300),
    "elasticsearch_api_key_file": (f"{PRIVATE}/secret.txt", "/etc/passwd", "/proc/self/environ"),
    "elasticsearch_password_file": (f"{PRIVATE}/secret.txt", f"{PRIVATE}/pipe.jsonl"),
    "elasticsearch_user": ("elastic", "a:b", "\\u0000"),
    "elasticsearch_ca": (f"{PRIVATE}/secret.txt", "/dev/zero"),
    "elasticsearch_verify": ("no", "yes"),
    "elasticsearch_timeout": ("0.1", "99999", "-1", "1e9"),
    "lang": ("ar", "en", "xx"), "color": ("always", "never", "red"), "bidi": ("on", "off"),
    "json": ("true", "false", "maybe"), "format": ("json", "csv"), "size": ("5", "-1"),
}  # fmt: skip
"""What a stranger's file may say."""

OURS: Final[dict[str, tuple[str, ...]]] = {
    **THEIRS,
    "home": ("home", "mine/home", f"{HERE}/home", "mine/file", "mine/nothing/home"),
    "words": ("mine/words.txt", "mine/nothing"),
    "elasticsearch_url": (
        f"http://127.0.0.1:{PORT}", f"http://u:p@127.0.0.1:{PORT}/x", "http://", "x",
    ),
    "elasticsearch_cloud_id": ("x",),
    "elasticsearch_api_key_file": ("mine/key.txt", "mine/nothing", "mine", "-"),
    "elasticsearch_password_file": ("mine/key.txt", "mine/words.txt"),
    "elasticsearch_ca": ("mine/key.txt", "mine/nothing"),
    "config": ("mine/named.toml", "mine/nothing", "mine"),
    "limit": ("paragraph=10", "title=0", "x=1", "rejected=-1", "answer=1G", "side-file=1"),
}  # fmt: skip
"""What the user may say: nothing that is not theirs."""

COMMANDS: Final = (
    ("search", "خبر"), ("status",), ("doctor",), ("doctor", "--fix"), ("index", "mine/press.jsonl"),
    ("facets",), ("generations", "list"), ("quarantine", "list"), ("runs",), ("backup", "out.zst"),
    ("reindex",), ("config", "show"), ("config", "path"), ("show", "a1"), ("analyze", "وزارة"),
    ("generations", "prune"), ("generations", "rollback"), ("quarantine", "retry"),
    ("mapping", "show"), ("kibana", "lint"),
)  # fmt: skip
HARMED: Final = (
    "press/lock-build", "press/lock-write", "press/live", "journal.sqlite3", "journal.sqlite3-wal",
    "press/quarantine/20230101T000000.000000Z.jsonl", "press/mended/a.jsonl", "press/generations",
    "press/generations/press-000001/meta.json", "press/generations/press-000002", "press",
    "press/quarantine", "press/generations/press-000001/generation.json",
    "press/generations/press-000001/seal", "press/generations/press-000001/x.idx",
)  # fmt: skip
"""Names in a home, some of them of its own, that a link or other content is put in place of."""


def prepare(folder: Path) -> Any:
    """A home, and a maker of cases."""
    fihris = Fihris(folder / "small")
    source = write(folder / "press.jsonl", releases(8))
    broken = folder / "broken.jsonl"
    broken.write_text('{"id": 1}\n{')
    for command in (("index", str(source)), ("index", str(broken))):
        assert fihris(*command).code in {0, 4}
    files = [
        str(path.relative_to(fihris.home)) for path in fihris.home.rglob("*") if path.is_file()
    ]
    return partial(_case, tuple(sorted(files)), source.read_bytes())


def _case(in_home: tuple[str, ...], press: bytes, chance: Random) -> Case:
    files = {
        "mine/key.txt": b"c2VjcmV0OmtleQ==\n", "mine/words.txt": "خبر => نبأ\n".encode(),
        "mine/press.jsonl": press, "mine/file": b"",
    }  # fmt: skip
    if chance.random() < 0.55:
        files["fihris.toml"] = _toml(THEIRS, chance)
    if chance.random() < 0.35:
        files["user/config/fihris/fihris.toml"] = _toml(OURS, chance)
    if chance.random() < 0.2:
        files["mine/named.toml"] = _toml(OURS, chance)
    environment = {
        f"FIHRIS_{name.upper()}": told
        for name in OURS
        if chance.random() < 0.025 and (told := _told(OURS[name], chance))
    }
    if chance.random() < 0.2:
        environment["FIHRIS_ELASTICSEARCH_API_KEY"] = chance.choice(
            ("a2V5", "a b", "\u202e", "x" * 9_000)
        )
    if chance.random() < 0.1:
        name = chance.choice(("LC_ALL", "COLUMNS", "TERM", "NO_COLOR", "TZ", "PAGER", "EDITOR"))
        environment[name] = chance.choice(
            ("C", "ar", "0", "-1", "99999999", "x", "../../x", "ar_KW.UTF-8")
        )
    command = chance.choice(COMMANDS)
    options: list[str] = []
    for name in OURS:
        if chance.random() < 0.015 and name not in {"json", "size", "format"}:
            options += [f"--{name.replace('_', '-')}", _told(OURS[name], chance)]
    ours = (*options, *environment.values())
    if "elasticsearch" in ours:  # without an address it would be what happens to be on this machine
        environment.setdefault("FIHRIS_ELASTICSEARCH_URL", OURS["elasticsearch_url"][0])
    links: dict[str, str] = {}
    if chance.random() < 0.3:
        name = f"home/{chance.choice((*HARMED, *in_home))}"
        if chance.random() < 0.6:
            links[name] = chance.choice(
                (
                    f"{PRIVATE}/secret.jsonl",
                    PRIVATE,
                    "/dev/zero",
                    "/",
                    "pipe",
                    "loop",
                    f"{PRIVATE}/new",
                )
            )
        else:
            other = making.as_json(making.value(chance), chance)
            files[name] = chance.choice((b"", b"\0" * 5_000, other))
    return Case(
        commands=((*options, *command),), files=files, links=links, environment=environment,
        home="small",
    )  # fmt: skip


def _told(choices: tuple[str, ...], chance: Random) -> str:
    told = chance.choice(choices[:2] if chance.random() < 0.7 else choices)
    told = making.word(chance) if chance.random() < 0.03 else told
    return told.replace("\\u0000", "").replace("\0", "").encode("utf-8", "replace").decode()


def _toml(choices: dict[str, tuple[str, ...]], chance: Random) -> bytes:
    roll = chance.random()
    if roll < 0.04:
        deep = chance.choice((50, 3_000, 100_000))
        dotted = ".".join(["a"] * deep)
        forms = (
            f"x = {'[' * deep}{']' * deep}",
            f"{dotted} = 1",
            f"[{dotted}]",
            "x = " + "{a=" * deep,
        )
        return chance.choice(forms).encode()
    lines = []
    if roll < 0.5:  # what would have a cluster asked, with what would be told to it
        lines += [
            'engine = "elasticsearch"',
            f'elasticsearch_url = "{choices["elasticsearch_url"][0]}"',
        ]
        if roll < 0.2:
            lines.append(
                f'elasticsearch_api_key_file = "{choices["elasticsearch_api_key_file"][0]}"'
            )
    used = {line.partition(" ")[0] for line in lines}
    for name in [*choices, *NAMES, "limits", "elasticsearch_password", "x"]:
        share = 0.1 if name in choices else 0.01
        if name in used or chance.random() > share:
            continue
        used.add(name)
        lines.append(f"{name} = {_toml_value(choices.get(name, ('x',)), chance)}")
    if choices is OURS and "engine" in used and "elasticsearch_url" not in used:
        lines.append(f'elasticsearch_url = "{OURS["elasticsearch_url"][0]}"')
    data = "\n".join(lines).encode("utf-8", "replace")
    return making.damaged(data, chance) if chance.random() < 0.05 else data


def _toml_value(choices: tuple[str, ...], chance: Random) -> str:
    roll = chance.random()
    if roll < 0.95:
        return f'"{chance.choice(choices[:2] if chance.random() < 0.6 else choices)}"'
    if roll < 0.98:
        return chance.choice(("true", "5", "1.5", "nan", "[]", "{}", '["a", 1]', "2023-10-08", "-1",
                              "9" * 5_000, "{ paragraph = 1 }", '{ paragraph = "x" }'))  # fmt: skip
    return f"'{making.word(chance)}'"
