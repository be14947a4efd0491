"""What ``fihris explain`` says, in English and Arabic."""

from __future__ import annotations

from typing import Final

from mappings.errors import Language
from search_cli.texts.messages import filled

COMPONENTS: Final[dict[str, tuple[str, str]]] = {
    "fold": ("marks and variants of letters folded", "طيّ التشكيل والتطويل وصور الحروف"),
    "thousands": ("thousands joined", "وصل خانات الآلاف"),
    "decimal": ("decimal sign made a point", "توحيد علامة الكسر العشري"),
    "dotted": ("date or address cut at its points", "تقطيع التاريخ المنقوط"),
    "joined": ("parts of one name joined", "وصل أجزاء الاسم الواحد"),
    "fathers": ("أبو and the name behind it parted", "فصل أبو عن الاسم"),
    "apart": ("parts of a compound name parted", "فصل أجزاء الاسم المركب"),
    "tokenizer": ("cut into words", "التقطيع إلى كلمات"),
    "lowercase": ("made lower-case", "تصغير الحروف"),
    "arabic_normalization": (
        "forms of alef, yeh and teh marbuta made one",
        "توحيد صور الألف والياء والتاء المربوطة",
    ),
    "hamza_seats": ("seats of hamza made one", "توحيد كراسي الهمزة"),
    "conjunction": ("conjunction cut", "حذف حرف العطف"),
    "article": ("article cut", "حذف أداة التعريف"),
    "preposition": ("preposition cut", "حذف حرف الجر"),
    "pronoun_or_feminine": ("pronoun or feminine ending cut", "حذف الضمير أو علامة التأنيث"),
    "number": ("ending of number or case cut", "حذف علامة العدد أو الإعراب"),
    "pronoun_after_feminine": ("pronoun after teh cut", "حذف الضمير بعد التاء"),
    "pronoun": ("pronoun cut", "حذف الضمير"),
    "tanween": ("alef of tanween cut", "حذف ألف التنوين"),
    "settled": ("mark of a settled word taken off", "حذف علامة الكلمة المحسومة"),
}
"""What each component of ``analysis.json`` does; lists of words are told by ``list`` below."""

VIEWS: Final[dict[str, tuple[str, str]]] = {
    "lemma": ("lemma", "أصل الكلمة (lemma)"),
    "light": ("light", "بلا لواصق (light)"),
    "exact": ("exact", "كما كُتبت (exact)"),
}

_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "list": ("list {which}", "قائمة {which}"),
    "own": ("your own words", "قائمة كلماتكم"),
    "own_file": ("your own words, {which}", "قائمة كلماتكم {which}"),
    "kept": ("{which} keeps it so: {word}", "{which} تبقيها كذا: {word}"),
    "unchanged": ("nothing to change", "لا شيء يتغير"),
    "no_word_in_it": ("there is no word in: {text}", "لا كلمة في: {text}"),
    "meet": ("they meet: {term}", "تلتقيان: {term}"),
    "meet_at": ("they meet: {term}, after: {step}", "تلتقيان: {term}، بعد: {step}"),
    "part": (
        "they part: {one} and {other}; every step treats them alike",
        "تفترقان: {one} و{other}؛ وكل الخطوات تعاملهما سواءً",
    ),
    "part_at": (
        "they part: {one} and {other}; first treated differently by: {step}",
        "تفترقان: {one} و{other}؛ وأول خطوة تفرّق بينهما: {step}",
    ),
    "finds": ("a search for {one} finds {other}", "البحث عن {one} يجد {other}"),
    "finds_not": ("a search for {one} does not find {other}", "البحث عن {one} لا يجد {other}"),
    # --- why it matched
    "place": (
        "score {score}, paragraph {place} of the whole answer",
        "الدرجة {score}، وترتيبها {place} بين فقرات الجواب كله",
    ),
    "no_place": (
        "behind the first {deep} paragraphs of the answer",
        "بعد أول {deep} فقرة من الجواب",
    ),
    "behind": (
        "behind those whose parts count: the engine's own order holds; its text alone would get",
        "بعد الفقرات التي تُحسب أجزاؤها: ترتيبها ترتيب المحرك؛ ونصها وحده ينال",
    ),
    "word": ("word {part}", "كلمة {part}"),
    "phrase": ("phrase {part}", "عبارة {part}"),
    "prefix": ("beginning {part}", "بداية {part}"),
    "view": ("{view} {term} (idf {idf}) {times}×", "{view} {term} (ندرتها {idf}) {times}×"),
    "not_here": ("not in this paragraph", "ليست في هذه الفقرة"),
    "near": ("words of the query close together", "تقارب كلمات الاستعلام"),
    "order": ("in the order of the query", "توالي الكلمات كما في الاستعلام"),
    "early": ("early in the paragraph", "ورودها في أول الفقرة"),
    "article": ("words that its article has elsewhere", "كلمات في فقرات أخرى من المقالة"),
    "lead": ("title or first paragraph", "عنوان أو فقرة أولى"),
    # --- why not
    "not_met": ("{id} does not answer: {query}", "ليست المقالة {id} في جواب: {query}"),
    "no_article": ('there is no article "{id}"', "لا توجد مقالة معرّفها «{id}»"),
    "no_words": ("the query asks for no word", "لا كلمة في الاستعلام"),
    "filter": ("{part} is asked for; the article has: {held}", "طُلب {part}؛ وفي المقالة: {held}"),
    "filter_none": (
        "{part} is asked for; the article has nothing there",
        "طُلب {part}؛ ولا قيمة لذلك في المقالة",
    ),
    "missing": ("{word} is in no paragraph, in any view", "{word} ليست في أي فقرة بأي صورة"),
    "nearest": ("nearest words there: {forms}", "أقرب الكلمات فيها: {forms}"),
    "other_form": (
        "{word} is not there in the form asked for; its forms there: {forms}",
        "{word} ليست فيها بالصورة المطلوبة؛ وصورها فيها: {forms}",
    ),
    "scattered": ("no single paragraph has all of: {part}", "لا فقرة واحدة تجمع: {part}"),
    "apart": (
        "the words of {part} stand in paragraph {position}, but not as near as asked",
        "كلمات {part} في الفقرة {position} لكنها ليست متقاربة كما طُلب",
    ),
    "apart_order": (
        "in this order, words between them: {between}",
        "بهذا الترتيب، وبينها كلمات: {between}",
    ),
    "apart_turned": (
        "in another order, words between them: {between}",
        "بترتيب آخر، وبينها كلمات: {between}",
    ),
    "apart_found": ("this would find it: {phrase}", "يجدها: {phrase}"),
    "only_in_body": (
        "{part} stands in the body, not in the title",
        "{part} في المتن لا في العنوان",
    ),
    "no_title": ("the article has no title", "لا عنوان للمقالة"),
    "excluded": ("{part} must not be there, but is", "يجب ألا يكون فيها {part} وهو فيها"),
    "either": ("none of these holds: {part}", "لا يصح شيء من: {part}"),
    "stand": ("paragraph {position}: {written}", "الفقرة {position}: {written}"),
    "stand_of": ("{what}, paragraph {position}: {written}", "{what}، الفقرة {position}: {written}"),
    "more": ("… and {n} more", "… و{n} غيرها"),
}


def tell(lang: Language, name: str, **facts: object) -> str:
    """The text ``name`` in a language, filled in."""
    return filled(lang, _TEXTS[name], **facts)


def view_name(lang: Language, view: str) -> str:
    """What a view is called."""
    return filled(lang, VIEWS[view])


def component_name(lang: Language, component: str) -> str:
    """What a component does. One that has no text of its own is a list of words."""
    known = COMPONENTS.get(component)
    if known is not None:
        return filled(lang, known)
    if component.endswith("_own"):
        return tell(lang, "own")
    return tell(lang, "list", which=component)
