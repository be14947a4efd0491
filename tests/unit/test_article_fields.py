"""The fields of an article stand in one table, which everything that names them follows."""

from __future__ import annotations

from dataclasses import fields
from typing import get_args

import mappings
from fihris.engines.model import (
    ARTICLE_FIELDS,
    DATES,
    FACETS,
    GIVEN,
    SHARED,
    Article,
    FacetName,
    Paragraph,
)
from fihris.query.lexer import fields as query_fields
from indexer.readers.records import article_of


def test_articles_and_paragraphs_hold_each_field() -> None:
    assert set(GIVEN) <= {one.name for one in fields(Article)}
    own = {"paragraph_id", "position", "kind", "text", "heading"}
    assert {one.name for one in fields(Paragraph)} - own == set(SHARED)


def test_each_facet_has_its_name_in_types_queries_and_mapping() -> None:
    assert (*FACETS, *DATES) == get_args(FacetName)
    assert set(FACETS) <= set(query_fields().values())
    mapping = mappings.paragraphs()["properties"]
    assert {name for name, body in mapping.items() if "folded" in body.get("fields", {})} == set(
        FACETS.values()
    )
    assert {one.name for one in ARTICLE_FIELDS} < set(mapping)


def test_each_facet_says_what_its_option_does() -> None:
    assert all(one.help.endswith(".") for one in ARTICLE_FIELDS if one.facet)


def test_a_record_has_the_hash_that_it_always_had() -> None:
    record = {"id": "a", "title": "ت", "body": "س", "source": "كونا", "category": "ف",
              "url": "http://x", "author": "ك", "place": "م", "date": "2023-10-08"}  # fmt: skip
    assert article_of(record).content_hash == "eda3e9350693f7fce23ce9d9b77486e0"
    assert article_of({"title": "ت", "body": "س"}).article_id == "9312f266f505a95cdec65f3e"
