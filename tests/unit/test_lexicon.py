"""The lists of words: what Elasticsearch asks of them, and what the chain relies on."""

from __future__ import annotations

import re

import pytest

import mappings
from fihris.arabic.analyzer import analyzer
from fihris.arabic.views import views

LISTS = {
    name: spec["rules_path"]
    for name, spec in mappings.analysis()["filter"].items()
    if "rules_path" in spec
}
LETTERS = re.compile("[ء-غف-يپچڤگ]{1,40}")


def test_there_are_lists_for_both_views() -> None:
    assert {name.partition("_")[0] for name in LISTS} == {"lemma", "light"}


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_sorted_and_looked_up(name: str) -> None:
    rules = mappings.rules(LISTS[name])
    assert list(rules) == sorted(rules)
    assert all(map(LETTERS.fullmatch, rules))
    used = [spec["filter"] for spec in mappings.analysis()["analyzer"].values()]
    assert sum(filters.count(name) for filters in used) == 1


@pytest.mark.parametrize("name", LISTS)
def test_a_settled_term_is_never_looked_up_again(name: str) -> None:
    # Lucene would leave it alone as a keyword; in process nothing marks it
    terms = mappings.rules(LISTS[name]).values()
    assert all(term.endswith("_") and LETTERS.fullmatch(term[:-1]) for term in terms)


@pytest.mark.parametrize("name", LISTS)
def test_a_rule_fires(name: str) -> None:
    view = name.partition("_")[0]
    filters = mappings.analysis()["analyzer"][view]["filter"]
    if filters.index(name) == 1:  # as written: reached by every word
        for word, term in list(mappings.rules(LISTS[name]).items())[::97]:
            assert analyzer(view).term(word) == term[:-1]


def test_the_settings_stay_within_their_bounds() -> None:
    filters = mappings.inlined_analysis()["filter"].values()
    rules = ",".join(spec.get("rules", "") for spec in filters)
    assert rules.count("=>") <= 82_000
    assert len(rules.encode()) <= 2_300_000


def test_inlining_loses_no_rule() -> None:
    inlined = mappings.inlined_analysis()["filter"]
    for name, path in LISTS.items():
        told = dict(rule.split("=>") for rule in inlined[name]["rules"].split(","))
        assert told == mappings.rules(path)
        assert "rules_path" not in inlined[name]


def test_terms_show_no_sign_of_the_lists() -> None:
    text = "وزراء الخارجية والداخلية في الولايات المتحدة ولبنان ودعم الأسعار"
    for word in views().words(text):
        assert "_" not in word.lemma + word.light + word.exact
