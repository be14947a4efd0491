"""Makes the lists of months, weekdays and countries in ``mappings/lexicon/``.

Needs the PyPI package ``babel``, whose data is the Unicode CLDR (Unicode License v3), and
``press_names.tsv`` beside this file, written by hand: what Arabic press writes beyond CLDR.

    python tools/make_names.py                 writes the three lists
    python tools/make_names.py --check         compares them with what would be written
    python tools/make_names.py --umm-al-qura   prints ``fihris.arabic.dates.UMM_AL_QURA``; needs the
                                               PyPI package ``hijridate`` (MIT)

``press_names.tsv`` has the columns list, key, role, name, condition. A row there with the name of
a CLDR row replaces that row; a row of role ``ar`` is the name shown instead of CLDR's, which stays
as another name. Roles and conditions: ``mappings/lexicon/README.md``.
"""

from __future__ import annotations

import argparse
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from fihris.arabic.spelling import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LEXICON: Final = Path(__file__).resolve().parent.parent / "mappings" / "lexicon"
PRESS: Final = Path(__file__).resolve().parent / "press_names.tsv"

NOT_ISO: Final = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")
)
"""Two-letter codes of CLDR that ISO 3166-1 does not assign (``XK``, Kosovo, is kept)."""

OFFICIAL_ALPHA_3: Final = {"CD": "COD", "FR": "FRA", "TL": "TLS", "MM": "MMR", "RO": "ROU"}
"""Where CLDR also has withdrawn codes, the one in force (ISO 3166-1)."""


ROLES: Final = ("not", "ar", "en", "text", "lookup")


class PressName(NamedTuple):
    """One row of ``press_names.tsv``."""

    key: str
    role: str
    name: str
    condition: str


def press(which: str) -> list[PressName]:
    """The rows of one list, in their order."""
    rows = []
    for line in PRESS.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if not line.startswith("#") and cells[0] == which:
            rows.append(PressName(cells[1], cells[2], cells[3], "".join(cells[4:5])))
    return rows


def months() -> list[tuple[str, ...]]:
    """Rows ``calendar, month, name``: Gregorian (Arabic by region, English, French), Hijri."""
    from babel import Locale, localedata

    rows: list[tuple[str, ...]] = []
    for name in sorted(localedata.locale_identifiers()):
        if name == "ar" or name.startswith("ar_"):
            wide = Locale.parse(name).months["format"]["wide"]
            rows += [("gregorian", str(month), wide[month]) for month in range(1, 13)]
    for width in ("wide", "abbreviated"):
        english = Locale("en").months["format"][width]
        rows += [("gregorian", str(month), english[month]) for month in range(1, 13)]
    french = Locale("fr").months["format"]["wide"]  # what the Maghreb's sites write beside
    rows += [("gregorian", str(month), french[month]) for month in range(1, 13)]
    rows += [("hijri", str(month), name) for month, name in enumerate(HIJRI_MONTHS, 1)]
    rows += [(row.role, row.key, row.name) for row in press("months")]
    return unique(rows, name=2, number=1)


HIJRI_MONTHS: Final = (
    "محرم",
    "صفر",
    "ربيع الأول",
    "ربيع الآخر",
    "جمادى الأولى",
    "جمادى الآخرة",
    "رجب",
    "شعبان",
    "رمضان",
    "شوال",
    "ذو القعدة",
    "ذو الحجة",
)
"""CLDR's Islamic months in Arabic; babel leaves that calendar out."""


def weekdays() -> list[tuple[str, ...]]:
    """Rows ``iso weekday, name``: 1 is Monday."""
    from babel import Locale

    rows: list[tuple[str, ...]] = []
    for language, width in (("ar", "wide"), ("en", "wide"), ("en", "abbreviated")):
        days = Locale(language).days["format"][width]
        rows += [(str(day + 1), days[day]) for day in range(7)]
    rows += [(row.key, row.name) for row in press("weekdays")]
    return unique(rows, name=1, number=0)


def countries() -> list[tuple[str, ...]]:
    """Rows ``code, role, name, condition``, by code; false friends (``-``) first."""
    from babel import Locale, localedata
    from babel.core import get_global

    arabic, english = Locale("ar").territories, Locale("en").territories
    codes = [
        code
        for code in sorted(english)
        if len(code) == len("XX") and code.isalpha() and code not in NOT_ISO
    ]
    by_hand = press("countries")
    rows: list[tuple[str, ...]] = [(row.key, row.role, row.name, row.condition) for row in by_hand]
    shown = {row.key for row in by_hand if row.role == "ar"}
    regional = [
        Locale.parse(name).territories
        for name in sorted(localedata.locale_identifiers())
        if name.startswith("ar_")
    ]
    three_letters = {
        code: sorted(
            alias
            for alias, codes in get_global("territory_aliases").items()
            if len(alias) == len("XXX") and alias.isalpha() and codes == [code]
        )
        for code in codes
    }
    for code in codes:
        rows.append((code, "text" if code in shown else "ar", arabic[code], ""))
        rows.append((code, "en", english[code], ""))
        rows += [(code, "text", names[code], "") for names in regional if code in names]
        official = OFFICIAL_ALPHA_3.get(code)
        aliases = sorted({*three_letters[code], *([official] if official else [])})
        rows += [(code, "lookup", alias, "") for alias in aliases]
    rows = merged(rows)
    return sorted(rows, key=lambda row: (row[0], ROLES.index(row[1])))


def merged(rows: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """One row for each name: the weightiest of its roles, the first of its conditions."""
    kept: dict[str, tuple[str, ...]] = {}
    for row in rows:
        former = kept.setdefault(fold(row[2]), row)
        if former is not row and former[0] == row[0]:
            weightier = min(former, row, key=lambda one: ROLES.index(one[1]))
            kept[fold(row[2])] = (*weightier[:3], former[3] or row[3])
    return list(kept.values())


def unique(rows: Iterable[tuple[str, ...]], *, name: int, number: int) -> list[tuple[str, ...]]:
    """The rows without later repeats of a name, by their number; columns are given by place."""
    seen: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in rows:
        seen.setdefault((row[0] if name > 1 else "", fold(row[name])), row)
    return sorted(seen.values(), key=lambda row: int(row[number]))


def written(title: str, columns: str, rows: Sequence[tuple[str, ...]]) -> str:
    """The text of one list, with what made it above."""
    import babel
    from babel.core import get_cldr_version

    head = [
        f"# {title}",
        f"# Made by tools/make_names.py from CLDR {get_cldr_version()} (babel {babel.__version__};"
        " Unicode-3.0) and tools/press_names.tsv; do not edit.",
        "# " + columns.replace(" ", "\t"),
    ]
    return "\n".join([*head, *("\t".join(row).rstrip() for row in rows)]) + "\n"


def umm_al_qura() -> str:
    """Three hexadecimal digits a year: bit 11 - i is set if month i (from 0) has 30 days.

    From 1365, since the years before have months of 28 and 31 days in this table.
    """
    from hijridate import ummalqura

    starts = ummalqura.MONTH_STARTS[(1365 - 1343) * 12 :]
    lengths = [after - before for before, after in pairwise(starts)]
    years = [lengths[at : at + 12] for at in range(0, len(lengths), 12)]
    return "".join(f"{int(''.join(str(days - 29) for days in year), 2):03x}" for year in years)


def main() -> int:
    """Write the lists, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare, do not write")
    parser.add_argument("--umm-al-qura", action="store_true", help="print the Hijri calendar")
    asked = parser.parse_args()
    if asked.umm_al_qura:
        sys.stdout.write(umm_al_qura() + "\n")
        return 0
    lists = {
        "months": written("Names of months.", "calendar month name", months()),
        "weekdays": written("Names of weekdays, 1 is Monday.", "weekday name", weekdays()),
        "countries": written(
            "Names of countries and territories.", "code role name condition", countries()
        ),
    }
    differing = []
    for name, text in lists.items():
        path = LEXICON / f"{name}.tsv"
        if asked.check:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                differing.append(path.name)
        else:
            path.write_text(text, encoding="utf-8")
    if differing:
        sys.stderr.write(f"not as made: {', '.join(differing)}\n")
    return bool(differing)


if __name__ == "__main__":
    raise SystemExit(main())
