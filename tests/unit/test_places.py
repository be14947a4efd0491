"""Names of countries, in fields and in running text."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fihris.arabic.places import Gazetteer, Name, countries_in, country_code, country_name
from fihris.arabic.spelling import fold, fold_running


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("الكويت", "KW"),
        ("كويت", "KW"),
        ("kw", "KW"),
        ("Kwt", "KW"),
        ("Kuwait", "KW"),
        ("الكُوَيْت", "KW"),
        ("ﺍﻟﻜﻮﻳﺖ", "KW"),
        ("الکویت", "KW"),
        ("سوريا", "SY"),
        ("سورية", "SY"),
        ("أمريكا", "US"),
        ("أميركا", "US"),
        ("الولايات المتحدة", "US"),
        ("USA", "US"),
        ("الإمارات", "AE"),
        ("دولة الإمارات العربية المتحدة", None),
        ("الإمارات العربية المتحدة", "AE"),
        ("السعودية", "SA"),
        ("المملكة العربية السعودية", "SA"),
        ("عمان", "OM"),
        ("سلطنة عُمان", "OM"),
        ("مالي", "ML"),
        ("Türkiye", "TR"),
        ("turkiye", "TR"),
        ("COD", "CD"),
        ("FRA", "FR"),
        ("جنوب السودان", "SS"),
        ("لبن", None),
        ("", None),
        ("XX", None),
    ],
)
def test_a_country_is_known_by_any_of_its_names(written: str, code: str | None) -> None:
    assert country_code(written) == code


def test_a_country_has_a_short_name_in_both_languages() -> None:
    assert [country_name(code, "ar") for code in ("SA", "AE", "KW", "PS")] == [
        "السعودية",
        "الإمارات",
        "الكويت",
        "فلسطين",
    ]
    assert country_name("kw", "en") == "Kuwait"


def test_an_unknown_code_is_its_own_name() -> None:
    assert country_name("QQ", "ar") == "QQ"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("زار الوفد الكويت وقطر", ("KW", "QA")),
        ("قطر والكويت، ثم قطر", ("QA", "KW")),
        ("وللكويت بالسعودية والإمارات", ("KW", "SA", "AE")),
        ("(الكويت)، «قطر»: مصر/تونس", ("KW", "QA", "EG", "TN")),
        ("القوات الكويتية والقطرية", ()),
        ("وزارة الداخلية السعودية", ()),
        ("سفير المملكة العربية السعودية", ("SA",)),
        ("أن السعودية والعراق", ("SA", "IQ")),
        ("السودان وجنوب السودان", ("SD", "SS")),
        ("جنوب السودان", ("SS",)),
        ("كوريا الجنوبية وكوريا الشمالية", ("KR", "KP")),
        ("روسيا البيضاء", ("BY",)),
        ("غينيا بيساو وغينيا", ("GW", "GN")),
        ("البوسنة والهرسك", ("BA",)),
        ("الولايات المتحدة الأمريكية", ("US",)),
        ("الأمم المتحدة", ()),
        ("أمريكا اللاتينية", ()),
        ("لبن طازج ولبنان", ("LB",)),
        ("للبنان", ("LB",)),
        ("دعم مالي كبير ووسيط مالي", ()),
        ("في مالي", ("ML",)),
        ("جمهورية مالي", ("ML",)),
        ("السنغال ومالي", ("SN", "ML")),
        ("مدارس بنين وبنات", ()),
        ("جمهورية بنين", ("BJ",)),
        ("بعد صلاة المغرب وأذان المغرب وبعد المغرب", ()),
        ("المغرب العربي", ()),
        ("المغرب وتونس", ("MA", "TN")),
        ("عمّان عاصمة الأردن", ("JO",)),
        ("وصل إلى عمان", ()),
        ("سلطنة عمان", ("OM",)),
        ("في عُمان", ("OM",)),
        ("قال المسؤول العماني إن عمان تؤيد", ("OM",)),
        ("خليج عمان", ()),
        ("قوات سورية", ()),
        ("في سورية", ("SY",)),
        ("العراق وسورية", ("IQ", "SY")),
        ("مواطنا سوريا في تركيا", ("TR",)),
        ("20 سوريا", ()),
        ("منتجًا سوريًا", ()),
        ("جارتها ليبيا", ("LY",)),
        ("عام 2015 روسيا", ("RU",)),
        ("أنبوب قطر 800 ملم", ()),
        ("مونديال قطر 2022", ("QA",)),
        ("الرياض، السعودية", ("SA",)),
        ("كوريا، الجنوبية", ("KR",)),
        ("", ()),
    ],
)
def test_countries_named_are_found_and_false_friends_are_not(
    text: str, codes: tuple[str, ...]
) -> None:
    assert countries_in(text) == codes


def test_decomposed_text_names_the_same_countries() -> None:
    text = "الإمارات والأردن وإيران"
    assert countries_in(unicodedata.normalize("NFD", text)) == ("AE", "JO", "IR")


def test_a_name_may_end_in_any_definite_word() -> None:
    bodies = Gazetteer([Name(text="وزارة ال*", value="وزارة ال*")])
    assert bodies.find("أعلنت وِزارةُ السّعادةِ ووزارة فلان") == ("وزارة السعادة",)


def test_a_text_is_cut_into_words_as_often_for_many_names_as_for_one() -> None:
    ministries = Gazetteer([Name(text="وزارة ال*", value="وزارة ال*")])

    def cuts(names: int) -> int:
        called: list[str] = []
        sys.setprofile(
            lambda _frame, event, what: called.append(what.__name__) if event == "c_call" else None
        )
        try:
            ministries.find("قالت وزارة الداخلية " * names)
        finally:
            sys.setprofile(None)
        return called.count("split")

    assert 0 < cuts(200) == cuts(1)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="ابتأإآىةؤئءولكمـ \u064e\u0651\u0640\u200f"))
def test_fast_folding_is_folding_on_arabic(text: str) -> None:
    assert fold_running(text).split() == fold(text).split()


@given(st.text())
def test_finding_countries_never_raises(text: str) -> None:
    assert set(countries_in(text)) == set(countries_in(text + " "))


class Asked(str):
    """A text that counts how often something is looked for in it."""

    __slots__ = ("times",)

    def __contains__(self, part: object, /) -> bool:
        self.times = getattr(self, "times", 0) + 1
        return super().__contains__(str(part))


def test_a_text_is_asked_once_for_what_counts_anywhere_in_it() -> None:
    names = Gazetteer(
        [Name(text="ورد", value="a", condition="written=زهر with=شوك")]
    )  # a name that never counts here
    asked = []
    for times in (10, 20):
        text = Asked("ورد " * times)
        assert names.find(text) == ()
        asked.append(text.times)
    assert asked[0] == asked[1]
