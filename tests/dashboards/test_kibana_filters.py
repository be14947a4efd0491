"""As much of Kibana's query language as dashboards use, and not a word more."""

from __future__ import annotations

import pytest

from fihris.engines.elastic.filters import FilterUnreadable, Part, parts


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", ()),
        ("kind: title", (Part("kind", "title"),)),
        ("cluster_id: *", (Part("cluster_id", None),)),
        ("not date: *", (Part("date", None, without=True),)),
        (
            'source: "وكالة أنباء الساحل" and not kind:heading',
            (Part("source", "وكالة أنباء الساحل"), Part("kind", "heading", without=True)),
        ),
    ],
)
def test_a_filter_is_read(written: str, read: tuple[Part, ...]) -> None:
    assert parts(written) == read


@pytest.mark.parametrize(
    "written", ["a: b or c: d", "kind: t*", "وزارة", "a: (b)", "date >= 2023", "a: b and", 'a: "b']
)
def test_what_may_mean_another_thing_in_kibana_is_refused(written: str) -> None:
    with pytest.raises(FilterUnreadable):
        parts(written)
