"""The formats of answers."""

from __future__ import annotations

import json
from typing import Any

from mappings.shown import unshown


def json_text(value: Any) -> str:
    """JSON in one line; what may not be shown is written as an escape, which is the same data.

    Half a surrogate pair stays what it is: not every reader of JSON takes its escape.
    """
    written = json.dumps(value, ensure_ascii=False)
    odd = {one for one in unshown(written) if not "\ud800" <= one <= "\udfff"}
    return written.translate({ord(one): json.dumps(one)[1:-1] for one in odd}) if odd else written
