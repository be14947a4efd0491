"""Days as people read them."""

from __future__ import annotations

from functools import cache

from mappings.errors import Language


def told(day: str, lang: Language) -> str:
    """An ISO year, month or day as it is said: ``2023-10-08`` is 8 أكتوبر 2023 in Arabic."""
    if lang != "ar" or "-" not in day:
        return day
    year, month, *rest = day.split("-")
    name = _months().get(month)
    if name is None:
        return day
    return " ".join([*(str(int(one)) for one in rest[:1] if one.isdecimal()), name, year])


@cache
def _months() -> dict[str, str]:
    """The first name of each month in the lexicon: the one that most of the Arab press writes."""
    from mappings.loader import table  # start-up

    names: dict[str, str] = {}
    for calendar, month, name in table("months"):
        if calendar == "gregorian":
            names.setdefault(f"{int(month):02}", name)
    return names
