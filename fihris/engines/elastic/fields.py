"""The fields of the index as Kibana sees them: by name, with what can be done with each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from mappings.loader import paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NUMBERS: Final = frozenset(("integer", "long", "short", "byte", "float", "double"))


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the mapping; ``aggregatable`` also says that it can be sorted by."""

    name: str
    type: str
    aggregatable: bool

    @property
    def is_number(self) -> bool:
        """Whether it holds numbers."""
        return self.type in NUMBERS


_INDEX: Final = Field("_index", "keyword", aggregatable=True)
"""Which index a document is in: Elasticsearch adds it to each."""


@cache
def fields() -> Mapping[str, Field]:
    """All of them, sub-fields (``text.lemma``) too."""
    found = {field.name: field for field in _fields("", paragraphs()["properties"])}
    return {**found, _INDEX.name: _INDEX}


def _fields(prefix: str, properties: Mapping[str, Any]) -> Iterator[Field]:
    for name, body in properties.items():
        kind = body["type"]
        yield Field(prefix + name, kind, kind != "text" and body.get("doc_values", True))
        yield from _fields(f"{prefix}{name}.", body.get("fields", {}))
