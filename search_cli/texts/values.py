"""Values of facets as people read them."""

from __future__ import annotations

from mappings.errors import Language
from mappings.shown import shown


def label(facet: str, value: str, lang: Language) -> str:
    """A facet's value as a person reads it: countries by name."""
    if facet != "country":
        return shown(value)
    from fihris.arabic.places import country_name  # start-up

    return country_name(value, lang)
