"""An address that is shown holds no secret, however it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.addresses import shown_url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://localhost:9200", "https://localhost:9200"),
        ("http://127.0.0.1:5601/kibana", "http://127.0.0.1:5601/kibana"),
        ("https://[::1]:9200/", "https://[::1]:9200/"),
        ("https://[::1", "https://[::1"),
        ("localhost:5601", "localhost:5601"),
        ("https://بحث.مثال/مسار", "https://بحث.مثال/مسار"),
        ("", ""),
        ("https://u:PLANTED@h:9200/x", "https://h:9200/x"),
        ("u:PLANTED@h:5601", "h:5601"),
        ("ftp://u:PLANTED@h", "ftp://h"),
        ("https:/u:PLANTED@h", "h"),
        ("//u:PLANTED@h", "h"),
        (" HTTPS://u:PLANTED@h", "HTTPS://h"),
        ("https://u:PLANTED@PLANTED@h", "https://h"),
        ("https://u:PLANTED/PLANTED@h:1/x", "https://h:1/x"),
        ("https://u:PLANTED\nPLANTED@h", "https://h"),
        ("https://u:PLANTED%40h", "https://h"),
        ("https://u:PLANTED\uff20h", "https://h"),
        ("https://u:PLANTED@a:9200,https://u:PLANTED@b:9200", "https://b:9200"),
        ("https://elastic:PLANTED", "https://elastic:…"),
        ("https://elastic:PLANTED/x", "https://elastic:…/x"),
        ("https://elastic:1PLANTED", "https://elastic:…"),
        ("https://h:9200/x?api_key=PLANTED", "https://h:9200/x"),
        ("https://h:9200#PLANTED", "https://h:9200"),
        ("h?api_key=PLANTED", "h"),
        ("https://h?api_key=PLANTED@PLANTED", "https://…"),
        ("https://u:PLANTED?PLANTED@h", "https://…"),
        ("https://u:PLANTED#PLANTED@h?x", "https://…"),
    ],
)
def test_an_address_is_shown_without_its_secrets(url: str, shown: str) -> None:
    assert shown_url(url) == shown


@given(
    st.sampled_from(("https://", "http:/", "ftp://", "//", "")),
    st.text(st.sampled_from("@/:?#[]%4 \n.،a"), max_size=8),
    st.text(st.sampled_from("@/:?#[]%4 \n.،a"), max_size=8),
)
def test_a_password_is_never_shown_whatever_stands_around_it(
    scheme: str, before: str, after: str
) -> None:
    assert "PLANTED" not in shown_url(f"{scheme}u:{before}PLANTED{after}@host:9200/path")


@given(st.text(st.characters()))
def test_anything_can_be_shown(url: str) -> None:
    shown_url(url)
