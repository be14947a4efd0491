"""XML of strangers: read without entities of its own, without the network, in bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from indexer.quarantine.quarantine import Code, Unfit
from indexer.readers.pieces import needing_readers

if TYPE_CHECKING:
    from lxml.etree import _Element


def root_of(data: bytes) -> _Element:
    """The root of a document, mended where it can be.

    Entities that a document declares stay unread, which is what makes a few lines a billion; so
    does whatever lies elsewhere. What is nested deeper than 256 levels is refused by libxml2.

    Raises:
        Unfit: nothing can be made of it.
    """
    with needing_readers():
        from lxml import etree  # start-up

    for recover in (False, True):
        parser: Any = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
            huge_tree=False, recover=recover, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as exc:
            error = str(exc)[:100]
            continue
        if root is not None:
            return root
        error = "no element"
    raise Unfit(Code.DAMAGED_FILE, f"XML: {error}")


def local(tag: object) -> str:
    """An element's name without its namespace, in small letters; empty for what is no element."""
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
