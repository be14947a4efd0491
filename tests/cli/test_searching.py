"""Searching with the program, as a person and as a script do it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import SEEDS, Fihris

SEED = next(path for path in sorted(SEEDS.glob("000_*.txt")))


def test_the_answer_as_json_has_the_promised_keys(indexed: Fihris) -> None:
    done = indexed("--json", "search", '"وزارة الداخلية"', "--facets", "source,month")
    assert (done.code, done.err) == (0, done.err)
    answer = done.json
    assert list(answer) == [
        "query", "engine", "index", "generation", "took_ms", "total", "hits", "facets"
    ]  # fmt: skip
    assert answer["query"] == '"وزارة الداخلية"'
    assert (answer["engine"], answer["index"]) == ("embedded", "press")
    assert set(answer["total"]) == {"articles", "paragraphs"}
    assert list(answer["facets"]) == ["source", "month"]
    for bucket in answer["facets"]["source"]:
        assert set(bucket) == {"value", "articles", "paragraphs"}
    for hit in answer["hits"]:
        assert list(hit) == [
            "article_id", "title", "source", "date", "category", "countries", "organizations",
            "place", "author", "url", "score", "paragraphs",
        ]  # fmt: skip
        for paragraph in hit["paragraphs"]:
            assert list(paragraph) == [
                "paragraph_id", "position", "kind", "heading", "score", "text", "highlights"
            ]  # fmt: skip
            assert paragraph["paragraph_id"] == f"{hit['article_id']}#{paragraph['position']}"
            lit = [paragraph["text"][start:end] for start, end in paragraph["highlights"]]
            assert any("الداخلية" in word or "لداخلي" in word for word in lit)


def test_the_seed_is_found_with_its_headings(indexed: Fihris) -> None:
    done = indexed("--json", "search", '"مكافحة الإرهاب" الخبرات', "--paragraphs", "50")
    (hit,) = (one for one in done.json["hits"] if one["title"].startswith("النائب الأول بحث"))
    assert {one["heading"] for one in hit["paragraphs"]} >= {"مكافحة الإرهاب وتبادل الخبرات"}


def test_piped_text_is_whole_logical_and_without_colour(indexed: Fihris) -> None:
    done = indexed("search", "الداخلية")
    assert done.code == 0
    assert "\x1b" not in done.out
    sentence = SEED.read_text(encoding="utf-8").splitlines()[2].strip()
    assert sentence in done.out


def test_colours_light_whole_words_when_they_are_asked_for(indexed: Fihris) -> None:
    done = indexed("--color", "always", "search", '"وزارة الداخلية"')
    assert "\x1b[1;31mوزارة\x1b[0m \x1b[1;31mالداخلية\x1b[0m" in done.out


def test_a_vocalised_release_is_found_by_unvocalised_words(indexed: Fihris) -> None:
    done = indexed("--json", "search", '"وزارة التربية"')
    lit = [
        one["text"][start:end]
        for hit in done.json["hits"]
        for one in hit["paragraphs"]
        for start, end in one["highlights"]
    ]
    assert any("\u064e" in word or "\u0650" in word for word in lit)


def test_nothing_found_exits_1_and_tells_what_each_word_finds(indexed: Fihris) -> None:
    done = indexed("--lang", "en", "search", "الكويت", "زقزوقيات")
    assert (done.code, done.out) == (1, "")
    assert "nothing found" in done.err
    assert "الكويت" in done.err
    assert "زقزوقيات: 0 articles" in done.err


def test_spellings_that_exist_are_offered_for_a_word_that_finds_nothing(indexed: Fihris) -> None:
    english = indexed("--lang", "en", "search", "الوقوود")
    assert (english.code, english.out) == (1, "")
    assert english.err.splitlines() == [
        "nothing found for: الوقوود",
        "  الوقوود: 0 articles alone",
        "    did you mean الوقود? 9 articles",
    ]
    arabic = indexed("--lang", "ar", "search", "خفر السوحل الوقوود")
    assert arabic.err.splitlines()[1:] == [
        "  خفر وحدها: مقالة واحدة",
        "  السوحل وحدها: 0 مقالة",
        "    هل تقصد السواحل؟ 7 مقالات",
        "  الوقوود وحدها: 0 مقالة",
        "    هل تقصد الوقود؟ 9 مقالات",
        "بعد التصحيح: خفر السواحل الوقود يجد مقالة واحدة",
    ]


def test_facets_that_count_nothing_offer_spellings_too(indexed: Fihris) -> None:
    done = indexed("--lang", "en", "facets", "الوقوود")
    assert done.code == 1
    assert "    did you mean الوقود? 9 articles" in done.err
    told = indexed("--json", "facets", "الوقوود").json
    assert told["nothing"]["instead"] == {"query": "الوقود", "articles": 9}


def test_an_offer_finds_what_it_says_when_it_is_taken(indexed: Fihris) -> None:
    nothing = indexed("--json", "search", "خفر السوحل الوقوود").json["nothing"]
    for offer in [nothing["instead"], *nothing["words"][1]["spellings"]]:
        taken = offer.get("query") or offer["word"]
        assert indexed("--json", "search", taken).json["total"]["articles"] == offer["articles"]


def test_what_finds_something_tells_nothing_of_it(indexed: Fihris) -> None:
    assert "nothing" not in indexed("--json", "search", "الوقود").json
    assert indexed("-q", "search", "الوقوود").err == ""


def test_a_wrong_query_shows_its_place(indexed: Fihris) -> None:
    done = indexed("--lang", "en", "search", '"وزارة الداخلية')
    assert done.code == 2
    assert done.err.startswith("error: ")
    assert "^" in done.err
    assert "next:" in done.err


def test_errors_are_told_in_arabic_too(indexed: Fihris) -> None:
    done = indexed("--lang", "ar", "search", '"وزارة')
    assert done.code == 2
    assert done.err.startswith("خطأ: ")


def test_facets_are_a_table_or_json(indexed: Fihris) -> None:
    table = indexed("facets", "الأمن", "--by", "source,country,month")
    assert table.code == 0
    assert "source:" in table.out
    answer = indexed("--json", "facets", "--by", "source,country").json
    assert list(answer["facets"]) == ["source", "country"]
    assert answer["total"]["articles"] >= 25


def test_a_facet_that_there_is_not_is_named_with_those_there_are(indexed: Fihris) -> None:
    done = indexed("facets", "الأمن", "--by", "colour")
    assert done.code == 2
    assert "colour" in done.err
    assert "source, category, country" in done.err


def test_options_narrow_an_answer(indexed: Fihris) -> None:
    whole = indexed("--json", "facets", "--by", "source,month").json["facets"]
    source, month = whole["source"][0]["value"], whole["month"][0]["value"]
    by_source = indexed("--json", "facets", "--by", "source", "--source", source).json
    assert [one["value"] for one in by_source["facets"]["source"]] == [source]
    by_month = indexed("--json", "facets", "--by", "month", "--date", month).json
    assert [one["value"] for one in by_month["facets"]["month"]] == [month]


def test_an_article_is_shown_whole_with_words_lit(indexed: Fihris) -> None:
    hit = indexed("--json", "search", '"أجندة الاجتماع"').json["hits"][0]
    shown = indexed("--json", "show", hit["article_id"], "--query", "التعاون الأمني").json
    lines = [line.strip() for line in SEED.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert [one["text"] for one in shown["paragraphs"]] == lines
    assert [one["text"] for one in shown["paragraphs"] if one["kind"] == "heading"] == [
        "تعزيز التعاون الأمني بين الكويت والسعودية",
        "أجندة الاجتماع ومناقشة القضايا المشتركة",
        "أهمية العلاقات الثنائية وتاريخها",
        "مكافحة الإرهاب وتبادل الخبرات",
    ]
    assert any(one["highlights"] for one in shown["paragraphs"])
    plain = indexed("show", hit["article_id"])
    assert plain.code == 0
    assert all(line in plain.out for line in lines)


def test_an_article_that_there_is_not(indexed: Fihris) -> None:
    done = indexed("show", "nothing-of-the-kind")
    assert (done.code, done.out) == (1, "")
    assert "nothing-of-the-kind" in done.err


def test_analyze_reads_lines_and_prints_json_lines(indexed: Fihris) -> None:
    done = indexed("--json", "analyze", stdin="وِزارةُ الداخليّة\n\nﷺ\n".encode())
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert [row["text"] for row in rows] == ["وِزارةُ الداخليّة", "", "ﷺ"]
    assert list(rows[0]["fields"]) == ["text.lemma", "text.light", "text.exact"]
    assert rows[0]["fields"]["text.exact"] == [
        {"term": "وزاره", "position": 0, "start": 0, "end": 7},
        {"term": "الداخليه", "position": 1, "start": 8, "end": 17},
    ]
    assert [token["term"] for token in rows[2]["fields"]["text.exact"]] == [
        "صلي", "الله", "عليه", "وسلم"
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["csv", "jsonl", "trec"])
def test_a_batch_ranks_for_each_query(indexed: Fihris, tmp_path: Path, form: str) -> None:
    queries = tmp_path / "q.tsv"
    queries.write_text('q1\tما هي "وزارة الداخلية؟\nq2\tزقزوقيات\nq3\tأسعار: الوقود\n', "utf-8")
    done = indexed("batch", str(queries), "--format", form, "--size", "5")
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    if form == "trec":
        rows = [line.split(" ") for line in lines]
        assert {row[0] for row in rows} == {"q1", "q3"}
        assert all(row[1] == "Q0" and "#" in row[2] and row[5] == "fihris" for row in rows)
        for query in ("q1", "q3"):
            ranks = [int(row[3]) for row in rows if row[0] == query]
            scores = [float(row[4]) for row in rows if row[0] == query]
            assert ranks == list(range(1, len(ranks) + 1))
            assert scores == sorted(scores, reverse=True)
            assert len(set(scores)) == len(scores)
    elif form == "jsonl":
        rows_json = [json.loads(line) for line in lines]
        assert {row["id"] for row in rows_json} == {"q1", "q3"}
        assert max(row["rank"] for row in rows_json) <= 5
    else:
        assert lines[0].startswith("id,rank,score,article_id")


def test_a_batch_file_that_is_none_is_refused(indexed: Fihris, tmp_path: Path) -> None:
    wrong = tmp_path / "q.csv"
    wrong.write_text("a,b\n1,2\n", "utf-8")
    assert indexed("batch", str(wrong)).code == 2
    assert indexed("batch", str(tmp_path / "absent.csv")).code == 2


def test_a_pipe_closed_early_is_no_error(indexed: Fihris) -> None:
    read, write = os.pipe()
    with indexed.start("search", "في", "--size", "30", stdout=write) as process:
        os.close(write)
        os.close(read)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert b"Traceback" not in err
    assert b"BrokenPipe" not in err


def test_no_color_and_dumb_terminals_are_respected(indexed: Fihris) -> None:
    pytest.importorskip("pty")
    for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert b"\x1b[" not in on_a_terminal(indexed, environment)
    assert b"\x1b[1;31m" in on_a_terminal(indexed, {"TERM": "xterm"})


def on_a_terminal(program: Fihris, environment: dict[str, str]) -> bytes:
    """What a search writes to a terminal."""
    import pty

    ours, theirs = pty.openpty()
    with program.start(
        "-q", "search", "الداخلية", "--size", "1", stdout=theirs, stderr=subprocess.DEVNULL,
        env=environment,
    ) as process:  # fmt: skip
        os.close(theirs)
        seen = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:
                break
            if not piece:
                break
            seen += piece
        process.wait(timeout=60)
    os.close(ours)
    return seen


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("search", ["search", '"أجندة الاجتماع"', "--facets", "country,month"]),
        ("nothing", ["search", '"خفر السوحل" الوقوود country:KW']),
        ("facets", ["facets", "الوقود", "--by", "source,month", "--size", "3"]),
        ("show", ["show", "hidab-20250703-01", "--query", "الكهرباء"]),
        ("analyze", ["analyze", "وِزارةُ الداخليّة ٢٠٢٣م COVID-19"]),
    ],
)
def test_the_json_of_each_command_is_the_golden_one(
    indexed: Fihris, update_golden: bool, name: str, arguments: list[str]
) -> None:
    answer = indexed("--json", *arguments).json
    if "took_ms" in answer:
        answer["took_ms"] = 0
    told = json.dumps(answer, ensure_ascii=False, indent=1) + "\n"
    golden = Path(__file__).parent / "golden" / f"{name}.json"
    if update_golden:
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")


def test_all_that_ask_narrow_by_the_same_options(indexed: Fihris, tmp_path: Path) -> None:
    options = {"--source", "--country", "--category", "--place", "--author", "--organization",
               "--date", "--since", "--until"}  # fmt: skip
    for command in ("search", "facets", "batch"):
        told = indexed(command, "--help").out
        assert options <= {word for line in told.splitlines() for word in line.split()[1:2]}
    values = {
        bucket["value"]: bucket["articles"]
        for bucket in indexed("--json", "facets", "--by", "organization").json["facets"][
            "organization"
        ]
    }
    name, articles = next(iter(values.items()))
    narrow = ("--organization", name)
    assert indexed("--json", "search", "*", *narrow).code == 2
    assert indexed("--json", "facets", *narrow).json["total"]["articles"] == articles
    queries = tmp_path / "queries.csv"
    queries.write_text("id,query\n1,في\n2,…\n", encoding="utf-8")
    found = indexed("--json", "search", "في", "--size", "100", *narrow).json["hits"]
    done = indexed("batch", str(queries), "--format", "jsonl", *narrow)
    ranked = {json.loads(line)["article_id"] for line in done.out.splitlines()}
    assert ranked == {hit["article_id"] for hit in found}
    assert 0 < len(ranked) < indexed("--json", "search", "في").json["total"]["articles"]
    wrong = indexed("batch", str(queries), "--country", "القمر")
    assert (wrong.code, wrong.out) == (2, "")
    assert "--country القمر" in wrong.err


def test_a_filter_that_emptied_the_answer_is_told_with_the_nearest_value(indexed: Fihris) -> None:
    (bucket, *_) = indexed("--json", "facets", "--by", "source").json["facets"]["source"]
    source = bucket["value"]
    wrong = source.replace("ا", "اا", 1)
    done = indexed("search", "في", "--source", wrong)
    assert done.code == 1
    assert f"did you mean {source}?" in done.err
    assert "no article has it" in done.err
    told = indexed("--json", "search", "في", "--source", wrong).json["nothing"]["filters"]
    assert [(one["articles"], one["nearest"][0]) for one in told] == [
        (0, {"value": source, "articles": bucket["articles"]})
    ]
    assert told[0]["without"] > 0


def test_months_that_are_not_shown_are_told(indexed: Fihris) -> None:
    months = indexed("--json", "facets", "--by", "month", "--size", "1000").json["facets"]["month"]
    done = indexed("facets", "--by", "month", "--size", "1")
    assert f"{len(months) - 1} earlier values not shown" in done.err
    assert f"--size {len(months)} " in done.err
    assert "earlier" not in indexed("facets", "--by", "month", "--size", str(len(months))).err
