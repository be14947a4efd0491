"""Reading: whatever the bytes are, articles or rejections come of them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fihris.engines.model import Article
from indexer.readers.lines import numbered_lines
from indexer.readers.reading import Rejected, read
from tests.unit.reading import made, one

# --- anything at all ---------------------------------------------------------------------------

anything = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)


@anything
@given(
    name=st.sampled_from(
        [
            "a.txt",
            "a.jsonl",
            "a.json",
            "a.jsonl.gz",
            "a.md.gz",
            "a.csv",
            "a.html",
            "a.xml",
            "a.eml",
            "a.mbox",
            "a.pdf",
            "a.docx",
            "a.xlsx",
            "a.zip",
        ]
    ),
    data=st.binary() | st.binary().map(gzip.compress) | st.text().map(str.encode),
)
def test_any_bytes_give_articles_or_rejections(tmp_path: Path, name: str, data: bytes) -> None:
    path = made(tmp_path, name, data)
    for item in read([path]):
        assert isinstance(item, (Article, Rejected))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
fields = st.sampled_from(
    ["id", "title", "body", "paragraphs", "date", "source", "url", "quarantined", "record"]
)


@anything
@given(record=st.dictionaries(fields, values))
def test_any_object_gives_an_article_or_rejections(
    tmp_path: Path, record: dict[str, object]
) -> None:
    path = made(tmp_path, "a.jsonl", json.dumps(record))
    for item in read([path]):
        if isinstance(item, Article):
            assert item.article_id
            assert item.title or item.lines


@anything
@given(body=st.text(st.characters(exclude_characters="\0<&", exclude_categories=["Cs"])))
def test_reading_loses_no_character_of_the_text(tmp_path: Path, body: str) -> None:
    article = one(tmp_path, {"title": "عنوان", "body": body})
    assert "".join("".join(article.lines).split()) == "".join(body.split())


@given(st.lists(st.binary(max_size=30)), st.integers(1, 40))
def test_lines_do_not_depend_on_how_they_arrive(lines: list[bytes], step: int) -> None:
    data = b"\n".join(lines)
    chunks = (data[at : at + step] for at in range(0, len(data), step))
    whole = data.split(b"\n")
    if not whole[-1]:
        whole.pop()
    assert [line for _, line in numbered_lines(chunks)] == whole
