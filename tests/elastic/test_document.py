"""What Python says of a paragraph is what the mapping says."""

from __future__ import annotations

from elasticsearch import Elasticsearch

import mappings
from fihris.engines.elastic.document import ParagraphDocument
from fihris.engines.elastic.engine import ElasticEngine
from tests.cli.conftest import Fihris
from tests.contract.building import article, publish


def test_the_document_is_the_mapping() -> None:
    told = ParagraphDocument._doc_type.mapping.to_dict()
    held = {name: value for name, value in mappings.paragraphs().items() if name != "_meta"}
    assert told == held


def test_the_document_reads_what_was_loaded(elastic: ElasticEngine) -> None:
    publish(elastic, article("a1", "الكويت", source="كونا", date="2023-10-08"))
    asked = ParagraphDocument.search(using=elastic.connection.client(), index=elastic.index)
    (one,) = asked.query("match_phrase", **{"text.lemma": "كويت"}).execute()
    assert (one.article_id, one.text, one.source, one.first) == ("a1", "الكويت", "كونا", True)


def test_a_new_generation_differs_in_nothing_and_a_changed_one_where_it_was_changed(
    elastic: ElasticEngine, client: Elasticsearch
) -> None:
    name = publish(elastic, article("a1", "الكويت"))
    assert elastic.differences() == (name, [])
    client.indices.put_mapping(index=name, dynamic="false", properties={"more": {"type": "ip"}})
    client.indices.put_settings(index=name, settings={"max_result_window": 5})
    assert elastic.differences(name) == (
        name,
        [
            ("mappings.dynamic", "strict", "false"),
            ("mappings.properties.more.type", None, "ip"),
            ("settings.index.max_result_window", "1000000", "5"),
        ],
    )


def test_the_program_shows_the_body_of_an_index_and_how_a_live_one_differs(
    elastic: ElasticEngine, client: Elasticsearch, fihris: Fihris
) -> None:
    body = fihris("mapping", "show").json
    assert body["mappings"]["properties"] == mappings.paragraphs()["properties"]
    assert body["settings"]["index"]["analysis"]["filter"]["lemma_written"]["rules"]
    name = publish(elastic, article("a1", "الكويت"))
    cluster = ("--engine", "elasticsearch", "--elasticsearch-url", elastic.where,
               "--index", elastic.index)  # fmt: skip
    same = fihris(*cluster, "mapping", "diff")
    assert (same.code, same.out) == (0, "")
    client.indices.put_settings(index=name, settings={"max_result_window": 5})
    other = fihris(*cluster, "--json", "mapping", "diff")
    assert other.code == 1
    assert other.json["differences"] == [
        {"path": "settings.index.max_result_window", "new": "1000000", "held": "5"}
    ]
    assert fihris("mapping", "diff").code == 2
