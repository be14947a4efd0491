"""Writes a part of a query as a person would."""

from __future__ import annotations

from typing import assert_never

from fihris.engines.model import (
    AllOf,
    AnyOf,
    DateRange,
    Everything,
    InTitle,
    Is,
    Node,
    Phrase,
    Prefix,
    Without,
    Word,
)


def written(node: Node) -> str:
    """The text that ``parser.parse`` reads as ``node``, as far as there is one."""
    match node:
        case Word(text, exact):
            return f"={text}" if exact else text
        case Phrase(text, slop, exact):
            return f'{"=" if exact else ""}"{text}"{f"~{slop}" if slop else ""}'
        case Prefix(text):
            return f'"{text}"*' if " " in text else f"{text}*"
        case AllOf(parts):
            return " ".join(_bracketed(part) for part in parts)
        case AnyOf(parts):
            return " | ".join(_bracketed(part) for part in parts)
        case Without(part):
            return f"-{_bracketed(part)}"
        case InTitle(part):
            return f"title:{_bracketed(part)}"
        case Is(name, value):
            return f"{name}:{_quoted(value)}"
        case DateRange(start, end):
            return f"date:{start or ''}..{end or ''}" if start != end else f"date:{start}"
        case Everything():
            return ""
        case _:
            assert_never(node)


def _quoted(value: str) -> str:
    if '"' in value:
        return f"«{value}»"
    return f'"{value}"' if any(sign in value for sign in " ()|,،") else value


def _bracketed(node: Node) -> str:
    text = written(node)
    is_many = isinstance(node, AllOf | AnyOf) and len(node.parts) > 1
    is_name = isinstance(node, Word) and " " in text  # بور سعيد
    return f"({text})" if is_many or is_name else text
