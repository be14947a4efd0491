"""Names of countries: their codes, their names, and which of them a text names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Final, Literal

from fihris.arabic.spelling import STOP, fold, fold_running, spaced, without_marks
from mappings.loader import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FALSE_FRIEND: Final = "-"
"""The value of a name that only looks like another, «صلاة المغرب»: taken, never given."""

_CONJUNCTIONS: Final = frozenset("وف")
_NEVER: Final = "never"
_ANY_DEFINITE: Final = "ال*"


def country_code(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of one country, or ``None``.

    Takes its Arabic name (with or without article, any usual spelling), its English name, or an
    alpha-2 or alpha-3 code in any case. ``XK`` is Kosovo.
    """
    return _lookup().get(fold(text))


def country_name(code: str, language: Literal["ar", "en"]) -> str:
    """The country's short name; an unknown code is its own name."""
    return _names().get((code.upper(), language), code)


def country_codes() -> tuple[str, ...]:
    """Every code that has a name, in order."""
    return tuple(sorted({code for code, language in _names() if language == "ar"}))


def countries_in(text: str) -> tuple[str, ...]:
    """Codes of the countries that a running text names, each once, by first mention.

    Names with proclitics count («وللكويت»), adjectives («الكويتية») and words that only look like
    a country («صلاة المغرب», «دعم مالي») do not; ``countries.tsv`` says when the doubtful count.
    """
    return country_gazetteer().find(text)


@cache
def country_gazetteer() -> Gazetteer:
    """The names of countries as they are met in running text."""
    return Gazetteer(
        Name(text=name, value=code, condition="".join(condition))
        for code, role, name, *condition in table("countries")
        if role in {"ar", "text", "not"}
    )


@cache
def _lookup() -> dict[str, str]:
    codes: dict[str, str] = {}
    for code, role, name, *_ in table("countries"):
        if role == "not":
            continue
        folded = fold(name)
        codes.setdefault(code.lower(), code)
        codes.setdefault(folded, code)
        codes.setdefault(folded.removeprefix("ال"), code)
        if role in {"ar", "text"}:
            codes.setdefault("ال" + folded, code)
    return codes


@cache
def _names() -> dict[tuple[str, str], str]:
    return {(code, role): name for code, role, name, *_ in table("countries")}


# --- finding names in running text -------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One written form of a name.

    A last word ``ال*`` stands for any definite word. ``condition`` holds, parted by spaces, when
    the form counts (any of): ``after=a|b`` the word before it, or a ب or ل on it · ``beside=a|b``
    a name that starts so before or after it, ``beside=*`` any · ``with=a|b`` a word anywhere in
    the text · ``written=x`` letters with their vowels anywhere in the text; and when it does not
    (none of): ``unless-after=a|b`` · ``unless-after-definite`` a word with article before it, as
    before an adjective, and no proclitic on it · ``unless-number`` a number of at most
    ``MAX_COUNT_DIGITS`` digits after it · ``never``.
    """

    text: str
    value: str
    condition: str = ""


MIN_DEFINITE: Final = 5
"""Letters of the shortest definite word that ``ال*`` stands for: article and three."""

MAX_COUNT_DIGITS: Final = 3
"""Digits of a number that may count people or length; a longer one is likely a year."""


@dataclass(frozen=True, slots=True)
class _Form:
    """A name ready to be compared: what follows its first word, and when it counts."""

    rest: tuple[str, ...]
    value: str
    after: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    company: frozenset[str] = frozenset()
    written: str = ""
    unless_after: frozenset[str] = frozenset()
    unless_definite: bool = False
    unless_number: bool = False
    nisba: bool = False

    @property
    def is_conditional(self) -> bool:
        return bool(self.after or self.beside or self.company or self.written)


class _Start:
    """The names that begin with one word, by what follows it."""

    __slots__ = ("_by_length",)

    def __init__(self, forms: Iterable[_Form]) -> None:
        by_length: dict[int, dict[tuple[str, ...], list[_Form]]] = {}
        for form in forms:
            by_length.setdefault(len(form.rest), {}).setdefault(form.rest, []).append(form)
        self._by_length = sorted(by_length.items(), reverse=True)

    def matching(self, words: Sequence[str], at: int) -> Iterator[_Form]:
        """The names that stand at a place, longest first, whether they count there or not."""
        for length, forms in self._by_length:
            following = tuple(words[at + 1 : at + 1 + length])
            yield from forms.get(following, ())
            if following and len(following[-1]) >= MIN_DEFINITE and following[-1][:2] == "ال":
                yield from forms.get((*following[:-1], _ANY_DEFINITE), ())


class _Whole:
    """A text as a whole, of which the same is asked for name after name: found out once."""

    def __init__(self, text: str, apart: str, words: Sequence[str]) -> None:
        self._text = text
        self._apart = apart
        self._words = words
        self._holds: dict[str, bool] = {}

    @cached_property
    def words(self) -> frozenset[str]:
        """The different words, folded."""
        return frozenset(self._words)

    @cached_property
    def written(self) -> list[str]:
        """The words as they are written."""
        return self._apart.split()

    def holds(self, letters: str) -> bool:
        """Whether these letters are anywhere in the text."""
        if letters not in self._holds:
            self._holds[letters] = letters in self._text
        return self._holds[letters]


class Gazetteer:
    """Finds the names of a list in running text, the longest at each place.

    All forms that a name's first word has with its proclitics are made beforehand, so that a word
    of the text costs one look into a dictionary.
    """

    def __init__(self, names: Iterable[Name]) -> None:
        """Take the names; those with the condition ``never`` are left out."""
        forms: dict[str, list[_Form]] = {}
        for name in names:
            if name.condition != _NEVER:
                apart = name.text if name.text.endswith(_ANY_DEFINITE) else spaced(name.text)
                first, *rest = fold(apart).split()
                forms.setdefault(first, []).append(_form(name, tuple(rest)))
        self._plain = {first: _Start(same) for first, same in forms.items()}
        self._starts = {first: first for first in self._plain}
        for first in self._plain:
            for word in with_proclitics(first):
                self._starts.setdefault(word, first)
        self._forms = {word: self._plain[first] for word, first in self._starts.items()}

    def find(self, text: str) -> tuple[str, ...]:
        """The values of the names in a running text, each once, by first mention."""
        apart = spaced(text)
        words = fold_running(apart).split()
        whole = _Whole(text, apart, words)
        forms = self._forms
        found: dict[str, None] = {}
        free = 0
        for at in [at for at, word in enumerate(words) if word in forms]:
            if at < free:
                continue
            for form in forms[words[at]].matching(words, at):
                if self._counts(form, words, at, whole):
                    free = at + 1 + len(form.rest)
                    if form.value.endswith(_ANY_DEFINITE):
                        found.setdefault(_completed(form, words, at, whole))
                    elif form.value != FALSE_FRIEND:
                        found.setdefault(form.value)
                    break
        return tuple(found)

    def _counts(self, form: _Form, words: Sequence[str], at: int, whole: _Whole) -> bool:
        """Whether the form's condition holds where it stands."""
        before = words[at - 1] if at else ""
        after = words[at + 1] if at + 1 < len(words) else ""
        plain = before[1:] if before[:1] in _CONJUNCTIONS else before
        if before in form.unless_after or plain in form.unless_after:
            return False
        if form.unless_number and after.isdecimal() and len(after) <= MAX_COUNT_DIGITS:
            return False
        has_proclitic = words[at] not in self._plain
        if not has_proclitic and (
            (form.unless_definite and _is_definite(before))
            or (form.nisba and _is_accusative_or_number(before))
        ):
            return False
        if not form.is_conditional:
            return True
        return (
            before in form.after
            or plain in form.after
            or bool(form.after and has_proclitic and words[at].lstrip("وف").startswith(("ب", "ل")))
            or bool(form.beside and self._is_beside(form.beside, words, at))
            or bool(form.written and whole.holds(form.written))
            or bool(form.company and not form.company.isdisjoint(whole.words))
        )

    def _is_beside(self, wanted: frozenset[str], words: Sequence[str], at: int) -> bool:
        """Whether a neighbour, a stop between passed over, starts one of these names."""
        for step in (-1, 1):
            place = at + step
            if 0 <= place < len(words) and words[place] == STOP.strip():
                place += step
            start = self._starts.get(words[place]) if 0 <= place < len(words) else None
            if start and ("*" in wanted or start in wanted):
                return True
        return False


def with_proclitics(word: str) -> Iterator[str]:
    """A folded word with و ف and ب ك ل before it, fewest first; ل and ال become لل."""
    after_lam = "لل" + word[2:] if word.startswith("ال") else "ل" + word
    singles = ["ب" + word, "ك" + word, after_lam]
    yield from ("و" + word, "ف" + word, *singles)
    yield from (conjunction + single for conjunction in "وف" for single in singles)


def _form(name: Name, rest: tuple[str, ...]) -> _Form:
    sets: dict[str, frozenset[str]] = {}
    flags: set[str] = set()
    written = ""
    for part in name.condition.split():
        key, _, value = part.partition("=")
        if key == "written":
            written = value
        elif value:
            sets[key] = frozenset(fold(word) for word in value.split("|"))
        else:
            flags.add(key)
    return _Form(
        rest=rest,
        value=name.value,
        after=sets.get("after", frozenset()),
        beside=sets.get("beside", frozenset()),
        company=sets.get("with", frozenset()),
        written=written,
        unless_after=sets.get("unless-after", frozenset()),
        unless_definite="unless-after-definite" in flags,
        unless_number="unless-number" in flags,
        nisba=not rest and fold(name.text).endswith("يا"),
    )


def _completed(form: _Form, words: Sequence[str], at: int, whole: _Whole) -> str:
    """The value with its ``ال*`` as the text writes it, without tashkeel and tatweel."""
    written = whole.written
    last = at + len(form.rest)
    word = written[last] if len(written) == len(words) else words[last]
    return form.value.removesuffix(_ANY_DEFINITE) + without_marks(word)


def _is_definite(word: str) -> bool:
    return word.lstrip("وف").startswith(("ال", "بال", "لل", "كال"))


_NO_ACCUSATIVE: Final = frozenset(
    fold(
        "بينما عندما حينما كما مما فيما إنما ربما طالما لكنما مثلما هذا لماذا وهذا إذا أما "
        "حيثما كلما هنا ما يا لا إلا أوروبا أمريكا أميركا كندا فرنسا"
    ).split()
)


def _is_accusative_or_number(before: str) -> bool:
    """Whether «سوريا» after this word is an adjective: «مواطنا سوريا», «20 سوريا»."""
    if before.isdecimal():
        return len(before) <= MAX_COUNT_DIGITS
    return (
        before.endswith("ا")
        and len(before) > len("لنا")
        and not before.endswith(("يا", "ها"))
        and before not in _NO_ACCUSATIVE
    )
