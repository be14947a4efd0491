"""Names and numbers as the press writes them, on every engine: what finds what."""

from __future__ import annotations

import pytest

from fihris.engines.protocol import Engine
from fihris.query.parser import parse
from tests.contract.building import article, found, publish

TEXTS = {
    "abdullah": "صرح عبدالله الأحمد للصحفيين",
    "abd-allah": "حضر عبد الله الأحمد الحفل",
    "abu-dhabi": "وصل الوفد إلى أبو ظبي صباحا",
    "abudhabi": "زيارة لأبوظبي",
    "port-said": "محافظة بور سعيد",
    "portsaid": "ميناء بورسعيد",
    "death": "نعى الوزير موت الشاعر سعيد",
    "hadramawt": "في حضر موت",
    "detached": "اجتمع الوزير و المحافظ أمس",
    "attached": "اجتمع الوزير والمحافظ أمس",
    "thousands": "حضر ٤٨٬٠٠٠ متفرج",
    "decimal": "ارتفع بنسبة 2ر5 بالمئة",
    "items": "وفق البند و3 ملاحق",
}

CASES = [
    ("عبدالله", ["abd-allah", "abdullah"]),
    ('"عبد الله الأحمد"', ["abd-allah", "abdullah"]),
    ("=عبدالله", ["abd-allah", "abdullah"]),
    ("أبو ظبي", ["abu-dhabi", "abudhabi"]),
    ("لابوظبي", ["abu-dhabi", "abudhabi"]),
    ("بور سعيد", ["port-said", "portsaid"]),
    ("بورسعيد", ["port-said", "portsaid"]),
    ("موت", ["death"]),
    ("سعيد", ["death"]),
    ("حضرموت", ["hadramawt"]),
    ('"الوزير والمحافظ"', ["attached", "detached"]),
    ('"الوزير و المحافظ"', ["attached", "detached"]),
    ("الوزير و المحافظ", ["attached", "detached"]),
    ("48,000 متفرج", ["thousands"]),
    ("=48000", ["thousands"]),
    ("2.5", ["decimal"]),
    ('"البند 3"', []),
]


def test_names_and_numbers_are_found_however_they_are_written(engine: Engine) -> None:
    publish(engine, *(article(name, text) for name, text in TEXTS.items()))
    assert {q: sorted(found(engine, q)) for q, _ in CASES} == dict(CASES)


@pytest.mark.parametrize(
    ("query", "lit"),
    [("عبدالله", ["عبد", "الله"]), ("الله", ["الله"]), ("أبو ظبي", ["أبو", "ظبي"])],
)
def test_a_name_is_lit_as_it_is_written(engine: Engine, query: str, lit: list[str]) -> None:
    publish(engine, article("a", "قال عبد الله في أبو ظبي"))
    (hit,) = engine.search(parse(query)).hits
    body = hit.paragraphs[-1]
    assert [body.text[start:end] for start, end in body.highlights] == lit
