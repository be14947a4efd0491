"""Countries and organizations of an article."""

from __future__ import annotations

import pytest

from fihris.engines.model import Article
from indexer.enrich import names as metadata
from indexer.enrich.names import MAX_VALUES, organizations_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("أعلنت وزارة الداخلية اليوم", ("وزارة الداخلية",)),
        ("ووِزَارَة الدَّاخِلِيَّة", ("وزارة الداخلية",)),
        ("بوزارة الداخليه الكويتية", ("وزارة الداخلية",)),
        ("لوزارة التربية والتعليم", ("وزارة التربية والتعليم",)),
        ("وزارة التعليم العالي والبحث العلمي", ("وزارة التعليم العالي والبحث العلمي",)),
        ("وزارة الصحة ووزارة المالية", ("وزارة الصحة", "وزارة المالية")),
        ("وزارة السعادة", ("وزارة السعادة",)),
        ("وزير الداخلية", ()),
        ("وزارة جديدة", ()),
        ("الأمم المتحدة ومجلس الأمن", ("الأمم المتحدة", "مجلس الأمن الدولي")),
        ("مجلس الأمن القومي", ()),
        ("دول مجلس التعاون الخليجي", ("مجلس التعاون لدول الخليج العربية",)),
        ("منظمة أوبك وأوبك+", ("منظمة الدول المصدرة للنفط",)),
        ("اليونيسف", ("منظمة الأمم المتحدة للطفولة",)),
        ("إن ناسا من الناس", ("وكالة ناسا",)),
        ("رأيت ناسا كثيرين", ()),
        ("الولايات المتحدة", ()),
    ],
)
def test_bodies_are_found_under_their_one_name(text: str, names: tuple[str, ...]) -> None:
    assert organizations_in(text) == names


def test_title_and_body_are_both_read_in_one_pass() -> None:
    article = Article(
        article_id="a",
        title="الكويت تستضيف اجتماع أوبك",
        lines=("الكويت –", "وأعلنت وزارة النفط في قطر عن شركة نفط الكويت"),
    )
    assert metadata.of(article) == (
        ("KW", "QA"),
        ("منظمة الدول المصدرة للنفط", "وزارة النفط", "شركة نفط الكويت"),
    )


def test_a_list_of_all_states_is_cut() -> None:
    from mappings.loader import table

    everyone = "، ".join(name for _, role, name, *_ in table("countries") if role == "ar")
    countries, _ = metadata.of(Article(article_id="a", lines=(everyone,)))
    assert len(countries) == MAX_VALUES
