"""A small press of our own, and what should come first: guards the order against regressions.

All texts are invented. Measurements on real collections are in ``benchmarks/quality``.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fihris.engines import open_engine
from fihris.engines.protocol import Engine
from fihris.query.parser import parse, parse_plain
from tests.contract.building import article, publish

PRESS = {
    "quay": (
        "رصيف جديد للحاويات في ميناء رأس النخيل",
        "دشنت هيئة الموانئ أمس رصيفا جديدا للحاويات في ميناء رأس النخيل بطول 620 مترا.",
        "وقال مدير الميناء إن الرصيف يستقبل السفن الكبيرة ابتداء من الشهر المقبل.",
        "وبلغت كلفة المشروع 48 مليون دينار، وشاركت في تنفيذه ثلاث شركات محلية.",
    ),
    "fishing": (
        "صيادو رأس النخيل يطالبون بمرسى",
        "طالب صيادون بمرسى لقواربهم بعيدا عن حركة السفن، وقالوا إن أعمال التوسعة في الميناء"
        " أضرت بمواسم الصيد، وإن الأرصفة القديمة لم تعد تتسع لهم منذ سنوات طويلة.",
        "ووعدت الهيئة بدراسة الطلب.",
    ),
    "schools": (
        "وزارة التعليم تعلن موعد بدء الدراسة",
        "أعلنت وزارة التعليم أن الدراسة تبدأ في الأول من سبتمبر في جميع المدارس الحكومية.",
        "وأكدت الوزارة جاهزية المباني وتسليم الكتب قبل بدء العام الدراسي.",
    ),
    "teachers": (
        "تدريب المعلمين على اللوحات الذكية",
        "يبدأ في الشهر نفسه برنامج لتدريب المعلمين، تنظمه كلية التربية وتدعمه وزارة التعليم،"
        " ويشمل ألف معلم ومعلمة في المدارس الابتدائية.",
    ),
    "cables": (
        "كابلات أرضية بدل الأعمدة في الواحة",
        "بدأت شركة الكهرباء مد كابلات أرضية في أحياء الواحة بدلا من الأعمدة.",
        "ويستمر العمل أربعة أشهر وتنقطع الكهرباء خلاله ساعتين كل يوم.",
    ),
    "outage": (
        "عودة التيار إلى الواحة",
        "عادت الكهرباء إلى الواحة بعد انقطاع دام ست ساعات بسبب عاصفة رملية.",
        "ونصحت الشركة السكان بفصل الأجهزة عند هبوب العواصف.",
    ),
    "saffron": (
        "موسم الزعفران",
        "يتوقع المزارعون محصولا وافرا من الزعفران هذا العام بعد أمطار الخريف.",
        "ويباع الغرام الواحد بخمسة دنانير في السوق القديمة.",
    ),
    "market": (
        "ترميم السوق القديمة",
        "تبدأ البلدية ترميم السوق القديمة، وهي سوق يعود بناؤها إلى ثلاثة قرون وتباع فيها"
        " التوابل والأقمشة والزعفران والنحاس.",
        "وتغلق المحال الجنوبية أولا، ثم الشمالية بعد شهرين.",
    ),
    "agreement": (
        "تعاون أمني بين سهلان ووادان",
        "وقعت سهلان ووادان اتفاقية للتعاون الأمني وتبادل المعلومات وتدريب خفر السواحل.",
        "وتسري الاتفاقية خمس سنوات.",
    ),
    "trade": (
        "لجنة سهلان ووادان تبحث التجارة",
        "بحثت اللجنة المشتركة التعاون في التجارة والنقل، وعرضت تقريرا عن استقرار الوضع الأمني"
        " على الحدود وأثره في حركة الشاحنات.",
    ),
    "ministers": (
        "اجتماع وزراء الطاقة",
        "بحث وزراء الطاقة في اجتماعهم العاشر خفض الانبعاثات وربط شبكات الكهرباء.",
        "ويعقد الاجتماع المقبل في سهلان.",
    ),
    "dates": (
        "مهرجان التمور في دورته العشرين",
        "ينطلق مهرجان التمور يوم الخميس بمشاركة 300 مزارع.",
        "متى تنضج التمور؟ سؤال يجيب عنه خبراء في جناح خاص، كما يشرحون أين تزرع وكيف تسقى.",
    ),
    "museum": (
        "بيت الأثر",
        "يفتح متحف الفنار أبوابه في التاسعة صباحا، ويغلق في السادسة مساء.",
        "ويضم مجموعة من الخرائط البحرية.",
    ),
    "visitors": (
        "زوار من الشمال",
        "زار متحف الفنار وفد لا يعرف متى بني، ولا كيف نقلت حجارته.",
    ),
    "hours": (
        "أوقات العمل",
        "يفتح سوق السمك أبوابه في الخامسة، ويفتح سوق الخضار في السادسة، ويفتح المسرح في العصر.",
    ),
    "lens": (
        "عدسة عمرها قرن",
        "أعادت البعثة تركيب عدسة كبيرة بعد صيانتها في ورشة بعيدة، ثم نقلتها الشاحنة ليلا عبر الطريق"
        " الجبلي الضيق حتى وصلت سالمة، وكان في استقبالها مدير البلدية وطلاب من متحف الفنار.",
    ),
    "glass": (
        "ورشة الزجاج",
        "افتتحت في البلدة ورشة لصناعة الزجاج الملون.",
        "ويعمل فيها عشرون حرفيا من أبناء المنطقة.",
    ),
    "craft": (
        "معرض الحرف",
        "شارك عشرون حرفيا في معرض الحرف.",
        "وعرض أحدهم مصابيح من نحاس.",
    ),
    "river": (
        "نهر الوادي الأخضر",
        "يحذر مركز الأرصاد سكان الوادي من سيول، ويقول إن لون الحقول الأخضر هذا العام غير مألوف.",
    ),
    "park": (
        "حديقة عامة",
        "غرس متطوعون مئة شجرة قبل هطول المطر على مدخل الوادي الأخضر.",
    ),
}

QUESTIONS = (
    ("متى يفتح متحف الفنار؟", "museum"),
    ("ورشة زجاج يعمل فيها عشرون حرفيا", "glass"),
    ("الوادي الأخضر قبل المطر", "park"),
    ("أين دشن الرصيف الجديد للحاويات؟", "quay"),
    ("كم بلغت كلفة مشروع رصيف ميناء رأس النخيل؟", "quay"),
    ("مطالب الصيادين بمرسى للقوارب", "fishing"),
    ("متى تبدأ الدراسة في المدارس؟", "schools"),
    ("ما هو برنامج تدريب المعلمين؟", "teachers"),
    ("متى ينتهي مد الكابلات في أحياء الواحة؟", "cables"),
    ("كم ساعة دام انقطاع الكهرباء بسبب العاصفة؟", "outage"),
    ("كم سعر غرام الزعفران؟", "saffron"),
    ("ما الذي يباع في السوق القديمة من التوابل؟", "market"),
    ("اتفاقية التعاون الأمني", "agreement"),
    ("هل بحثت اللجنة المشتركة التعاون في النقل؟", "trade"),
    ("ماذا بحث وزير الطاقة؟", "ministers"),
    ("أين يقام مهرجان التمر؟", "dates"),
)
"""Questions, any word of which may match, and the article that should come first."""

SEARCHES = (
    ("تعاون أمني", "agreement"),
    ("الكهرباء الواحة", "outage"),
    ("السوق القديمة", "market"),
    ("وزارة التعليم", "schools"),
    ("الزعفران", "saffron"),
    ("متحف الفنار", "museum"),
    ("عشرون حرفيا", "craft"),
)
"""Searches for all of the words, each met by several articles."""


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    home = tmp_path_factory.mktemp("press")
    with open_engine("embedded", index="press", home=home) as engine:
        publish(engine, *(article(name, *text[1:], title=text[0]) for name, text in PRESS.items()))
        yield engine


@pytest.mark.parametrize(("question", "first"), QUESTIONS)
def test_a_question_brings_the_article_that_answers_it(
    press: Engine, question: str, first: str
) -> None:
    assert press.search(parse_plain(question)).hits[0].article_id == first
    assert press.rank(parse_plain(question))[0].article_id == first


@pytest.mark.parametrize(("query", "first"), SEARCHES)
def test_a_search_brings_the_article_about_it_first(press: Engine, query: str, first: str) -> None:
    hits = press.search(parse(query)).hits
    assert hits[0].article_id == first
    assert len(hits) > 1


def test_the_paragraph_with_the_answer_stands_among_the_first_three(press: Engine) -> None:
    asked = {
        "كم بلغت كلفة مشروع الرصيف؟": "quay#3",
        "متى تغلق المحال الجنوبية في السوق؟": "market#2",
        "كم يباع غرام الزعفران في السوق؟": "saffron#2",
        "كم سنة تسري اتفاقية التعاون الأمني؟": "agreement#2",
    }
    for question, paragraph in asked.items():
        best = [hit.paragraph_id for hit in press.rank(parse_plain(question), size=3)]
        assert paragraph in best, question


def test_words_of_a_name_that_stand_together_beat_the_same_words_apart(press: Engine) -> None:
    hits = press.rank(parse("الأخضر الوادي"))
    assert [hit.paragraph_id for hit in hits[:3]] == ["river#0", "park#1", "river#1"]
