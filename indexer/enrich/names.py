"""What an article names: countries and organizations, for its facets."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from fihris.arabic.places import FALSE_FRIEND, Gazetteer, Name
from mappings.loader import table

if TYPE_CHECKING:
    from fihris.engines.model import Article

MAX_VALUES: Final = 20
"""Countries, and organizations, that one article keeps: the first named.

A list of all states at a conference says nothing about any of them.
"""

_COUNTRY_CODE_LENGTH: Final = 2


def of(article: Article) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Countries (ISO codes) and organizations (canonical names) named in title and body.

    Each once, by first mention, at most ``MAX_VALUES`` of each. One pass finds both, and a name
    inside a longer one is not found by itself: «شركة نفط الكويت» names no country.
    """
    found = _both().find("\n".join((article.title, *article.lines)))
    countries = [value for value in found if len(value) == _COUNTRY_CODE_LENGTH]
    organizations = [value for value in found if len(value) > _COUNTRY_CODE_LENGTH]
    return tuple(countries[:MAX_VALUES]), tuple(organizations[:MAX_VALUES])


def organizations_in(text: str) -> tuple[str, ...]:
    """Canonical names of the bodies that a running text names, each once, by first mention."""
    return _organizations().find(text)


@cache
def _organization_names() -> tuple[Name, ...]:
    names = []
    for value, _, *aliases in table("organizations"):
        if value != FALSE_FRIEND:
            names.append(Name(text=value, value=value))
        for alias in filter(None, "".join(aliases[:1]).split(";")):
            text, _, condition = alias.partition("@")
            names.append(Name(text=text, value=value, condition=condition))
    return tuple(names)


@cache
def _organizations() -> Gazetteer:
    return Gazetteer(_organization_names())


@cache
def _both() -> Gazetteer:
    countries = (
        Name(text=name, value=code, condition="".join(condition))
        for code, role, name, *condition in table("countries")
        if role in {"ar", "text", "not"}
    )
    return Gazetteer([*countries, *_organization_names()])
