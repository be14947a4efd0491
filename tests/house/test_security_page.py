"""``docs/security.md`` lists every limit as ``mappings.limits`` has it."""

from dataclasses import asdict
from pathlib import Path

from mappings.limits import TABLE, Limits, spelled

UNITS = {30: "G", 20: "M", 10: "K"}


def written(value: int) -> str:
    for power, sign in UNITS.items():
        if value and value % (1 << power) == 0:
            return f"{value >> power}{sign}"
    return f"{value:,}"


def test_the_limits_of_the_page_are_those_in_force(checkout: Path) -> None:
    page = (checkout / "docs" / "security.md").read_text(encoding="utf-8")
    defaults = asdict(Limits())
    rows = [
        f"| `{spelled(name)}` | {written(defaults[name])} {unit} | {texts['en'].rstrip('.')} |"
        for name, (unit, texts) in TABLE.items()
    ]
    assert "\n".join(["| limit | default | of what |", "|---|---|---|", *rows]) in page
