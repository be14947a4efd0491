"""What Python says of a paragraph is what the mapping says."""

from __future__ import annotations

import mappings
from engines.elastic.document import ParagraphDocument
from engines.elastic.engine import ElasticEngine
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
