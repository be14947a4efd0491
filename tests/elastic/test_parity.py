"""The server's analysis is ours: term, position and offsets of every token, in every view."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fihris.arabic.analyzer import Token
from fihris.engines.elastic.engine import ElasticEngine
from fihris.engines.elastic.parity import Compared, differences
from fihris.engines.model import VIEWS
from tests.cli.conftest import SEEDS, Fihris
from tools.elasticsearch.shared import Server

# one index for all of them, on one worker
pytestmark = [pytest.mark.xdist_group("parity"), pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def analysing(shared_elastic: ElasticEngine) -> ElasticEngine:
    """An engine whose live generation is empty: it has the analysis, which is all that is asked."""
    shared_elastic.publish(shared_elastic.new_generation())
    return shared_elastic


def assert_same(engine: ElasticEngine, texts: Iterable[str], at_least: int) -> None:
    compared = Compared()
    assert list(engine.parity(texts, compared)) == []
    assert compared.texts >= at_least


def paragraphs(data: Path) -> Iterator[str]:
    with gzip.open(data / "news" / "saudinewsnet.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, None, 20):
            yield from json.loads(line)["body"].split("\n")


def test_of_paragraphs_of_news(analysing: ElasticEngine, data: Path) -> None:
    assert_same(analysing, islice(paragraphs(data), 5_000), at_least=5_000)


def test_of_vocalised_lines_and_their_stripped_twins(analysing: ElasticEngine, data: Path) -> None:
    written = (data / "diacritics" / "tashkeela_val.tsv").read_text(encoding="utf-8")
    texts = [side for line in written.splitlines()[1:] for side in line.split("\t")]
    assert_same(analysing, texts, at_least=5_000)


ARABIC = st.characters(min_codepoint=0x0600, max_codepoint=0x06FF)
MARKS = st.characters(categories=["Mn", "Mc", "Me"])
FORMS = st.characters(min_codepoint=0xFB50, max_codepoint=0xFEFC)
ASTRAL = st.characters(min_codepoint=0x10000, max_codepoint=0x1FFFF, exclude_categories=["Cs"])
ANY = st.characters(exclude_categories=["Cs"])
WORDS = st.sampled_from(
    ["وبالتعاون", "وِزَارَةُ", "الـــوزارة", "ﻛﺘﺎﺏ", "ﷺ", "١٬٢٥٠", "1,250", "3.5", "COVID-19", "a.b",
     "İstanbul", "ΣΑΣ", "ß", "😀", "👨‍👩‍👧", "كتا\u200cب", "\u200fعام", "مسو\u0654ول", "é",
     "e\u0301", "و", "بور", "سعيد", "عبدالله", "أبوعبدالله", "نورالدين", "١،٢٥٠", "2ر5", "2,5٪",
     "5.3.2024", "32.190.385", "واتس\u2009آب", "ومصراتة", "بجوجل"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(ANY, max_size=60),
    st.text(ARABIC, max_size=60),
    st.text(st.one_of(ARABIC, MARKS, FORMS, ASTRAL), max_size=60),
    st.text(MARKS, max_size=20),
    st.text(st.characters(categories=["Nd", "No", "Nl"]), max_size=40),
    st.lists(st.one_of(WORDS, st.text(ANY, max_size=5)), max_size=12).map(" ".join),
    st.lists(WORDS, max_size=8).map("".join),
    st.tuples(st.sampled_from("اكaé9😀ً"), st.integers(1, 3000)).map(lambda of: of[0] * of[1]),
)


# a hundred texts a request: one each would take ten minutes
@settings(
    max_examples=20,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(texts=st.lists(TEXTS, min_size=100, max_size=100))
def test_of_any_strings(analysing: ElasticEngine, texts: list[str]) -> None:
    assert_same(analysing, texts, at_least=100)


def test_what_differs_is_told(client: Elasticsearch) -> None:
    name = f"test-{uuid4().hex[:12]}-000001"
    other = {"type": "custom", "tokenizer": "standard", "filter": ["lowercase"]}
    client.indices.create(
        index=name, settings={"analysis": {"analyzer": dict.fromkeys(VIEWS, other)}}
    )
    try:
        found = list(differences(client, name, "there", ["الكويت", "😀 إدارةٌ"], Compared()))
    finally:
        client.indices.delete(index=name)
    told = [(one.view, one.text, one.ours and one.ours.term, one.theirs) for one in found]
    assert ("exact", "😀 إدارةٌ", "اداره", Token("😀", 0, 0, 1)) in told
    assert not [one for one in told if one[:2] == ("exact", "الكويت")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "😀 كتاب 😀",
        "ع" * 10_000,
        "1" * 5_000,
        "\u0301\u0301",
        "ﷺﷻ",
        "ا\u0653سفي",
        "a\u0000b",
        "\ufffe\uffff",
        "كتاب\r\nوكتاب\u2028وكتاب\u0085وكتاب",
        "\U000e0001\U0010ffff",
    ],
)
def test_of_what_is_seldom_written(analysing: ElasticEngine, text: str) -> None:
    assert_same(analysing, [text, "بعده"], at_least=2)


def test_the_program_compares_what_is_indexed_and_what_it_is_given(
    fihris: Fihris, elasticsearch_server: Server, tmp_path: Path
) -> None:
    env = {
        "FIHRIS_ENGINE": "elasticsearch",
        "FIHRIS_ELASTICSEARCH_URL": elasticsearch_server.url,
        "FIHRIS_INDEX": f"test-{uuid4().hex[:12]}",
    }
    lines = tmp_path / "lines"
    lines.write_text("وأعلنت وِزارةُ الداخليّة أمس\nالقمة في الكويت\n", "utf-8")
    done = fihris("--lang", "en", "doctor", "--parity", str(lines), env=env)
    assert (done.code, done.out) == (0, ""), done.err
    assert "2 texts, " in done.err
    assert ", 0 differences" in done.err
    assert fihris("index", str(SEEDS / "007_oman_breaking.txt"), env=env).code == 0
    told = fihris("--json", "doctor", "--parity", env=env)
    assert told.code == 0, told.err
    assert told.json["texts"] > 0
    piped = fihris("--json", "doctor", "--parity", "-", env=env, stdin="القمة\n".encode())
    assert piped.json["texts"] == 1
    assert fihris("doctor", str(lines), env=env).code == 2
