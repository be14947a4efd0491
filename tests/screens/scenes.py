"""The ten scenes: what a newsroom sees of Fihris in a day."""

from __future__ import annotations

from typing import Final

SCENES: Final[dict[str, str]] = {
    "search": "fihris search 'وزارة الداخلية' --size 3",
    "vocalised": "fihris search 'الشرطة' --source 'دار المتون' --size 2",
    "mixed": "fihris search 'Reuters' --source 'دار المتون' --size 2",
    "facets": "fihris facets --by source,month",
    "batch": 'fihris batch "$SCENES/queries.csv" --size 3',
    "explain": "fihris explain وللوزراء --against وزير",
    "caret": "fihris search 'مصدر:كونا (\"وزارة الداخلية\" أو'",
    "progress": 'fihris index "$SCENES/releases.jsonl"',
    "help": "fihris search --help",
    "status": "fihris status",
}
"""By name: a line of shell. ``$SCENES`` is the folder of the files below."""

QUERIES: Final = "id,query\nq1,وزارة الداخلية\nq2,أسعار الوقود\n"

RELEASES: Final = (
    {
        "id": "mutun-20240130-01",
        "title": "الشُّرْطَةُ تُعْلِنُ ضَبْطَ 48 طُنًّا (بَيَان)",
        "body": "أَكَّدَ العَقِيدُ أَنَّ الشُّرْطَةَ ضَبَطَتِ الشُّحْنَةَ، وَأَنَّ التَّحْقِيقَ جَارٍ (لا متهمين بعد).",
        "date": "2024-01-30",
        "source": "دار المتون",
        "url": "https://example.org/متون/1",
    },
    {
        "id": "mutun-20240131-02",
        "title": "وكالة Reuters: اتفاق بقيمة 1.5 مليار دولار مع شركة «ACME Ltd.» في 2024-01-31",
        "body": "نقلت Reuters عن مصدر (رفض ذكر اسمه) أن Airbus A320neo سيصل عند 17:30،"
        " بزيادة 12.5% على 2023/2024.",
        "date": "2024-01-31",
        "source": "دار المتون",
    },
    {
        "id": "reuters-1",
        "title": "Ministry of Interior says وزارة الداخلية seized 48 tonnes (Kuwait)",
        "body": "The ministry (وزارة الداخلية) said on 2024-01-30 that 5 people were held.",
        "date": "2024-02-01",
        "source": "Reuters",
    },
)
"""Releases of every direction at once, beside the seeds."""
