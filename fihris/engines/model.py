"""The values that packages exchange: what is indexed, queries, and results."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal, NamedTuple

from fihris.engines.deadline import NEVER, Deadline

Kind = Literal["title", "heading", "body"]
Sort = Literal["relevance", "date"]
FacetName = Literal[
    "source", "category", "country", "organization", "place", "author", "year", "month", "day"
]
View = Literal["lemma", "light", "exact"]

VIEWS: Final[tuple[View, ...]] = ("lemma", "light", "exact")


class ArticleField(NamedTuple):
    """A field of an article, which each of its paragraphs carries.

    ``kind``: a ``line`` of text, a ``list`` of texts, an ISO ``day``, or an ``address``.
    ``facet``: the facet's name, if the field is one. ``given``: records have it; otherwise it is
    found in the text. ``help`` is the help of the option that narrows by it.
    """

    name: str
    kind: Literal["line", "list", "day", "address"]
    en: str
    ar: str
    facet: FacetName | None = None
    given: bool = True
    help: str = ""


ARTICLE_FIELDS: Final = (
    ArticleField("date", "day", "date", "التاريخ"),
    ArticleField("source", "line", "source", "المصدر", "source",
                 help="Releases of this source, such as كونا."),
    ArticleField("category", "line", "category", "التصنيف", "category",
                 help="Releases of this category."),
    ArticleField("countries", "list", "country", "البلد", "country", given=False,
                 help="Releases that name this country: a name or an ISO code, such as KW."),
    ArticleField("organizations", "list", "organization", "الجهة", "organization", given=False,
                 help="Releases that name this organization, such as مجلس الأمن."),
    ArticleField("place", "line", "place", "المكان", "place", help="Releases from this place."),
    ArticleField("author", "line", "author", "الكاتب", "author", help="Releases by this author."),
    ArticleField("url", "address", "address", "الرابط"),
)  # fmt: skip
"""In the order in which they are stored. Facets, both engines' documents, backups, records,
JSON and the options that narrow follow it; ``Article`` and ``Paragraph`` hold them."""

FACETS: Final[dict[FacetName, str]] = {one.facet: one.name for one in ARTICLE_FIELDS if one.facet}
"""Facet: the field of a paragraph that holds it."""

LISTS: Final = tuple(one.name for one in ARTICLE_FIELDS if one.kind == "list")
"""Fields with several values."""

GIVEN: Final = tuple(one.name for one in ARTICLE_FIELDS if one.given)
"""Fields that a record may have; the others are found in the text."""

ABOUT: Final = ("article_id", "title", *(one.name for one in ARTICLE_FIELDS))
"""The facts about an article, besides its paragraphs."""

SHARED: Final = (*ABOUT, "cluster_id", "content_hash", "indexed_at", "schema_version")
"""Fields that are the same in all paragraphs of an article."""

DATES: Final[dict[FacetName, int]] = {"year": 4, "month": 7, "day": 10}
"""Facets of the date → how many characters of the ISO day each keeps."""


# --- what is indexed ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One press release as a reader gives it, before it is split.

    ``lines`` is the body: one piece of text each, in order, not yet classified as headings or
    paragraphs.
    ``date`` is an ISO 8601 day, ``YYYY-MM-DD``.
    """

    article_id: str
    title: str = ""
    lines: tuple[str, ...] = ()
    date: str | None = None
    source: str | None = None
    category: str | None = None
    url: str | None = None
    author: str | None = None
    place: str | None = None
    content_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One piece of text of an article, as both engines store it.

    ``position`` counts from the title (0); an article without a title starts at 1.
    ``countries`` are ISO 3166-1 alpha-2 codes. ``indexed_at`` is UTC, ISO 8601.
    """

    paragraph_id: str
    article_id: str
    position: int
    kind: Kind
    text: str
    title: str = ""
    heading: str | None = None
    date: str | None = None
    source: str | None = None
    category: str | None = None
    countries: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    place: str | None = None
    author: str | None = None
    url: str | None = None
    cluster_id: str | None = None
    content_hash: str = ""
    indexed_at: str = ""
    schema_version: int = 0


# --- what is asked -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Word:
    """A word, in any inflected form; ``exact``: in this written form, folded but not stemmed."""

    text: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side; with ``slop``, within that many words of each other."""

    text: str
    slop: int = 0
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words with this beginning, with or without the article and proclitics before it."""

    text: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part must match."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part must match."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """The part must not match."""

    part: Node


@dataclass(frozen=True, slots=True)
class InTitle:
    """The part must match in a title."""

    part: Node


@dataclass(frozen=True, slots=True)
class Is:
    """The article's facet has this value (compared folded and without case)."""

    name: FacetName
    value: str


@dataclass(frozen=True, slots=True)
class DateRange:
    """The article's day lies between these ISO days, both inclusive; ``None`` is open."""

    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Everything:
    """Matches everything; the meaning of an empty query with only filters."""


Words = Word | Phrase | Prefix
"""What holds words."""

Node = Words | AllOf | AnyOf | Without | InTitle | Is | DateRange | Everything


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query, its text, and its deadline."""

    node: Node
    text: str = ""
    deadline: Deadline = field(default=NEVER, compare=False, repr=False)


# --- what is answered --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphHit:
    """A paragraph that matched. ``highlights`` are half-open, sorted, disjoint ranges of code
    points in ``text``, each covering whole written words."""

    paragraph_id: str
    article_id: str
    position: int
    kind: Kind
    heading: str | None
    score: float
    text: str
    highlights: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleHit:
    """An article with its best matching paragraphs, best first; its score is the best one's."""

    article_id: str
    title: str
    source: str | None
    date: str | None
    category: str | None
    countries: tuple[str, ...]
    organizations: tuple[str, ...]
    place: str | None
    author: str | None
    url: str | None
    score: float
    paragraphs: tuple[ParagraphHit, ...]
    paragraphs_found: int
    title_highlights: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many articles and paragraphs of the results have this value."""

    value: str
    articles: int
    paragraphs: int


@dataclass(frozen=True, slots=True)
class Facet:
    """The buckets of one facet, most articles first, then by value; for dates, the latest ones in
    chronological order. ``left_out``: how many earlier dates there are."""

    name: FacetName
    buckets: tuple[Bucket, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Total:
    """Everything that matched. ``exact`` is false when article counts are estimates."""

    articles: int = 0
    paragraphs: int = 0
    exact: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One page of results, with totals and facets over all of them."""

    engine: str
    index: str
    generation: str
    took_ms: float
    total: Total
    hits: tuple[ArticleHit, ...] = ()
    facets: tuple[Facet, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """An article that an engine refused, and why, in its own words. ``record`` is the article as a
    line of JSON, to be corrected and indexed again."""

    article_id: str
    reason: str
    record: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What a load did, in articles; ``paragraphs`` counts those written. An article that was
    ``refused`` stays stored as it was before."""

    loaded: int = 0
    replaced: int = 0
    paragraphs: int = 0
    refused: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word as the index spells it (folded), and how many paragraphs have it in that form."""

    word: str
    paragraphs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """A built index. ``made_at`` is UTC, ISO 8601; ``previous`` was live before."""

    name: str
    live: bool
    previous: bool
    articles: int
    paragraphs: int
    bytes: int
    schema_version: int
    made_at: str
    made_by: str = field(default="")

    is_current: bool = True
    """Whether this program's analysis made it; another one can be read through, not searched."""

    damage: str = ""
    """Why it cannot be read, in English; then nothing is counted."""


class FaultCode(StrEnum):
    """What can be wrong with an index. Programs read the values: they do not change."""

    NO_RIGHTS = "no-rights"
    POINTER = "pointer"
    DAMAGED = "damaged"
    UNSEALED = "unsealed"
    LEFT_BEHIND = "left-behind"
    OLDER = "older-analysis"
    NEWER = "newer-schema"
    OTHER_WORDS = "other-words"
    MAPPING = "mapping"
    NOT_OWN = "not-own"
    FOREIGN = "foreign"
    STRANGE = "strange-documents"


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem with an index: its subject, usually a generation, and its details (English)."""

    code: FaultCode
    subject: str
    detail: str = ""
