"""Markdown: front matter as YAML or TOML, a title, headings and paragraphs without their signs."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from indexer.quarantine.quarantine import Code, Unfit
from indexer.readers.encodings import decoded
from indexer.readers.keys import known
from indexer.readers.lines import MAX_LINE_BYTES
from indexer.readers.pieces import How, Piece
from indexer.readers.records import refuse_lines
from indexer.readers.streams import all_bytes
from indexer.readers.text import record_of
from indexer.readers.wrapping import is_list_item, paragraphs_of

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_FRONT_CHARACTERS: Final = 100_000
"""The longest front matter."""

_FENCES: Final = {"---": "yaml", "+++": "toml"}
_HEADING: Final = re.compile(r" {0,3}#{1,6}\s+(.*?)\s*#*\s*$")
_UNDERLINE: Final = re.compile(r" {0,3}(=+|-+)\s*$")
_RULE: Final = re.compile(r" {0,3}([-*_])(?:\s*\1){2,}\s*$")
_CODE: Final = re.compile(r" {0,3}(```|~~~)")
_QUOTE: Final = re.compile(r"^(?: {0,3}>\s?)+")
_IMAGE: Final = re.compile(r"!\[([^\[\]]{0,500})\]\([^()\s]{0,2000}(?:\s+\"[^\"]{0,500}\")?\)")
_LINK: Final = re.compile(r"\[([^\[\]]{1,500})\](?:\([^()]{0,2000}\)|\[[^\[\]]{0,200}\])")
_STRONG: Final = re.compile(r"(?<!\w)(\*\*|__|\*|_|~~|`)(?=\S)([^*_~`\n]{1,2000}?)(?<=\S)\1(?!\w)")
_ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_REFERENCE: Final = re.compile(r" {0,3}\[[^\[\]]{1,200}\]:\s+\S+")


def read(chunks: Iterator[bytes], how: How = How()) -> Iterator[Piece]:
    """A Markdown file: one release."""
    data = all_bytes(chunks, MAX_LINE_BYTES)
    text = decoded(data, asked=how.encoding)
    refuse_lines(text, "\n")
    front, lines = front_matter(text)
    if front is None:  # as a text file has it
        record, unknown = record_of(text, how)
        front = {key: value for key, value in record.items() if key not in {"title", "body"}}
        lines = [record["title"], *record["body"].split("\n")] if front else text.splitlines()
        if front:
            front["title"], lines = lines[0], lines[1:]
    else:
        front, unknown = known(front, how.keys)
    paragraphs = blocks(lines)
    if not front.get("title") and paragraphs:
        at = next((at for at, one in enumerate(paragraphs) if one["kind"] == "heading"), 0)
        front["title"] = paragraphs.pop(at if at < 3 else 0)["text"]
    front.pop("body", None)
    front["paragraphs"] = paragraphs
    front["title"] = plain(str(front.get("title", "")))
    yield Piece(front, size=len(data), unknown=unknown)


def front_matter(text: str) -> tuple[dict[str, Any] | None, list[str]]:
    """The front matter as an object, ``None`` if it is not one, and the lines after it.

    Raises:
        Unfit: it is not YAML or TOML.
    """
    lines = text.lstrip("\n\r\t ").splitlines()
    fence = lines[0].strip() if lines else ""
    if fence not in _FENCES:
        return {}, lines
    end = next((at for at, line in enumerate(lines[1:], 1) if line.strip() in {fence, "..."}), 0)
    inside = "\n".join(lines[1:end])
    if not end or not inside.strip() or len(inside) > MAX_FRONT_CHARACTERS:
        return {}, lines if not end else lines[end + 1 :]
    told = _toml(inside) if _FENCES[fence] == "toml" else _yaml(inside)
    return told, lines[end + 1 :] if told is not None else lines


def _toml(text: str) -> dict[str, Any]:
    import tomllib  # start-up

    try:
        told = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as exc:
        raise Unfit(Code.WRONG_TYPE, f"front matter: {str(exc)[:100]}") from exc
    return {
        key: value if isinstance(value, list | dict) else str(value) for key, value in told.items()
    }


def _yaml(text: str) -> dict[str, Any] | None:
    """Every value as text; no aliases, by which a few lines hold a million. ``None`` where there
    is no YAML library: then lines of ``key: value`` are all that is read."""
    try:
        import yaml  # start-up
    except ImportError:
        return None
    try:
        events = yaml.parse(text, Loader=yaml.BaseLoader)
        if any(isinstance(one, yaml.AliasEvent) for one in events):
            raise Unfit(Code.WRONG_TYPE, "front matter: an alias of YAML")
        told = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - it makes texts alone
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    return told if isinstance(told, dict) and all(isinstance(key, str) for key in told) else None


def blocks(lines: list[str]) -> list[dict[str, str]]:
    """The paragraphs and headings of Markdown, in order."""
    made: list[dict[str, str]] = []
    held: list[str] = []

    def end() -> None:
        made.extend(
            {"text": text, "kind": "body"} for one in paragraphs_of(held) if (text := plain(one))
        )
        held.clear()

    is_code = False
    for whole in lines:
        line = _QUOTE.sub("", whole)
        if _CODE.match(line):
            is_code = not is_code
        elif not line.strip() or _REFERENCE.match(line):
            end()
        elif is_code:
            held.append(line.strip())
        elif heading := _HEADING.match(line):
            end()
            if text := plain(heading[1]):
                made.append({"text": text, "kind": "heading"})
        elif _UNDERLINE.match(line) and len(held) == 1 and not is_list_item(held[0]):
            made.append({"text": plain(held.pop()), "kind": "heading"})
        elif _RULE.match(line):
            end()
        else:
            if is_list_item(line):
                end()
            held.append(line.strip())
            if whole.endswith(("  ", "\\")):
                end()
    end()
    return made


def plain(text: str) -> str:
    """A text without the signs of Markdown: links and pictures by their words, no emphasis."""
    text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
    for _ in range(2):
        text = _STRONG.sub(r"\2", text)
    with suppress(ValueError):
        text = _ESCAPE.sub(r"\1", text)
    return text.strip()
