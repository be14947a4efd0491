"""Texts, values and bytes to make cases of, each from a ``random.Random``."""

from __future__ import annotations

import gzip
import json
from random import Random
from typing import Any, Final

from tests.reliability.fuzzing.cases import FORGED, PRIVATE
from tests.reliability.press import WORDS

COMMON: Final = ("في", "من", "على", "إلى", "عن", "و")

STRANGE: Final = (
    "\0", "\ufeff", "\u202e", "\u2066", "\u2069", "\u2067\u2067", "\ufff9", "\ufffb", "\U000e0041",
    "\U000e007f", "\x1b[2J", "\x1b]0;x\x07", "\x9b31m", "\r", "\x0b", "\u2028", "\u2029", "\x85",
    "\u200b", "\u0640" * 40, "\u064b" * 60, "ﷺ", "﷽", "ß", "İ", "\u0345",
    "\U0001f468\u200d\U0001f469",
    "\ud800", "\udc80", "\udfff", "\uffff", "\U0010ffff", "١٢٣", "Ⅷ", "²", "a\u0300" * 30, "ـ",
    f"\n{FORGED}\n", f"\r{FORGED}", f"\u2028{FORGED}", f"\x85{FORGED}",
)  # fmt: skip
"""What no release has: marks that drive a screen, hide, turn round, or are half of something."""

BAIT: Final = (
    "<script>", "<style>", "<!--", "<p ", "<a href=", "<<", "&#1", "&amp", "&#x41;", "[", "{", "(",
    "</", "<br", '"', "'", "\\", "--", "---\n", "=", "<script\n", "<p\t", "&", "<b>", "؛", "\n\n",
    " ", "\t ", "\u0640", "1-", "٣/", "2023-", "الموافق ",
)  # fmt: skip
"""What an expression may look at again and again when there is much of it and no end to it."""

DATES: Final = (
    "2023-10-08", "0000-00-00", "9999-12-31", "10000-01-01", "-0044-03-15", "0044-03-15",
    "2023-02-30", "1445-13-40", "١٤٤٥/٣/٢٣", "8 أكتوبر 2023", "23 ربيع الأول 1445 هـ", "1e5",
    "2023-10-08T25:61:61Z", "99999999999999999999", "Mon, 08 Oct 2023", "٠٠٠٠-٠١-٠١", "0001-01-01",
    "1-1-1", "2023-W41", "31 فبراير 9999", "2147483648", "1970-01-01T00:00:00+99:99", "9" * 400,
)  # fmt: skip

NUMBERS: Final = (
    0, -1, 1, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, 2**64, 10**15, 10**30, 1.5, -0.0, 1e308,
    float("inf"), float("nan"), 10**400,
)  # fmt: skip

PATHS: Final = (
    f"{PRIVATE}/secret.jsonl", f"{PRIVATE}/secret.txt", f"{PRIVATE}/pipe.jsonl", PRIVATE, "/",
    "/etc",
    "/dev/zero", "/dev/stdin", "/proc/self/environ", "/proc/self/fd/0", "..", "-", "",
    "/etc/passwd", "a\0b", f"../x/../{PRIVATE}/secret.txt", "private/../private/secret.jsonl",
)  # fmt: skip
"""What a stranger would have read: private files, pipes, devices, the whole disk."""


def some(chance: Random, most: int, *, large: float = 0.02) -> int:
    """A count, mostly small, at times up to ``most``."""
    if chance.random() < large:
        return chance.randint(most // 2, most)
    return min(most, int(chance.expovariate(1 / 4)) + 1)


def word(chance: Random) -> str:
    """A word of a release, common, strange, or long."""
    roll = chance.random()
    if roll < 0.5:
        return chance.choice(WORDS)
    if roll < 0.7:
        return chance.choice(COMMON)
    if roll < 0.8:
        return "وبال" + chance.choice(WORDS) + "ات"
    if roll < 0.9:
        return chance.choice(STRANGE)
    if roll < 0.97:
        return chr(chance.choice((chance.randrange(0x600, 0x700), chance.randrange(0x20, 0x3000))))
    return chance.choice(WORDS)[:2] * some(chance, 5_000, large=0.1)


def sentence(chance: Random, most: int = 400) -> str:
    """Words, or much of the same."""
    roll = chance.random()
    if roll < 0.03:
        return chance.choice(BAIT) * chance.randint(1, 20_000)
    if roll < 0.05:
        return " ".join(chance.choices(COMMON, k=chance.randint(1, 40_000)))
    if roll < 0.06:
        return "".join(chance.choices(BAIT, k=chance.randint(1, 3_000)))
    if roll < 0.07:
        return chance.choice(WORDS + STRANGE) * chance.randint(1, 60_000)
    return " ".join(word(chance) for _ in range(some(chance, most)))


def value(chance: Random, depth: int = 0) -> Any:
    """Any JSON value."""
    roll = chance.random()
    if roll < 0.35:
        return sentence(chance, 30)
    if roll < 0.5:
        return chance.choice(NUMBERS)
    if roll < 0.6:
        return chance.choice((None, True, False, "", [], {}))
    if roll < 0.7:
        return chance.choice(DATES)
    if roll < 0.76:
        return chance.choice(PATHS)
    if roll < 0.8 and depth == 0:
        return nested(chance.choice((5, 60, 600)))
    if depth > 3:
        return None
    if roll < 0.9:
        return [value(chance, depth + 1) for _ in range(some(chance, 20))]
    return {word(chance): value(chance, depth + 1) for _ in range(some(chance, 20))}


def nested(depth: int) -> Any:
    """Lists within one another."""
    made: Any = "x"
    for _ in range(depth):
        made = [made]
    return made


def changed(told: Any, chance: Random, times: int | None = None) -> Any:
    """A JSON value with some of its parts dropped, doubled, or of another kind."""
    for _ in range(times if times is not None else some(chance, 6)):
        told = _changed(told, chance)
    return told


def _changed(told: Any, chance: Random) -> Any:
    if isinstance(told, dict) and told and chance.random() < 0.93:
        key = chance.choice(list(told))
        roll = chance.random()
        rest = {name: one for name, one in told.items() if name != key}
        if roll < 0.12:
            return rest
        if roll < 0.17:
            return {**rest, word(chance): told[key]}
        if roll < 0.22:
            return {**told, word(chance): value(chance)}
        return {**told, key: _changed(told[key], chance)}
    if isinstance(told, list) and told and chance.random() < 0.9:
        at = chance.randrange(len(told))
        roll = chance.random()
        if roll < 0.1:
            return told[:at] + told[at + 1 :]
        if roll < 0.2:
            return told[:at] + [told[at]] * chance.randint(2, 30) + told[at:]
        return [*told[:at], _changed(told[at], chance), *told[at + 1 :]]
    if isinstance(told, int | float) and chance.random() < 0.6:
        return chance.choice(NUMBERS)
    if isinstance(told, str) and told and chance.random() < 0.5:
        at = chance.randrange(len(told))
        return told[:at] + chance.choice((word(chance), "", told, chance.choice(PATHS))) + told[at:]
    return value(chance)


def as_json(told: Any, chance: Random) -> bytes:
    """Written down, mostly as it should be."""
    text = json.dumps(told, ensure_ascii=chance.random() < 0.3)
    return text.encode("utf-8", "surrogatepass")


def damaged(data: bytes, chance: Random) -> bytes:
    """Bytes cut, flipped, moved, doubled, or with others in between."""
    for _ in range(some(chance, 12)):
        if not data:
            return data
        at = chance.randrange(len(data))
        end = min(len(data), at + some(chance, len(data)))
        roll = chance.random()
        if roll < 0.25:
            data = data[:at]
        elif roll < 0.5:
            data = data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
        elif roll < 0.65:
            data = data[:at] + data[end:]
        elif roll < 0.75:
            data = data[:end] + data[at:end] * min(8, 1 + 4_000 // (end - at + 1)) + data[end:]
        elif roll < 0.9:
            data = data[:at] + chance.randbytes(some(chance, 64)) + data[at:]
        else:
            data = data[:at] + chance.choice(STRANGE).encode("utf-8", "surrogatepass") + data[at:]
    return data


def packed(data: bytes, chance: Random) -> bytes:
    """As gzip: whole, in several members, cut, damaged, or with something behind."""
    roll = chance.random()
    whole = gzip.compress(data, mtime=0)
    if roll < 0.4:
        return whole
    if roll < 0.55:
        middle = len(data) // 2
        return gzip.compress(data[:middle], mtime=0) + gzip.compress(data[middle:], mtime=0)
    if roll < 0.75:
        return whole[: chance.randrange(len(whole))]
    if roll < 0.9:
        return damaged(whole, chance)
    return whole + chance.choice((b"\0" * 100, b"x", data))


def bomb(line: bytes, most_mb: int, chance: Random) -> bytes:
    """Megabytes of the same line, packed into little, at times twice."""
    data = gzip.compress(
        line * (chance.randint(1, most_mb) * 1_000_000 // (len(line) or 1)), 9, mtime=0
    )
    return gzip.compress(data, 9, mtime=0) if chance.random() < 0.3 else data


def name(chance: Random) -> str:
    """The name of a file, without its ending; at times one that no terminal should be shown."""
    if chance.random() < 0.8:
        return chance.choice(("a", "b", "خبر", "press 2023", "#", "%d", "README", "-x"))
    sign = chance.choice([sign for sign in STRANGE if "\0" not in sign and len(sign) < 30])
    return "خبر" + sign.replace("/", "").replace("\ud800", "").replace("\udfff", "")
