"""``fihris.open``: what it refuses, and that its errors are ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import fihris
from fihris.answers.opened import Opened, ValueWrong
from fihris.engines import open_engine
from fihris.query.narrowing import FacetUnknown
from indexer.runs.index import run
from mappings.errors import FihrisError

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the sample releases."""
    folder = tmp_path_factory.mktemp("home")
    with open_engine("embedded", index="press", home=folder) as engine:
        run(engine, [SEEDS / "releases.jsonl", *sorted(SEEDS.glob("*.txt"))], home=folder)
    return folder


@pytest.fixture
def press(home: Path) -> Opened:
    """That index."""
    return fihris.open("press", home=home)


def test_a_query_is_narrowed_by_keywords(press: Opened) -> None:
    found = press.search("", size=1000, country="KW", facets=["country"])
    assert found.hits
    assert all("KW" in hit.countries for hit in found.hits)
    (facet,) = found.facets
    assert {one.value: one.articles for one in facet.buckets}["KW"] == found.total.articles
    counted = press.facets(country="KW", by=["country"])
    assert counted.facets == found.facets


def test_an_answer_carries_all_that_its_article_has(press: Opened) -> None:
    hit = press.search("الكويت", size=1).as_json()["hits"][0]
    article = press.article(hit["article_id"])
    assert article is not None
    assert {name: hit[name] for name in article.facts()} == article.facts()


@pytest.mark.parametrize(
    ("query", "options", "error"),
    [
        ("الكويت", {"size": -1}, ValueWrong),
        ("الكويت", {"sort": "newest"}, ValueWrong),
        ("الكويت", {"match": "some"}, ValueWrong),
        ("الكويت", {"facets": ["colour"]}, FacetUnknown),
        ("الكويت", {"date": "yesterday?"}, FihrisError),
        ("الكويت", {"colour": "red"}, TypeError),
        ('"الكويت', {}, FihrisError),
    ],
    ids=["size", "sort", "match", "facet", "date", "keyword", "query"],
)
def test_what_cannot_be_asked_is_refused(
    press: Opened, query: str, options: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        press.search(query, **options)


def test_no_index_is_an_error_of_ours(tmp_path: Path) -> None:
    with fihris.open(home=tmp_path) as press, pytest.raises(FihrisError):
        press.search("الكويت")
    assert not [*tmp_path.iterdir()]


def test_an_index_is_in_one_place(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="api_key"):
        fihris.open(api_key="key")
    with pytest.raises(TypeError, match="home"):
        fihris.open(home=tmp_path, elasticsearch="http://localhost:9200")
