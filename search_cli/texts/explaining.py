"""What ``fihris explain`` says, in English and Arabic."""

from __future__ import annotations

from typing import Final

from mappings.errors import Language
from search_cli.texts.messages import filled

COMPONENTS: Final[dict[str, tuple[str, str]]] = {
    "fold": ("diacritics and letter variants folded", "طيّ التشكيل والتطويل وصور الحروف"),
    "thousands": ("thousands joined", "وصل خانات الآلاف"),
    "decimal": ("decimal sign made a point", "توحيد علامة الكسر العشري"),
    "dotted": ("date or address cut at its points", "تقطيع التاريخ المنقوط"),
    "joined": ("parts of one name joined", "وصل أجزاء الاسم الواحد"),
    "fathers": ("أبو and the name behind it parted", "فصل أبو عن الاسم"),
    "apart": ("parts of a compound name parted", "فصل أجزاء الاسم المركب"),
    "tokenizer": ("cut into words", "التقطيع إلى كلمات"),
    "lowercase": ("made lower-case", "تصغير الحروف"),
    "arabic_normalization": (
        "forms of alef, yeh and teh marbuta unified",
        "توحيد صور الألف والياء والتاء المربوطة",
    ),
    "hamza_seats": ("seats of hamza unified", "توحيد كراسي الهمزة"),
    "conjunction": ("conjunction removed", "حذف حرف العطف"),
    "article": ("article removed", "حذف أداة التعريف"),
    "preposition": ("preposition removed", "حذف حرف الجر"),
    "pronoun_or_feminine": ("pronoun or feminine ending removed", "حذف الضمير أو علامة التأنيث"),
    "number": ("ending of number or case removed", "حذف علامة العدد أو الإعراب"),
    "pronoun_after_feminine": ("pronoun after teh removed", "حذف الضمير بعد التاء"),
    "pronoun": ("pronoun removed", "حذف الضمير"),
    "tanween": ("alef of tanween removed", "حذف ألف التنوين"),
    "settled": ("mark of a settled word removed", "حذف علامة الكلمة المحسومة"),
}
"""What each component of ``analysis.json`` does; ``list`` below names lists of words."""

VIEWS: Final[dict[str, tuple[str, str]]] = {
    "lemma": ("lemma", "أصل الكلمة (lemma)"),
    "light": ("light", "بلا لواصق (light)"),
    "exact": ("exact", "كما كُتبت (exact)"),
}

_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "list": ("list {which}", "قائمة {which}"),
    "own": ("your own words", "قائمة كلماتكم"),
    "own_file": ("your own words, {which}", "قائمة كلماتكم {which}"),
    "kept": ("{which} keeps it as it is: {word}", "{which} تبقيها كما هي: {word}"),
    "unchanged": ("no change", "لا شيء يتغير"),
    "no_word_in_it": ("there is no word in: {text}", "لا كلمة في: {text}"),
    "meet": ("both become: {term}", "كلتاهما تصير: {term}"),
    "meet_at": ("both become: {term}, after: {step}", "كلتاهما تصير: {term}، بعد: {step}"),
    "part": (
        "they differ: {one} and {other}; every step treats them alike",
        "تختلفان: {one} و{other}؛ وكل الخطوات تعاملهما بالمثل",
    ),
    "part_at": (
        "they differ: {one} and {other}; first treated differently by: {step}",
        "تختلفان: {one} و{other}؛ وأول خطوة تفرّق بينهما: {step}",
    ),
    "finds": ("a search for {one} finds {other}", "البحث عن {one} يجد {other}"),
    "finds_not": ("a search for {one} does not find {other}", "البحث عن {one} لا يجد {other}"),
    # --- why it matched
    "place": (
        "score {score}, rank {place} among all paragraphs found",
        "الدرجة {score}، والترتيب {place} بين كل الفقرات المطابقة",
    ),
    "no_place": (
        "ranked below the first {deep:paragraph}",
        "ترتيبها بعد أول {deep:فقرة}",
    ),
    "behind": (
        "below the paragraphs that are ranked again: the engine's order stays; its text scores",
        "بعد الفقرات التي يُعاد ترتيبها: يبقى ترتيب المحرك؛ ودرجة نصها وحده",
    ),
    "word": ("word {part}", "كلمة {part}"),
    "phrase": ("phrase {part}", "عبارة {part}"),
    "prefix": ("beginning {part}", "بداية {part}"),
    "view": ("{view} {term} (idf {idf}) {times}×", "{view} {term} (ندرتها {idf}) {times}×"),
    "not_here": ("not in this paragraph", "ليست في هذه الفقرة"),
    "near": ("words of the query close together", "تقارب كلمات الاستعلام"),
    "order": ("in the order of the query", "توالي الكلمات كما في الاستعلام"),
    "early": ("early in the paragraph", "ورودها في أول الفقرة"),
    "article": ("words elsewhere in its article", "كلمات في فقرات أخرى من المقالة"),
    "lead": ("title or first paragraph", "عنوان أو فقرة أولى"),
    # --- why not
    "not_met": ("{id} does not match: {query}", "لا تطابق المقالة {id} الاستعلام: {query}"),
    "no_article": ('there is no article "{id}"', "لا توجد مقالة معرّفها «{id}»"),
    "no_words": ("there is no word in the query", "لا كلمة في الاستعلام"),
    "filter": (
        "the query requires {part}; the article has: {held}",
        "يطلب الاستعلام {part}؛ وفي المقالة: {held}",
    ),
    "filter_none": (
        "the query requires {part}; the article has no such value",
        "يطلب الاستعلام {part}؛ ولا قيمة لذلك في المقالة",
    ),
    "missing": ("{word} is in no paragraph, in no form", "{word} ليست في أي فقرة بأي صورة"),
    "nearest": ("closest words there: {forms}", "أقرب الكلمات فيها: {forms}"),
    "other_form": (
        "{word} is not there in the exact form asked for; its forms there: {forms}",
        "{word} ليست فيها بالصورة المطلوبة؛ وصورها فيها: {forms}",
    ),
    "scattered": ("no single paragraph has all of: {part}", "لا فقرة واحدة تجمع: {part}"),
    "apart": (
        "the words of {part} are in paragraph {position}, but not as close as required",
        "كلمات {part} في الفقرة {position} لكنها ليست متقاربة بالقدر المطلوب",
    ),
    "apart_order": (
        "in this order, with words between them: {between}",
        "بهذا الترتيب، وبينها كلمات: {between}",
    ),
    "apart_turned": (
        "in another order, with words between them: {between}",
        "بترتيب آخر، وبينها كلمات: {between}",
    ),
    "apart_found": ("this would find it: {phrase}", "يجدها: {phrase}"),
    "only_in_body": (
        "{part} is in the body, not in the title",
        "{part} في المتن لا في العنوان",
    ),
    "no_title": ("the article has no title", "لا عنوان للمقالة"),
    "excluded": ("{part} must be absent, but is there", "يجب ألا يكون فيها {part} وهو فيها"),
    "either": ("none of these matches: {part}", "لا يتحقق شيء من: {part}"),
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
