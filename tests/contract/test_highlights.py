"""What highlights promise, on every engine."""

from __future__ import annotations

import pytest

from fihris.engines.protocol import Engine
from tests.contract.building import article, lit, publish, search


@pytest.mark.parametrize(
    ("text", "query", "pieces"),
    [
        ("وأعلنت وِزارةُ الداخليّةِ أمس", '"وزارة الداخلية"', ["وِزارةُ", "الداخليّةِ"]),
        ("فالوزارةُ، والوزاراتُ.", "وزارة", ["فالوزارةُ", "والوزاراتُ"]),
        ("الـــوزارة الـوزارةـ", "الوزارة", ["الـــوزارة", "الـوزارةـ"]),
        ("عام 1436هـ", "1436", ["1436"]),
        ("في ١٬٢٥٠ حالة", "1250", ["١٬٢٥٠"]),
        ("قال ﷺ كلمة", '"الله عليه"', ["ﷺ"]),
        ("ﻛﺘﺎﺏ جديد", "كتاب", ["ﻛﺘﺎﺏ"]),
        ("\u200fكتاب\u200f جديد", "كتاب", ["كتاب"]),
        ("😀 كتاب 😀", "كتاب", ["كتاب"]),
        ("تعاون بعيد ثم تعاون أمني هنا", '"تعاون أمني"', ["تعاون", "أمني"]),
        ("تعاون في مجال أمني", '"تعاون أمني"~2', ["تعاون", "أمني"]),
        ("الكويت وكويتيون", "كويت*", ["الكويت", "وكويتيون"]),
        ("وزارة الوزارة", "=وزارة", ["وزارة"]),
        ("الكويت قطر عمان", "الكويت أو عمان", ["الكويت", "عمان"]),
        ("الكويت قطر", "الكويت -عمان", ["الكويت"]),
        ("COVID-19 والوباء", "covid-19", ["COVID", "19"]),
    ],
)
def test_whole_written_words_are_lit(
    engine: Engine, text: str, query: str, pieces: list[str]
) -> None:
    publish(engine, article("a1", text))
    assert lit(engine, query) == pieces


def test_a_title_query_lights_titles_alone(engine: Engine) -> None:
    publish(engine, article("a1", "الكويت في المتن", title="الكويت في العنوان"))
    (hit,) = search(engine, "title:الكويت").hits
    assert [one.kind for one in hit.paragraphs] == ["title"]
    assert hit.title_highlights == ((0, 6),)


def test_ranges_are_sorted_disjoint_and_within_the_text(engine: Engine) -> None:
    text = "قال ﷺ ثم قال الله عليه وسلم كتابًا وكتابٌ"
    publish(engine, article("a1", text))
    (hit,) = search(engine, "الله أو كتاب أو قال").hits
    (paragraph,) = hit.paragraphs
    ends = [edge for place in paragraph.highlights for edge in place]
    assert ends == sorted(ends)
    assert all(start < end for start, end in paragraph.highlights)
    assert ends[-1] == len(text)
