"""Reads the data files of this package, wherever it is installed (even in a zip file)."""

from __future__ import annotations

import json
import pkgutil
from functools import cache
from typing import Any, Final, NamedTuple

from mappings.errors import MappingDamaged


@cache
def _bytes(name: str) -> bytes:
    # pkgutil rather than importlib.resources: the same from folder, wheel or zip, and 8 ms less
    try:
        return pkgutil.get_data("mappings", name) or b""
    except OSError as exc:
        raise MappingDamaged(name=name, reason=str(exc)) from exc


def _read(name: str) -> str:
    try:
        return _bytes(name).decode("utf-8")
    except UnicodeDecodeError as exc:
        raise MappingDamaged(name=name, reason=str(exc)) from exc


def _json(name: str) -> dict[str, Any]:
    try:
        body = json.loads(_read(name))
    except ValueError as exc:
        raise MappingDamaged(name=name, reason=str(exc)) from exc
    if not isinstance(body, dict):
        raise MappingDamaged(name=name, reason="not a JSON object")
    return body


@cache
def analysis() -> dict[str, Any]:
    """The body of ``settings.analysis``: char filters, tokenizers, filters, analyzers.

    Long word lists are named by ``rules_path``, as Elasticsearch would read them from its own
    configuration folder; ``inlined_analysis`` has their lines in it. A newsroom's own words
    (``use_words``) are looked up before any other list.
    """
    body = _json("analysis.json")
    for view, own in _own.rules.items():
        name = f"{view}_own"
        body["filter"][name] = {"type": "stemmer_override", "rules": _shared(own)}
        body["analyzer"][view]["filter"].insert(1, name)
    return body


class OwnWords(NamedTuple):
    """A newsroom's own words: the file's name, and for each view word → term."""

    name: str = ""
    rules: dict[str, dict[str, str]] = {}  # noqa: RUF012 - a named tuple's default

    @property
    def identity(self) -> str:
        """What an index stores about them: the name and twelve hex digits; empty if there are
        none."""
        if not self.rules:
            return ""
        from hashlib import blake2b  # start-up

        told = json.dumps(self.rules, sort_keys=True).encode()
        return f"{self.name} ({blake2b(told, digest_size=6).hexdigest()})"


_own = OwnWords()


def own_words() -> OwnWords:
    """The newsroom's words in use."""
    return _own


def use_words(words: OwnWords) -> None:
    """Use a newsroom's words from now on; earlier analyses are not repeated."""
    global _own  # noqa: PLW0603 - one analysis a process, as everywhere
    _own = words
    analysis.cache_clear()


@cache
def rules(path: str) -> dict[str, str]:
    """Word → term, from a list of ``stemmer_override`` rules, one ``word => term`` per line."""
    text = _read(path)
    cells = text.replace(" => ", "\n").split("\n")
    words, terms = cells[:-1:2], cells[1::2]
    if cells[-1] or text.count(" => ") != text.count("\n") or len(words) != len(terms):
        raise MappingDamaged(name=path, reason="a line is not: word => term")
    return dict(zip(words, terms, strict=True))


def inlined_analysis() -> dict[str, Any]:
    """The body of ``settings.analysis`` with every word list inlined, for a server that has none of
    our files.

    Each list is one text with commas, which Elasticsearch takes apart. As 80,000 texts they make
    every change of an index's settings slow: 8.19 interns each of them each time that it copies the
    settings, which it does some hundred times (creation took 6 s and takes 0.8).
    """
    body = dict(analysis())
    body["filter"] = {name: _inlined(spec) for name, spec in body["filter"].items()}
    body["char_filter"] = {name: _one_text(spec) for name, spec in body["char_filter"].items()}
    return body


def _one_text(spec: dict[str, Any]) -> dict[str, Any]:
    if spec["type"] != "mapping":
        return spec
    escaped = (rule.replace(",", "\\u002C") for rule in spec["mappings"])
    return {**spec, "mappings": ",".join(escaped)}


def _inlined(spec: dict[str, Any]) -> dict[str, Any]:
    if spec["type"] != "stemmer_override":
        return spec
    if "rules_path" in spec:
        terms = rules(spec["rules_path"])
    else:
        own = (rule.split(" => ") for rule in spec["rules"])
        terms = {word: term for words, term in own for word in words.split(", ")}
    written = ",".join(f"{word}=>{term}" for word, term in terms.items())
    return {"type": "stemmer_override", "rules": written}


def _shared(terms: dict[str, str]) -> list[str]:
    words: dict[str, list[str]] = {}
    for word, term in terms.items():
        words.setdefault(term, []).append(word)
    return [f"{', '.join(sharing)} => {term}" for term, sharing in words.items()]


@cache
def analysis_hash() -> str:
    """A hash of what the terms of an index depend on, except own words, in twelve hex digits."""
    from hashlib import blake2b  # start-up

    digest = blake2b(_bytes("analysis.json"), digest_size=6)
    for spec in _json("analysis.json")["filter"].values():
        if "rules_path" in spec:
            digest.update(_bytes(spec["rules_path"]))
    return digest.hexdigest()


@cache
def paragraphs() -> dict[str, Any]:
    """The ``mappings`` body of an index of paragraphs."""
    return _json("paragraphs.json")


@cache
def settings() -> dict[str, Any]:
    """What else of ``settings`` is fixed: how matches are scored, how far pages reach. The analysis
    named here is only for terms that are terms already."""
    return _json("settings.json")


def schema_version() -> int:
    """The version of the index's shape; an index made by a newer one is refused."""
    version = paragraphs()["_meta"]["schema_version"]
    assert isinstance(version, int)
    return version


SECURITY_ROLES: Final = ("reader", "indexer", "admin")


def security_role(name: str, index: str) -> dict[str, Any]:
    """The body of the role ``fihris-NAME`` for the index behind the alias ``index``."""
    path = f"security/{name}.json"
    body = json.loads(_read(path).replace("{index}", index))
    if not isinstance(body, dict):
        raise MappingDamaged(name=path, reason="not a JSON object")
    return body


@cache
def kibana(name: str) -> dict[str, Any]:
    """One of the dashboards' sources, or their ``vocabulary``, as ``kibana/NAME.toml`` has it."""
    import tomllib  # start-up

    path = f"kibana/{name}.toml"
    try:
        return tomllib.loads(_read(path))
    except tomllib.TOMLDecodeError as exc:
        raise MappingDamaged(name=path, reason=str(exc)) from exc


@cache
def table(name: str) -> tuple[tuple[str, ...], ...]:
    """Rows of a tab-separated list in ``lexicon/``: cells stripped, comments (``#``) left out."""
    lines = _read(f"lexicon/{name}.tsv").splitlines()
    rows = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    return tuple(tuple(cell.strip() for cell in row) for row in rows)
