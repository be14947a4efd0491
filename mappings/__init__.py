"""What the index is, as data: analysis, fields and word lists, with a thin loader.

``analysis.json`` is the body of Elasticsearch's ``settings.analysis`` and ``paragraphs.json``
a ``mappings`` body. This package does not know how they are used.
"""

from mappings.loader import (
    OwnWords,
    analysis,
    analysis_hash,
    inlined_analysis,
    own_words,
    paragraphs,
    rules,
    schema_version,
    settings,
    table,
    use_words,
)

__all__ = [
    "OwnWords",
    "analysis",
    "analysis_hash",
    "inlined_analysis",
    "own_words",
    "paragraphs",
    "rules",
    "schema_version",
    "settings",
    "table",
    "use_words",
]
