"""What Lens can compute, and of what: its operations as Kibana's source names them (8.19, 9.x).

``form_based/operations/definitions``: those of a field, those of other columns, and the rest.
"""

from __future__ import annotations

from typing import Final

OF_A_NUMBER: Final = frozenset(
    ("average", "sum", "median", "standard_deviation", "percentile", "percentile_rank", "range")
)
OF_A_NUMBER_OR_DAY: Final = frozenset(("min", "max"))
OF_A_DAY: Final = frozenset(("date_histogram",))
OF_A_FIELD: Final = (
    frozenset(("terms", "unique_count", "count", "last_value"))
    | OF_A_NUMBER
    | OF_A_NUMBER_OR_DAY
    | OF_A_DAY
)
"""They name a field in ``sourceField``; ``count`` may name the documents themselves."""

OF_COLUMNS: Final = frozenset(
    ("formula", "cumulative_sum", "counter_rate", "differences", "moving_average",
     "normalize_by_unit", "overall_sum", "overall_min", "overall_max", "overall_average")
)  # fmt: skip
"""They name at least one other column in ``references``."""

OPERATIONS: Final = (
    OF_A_FIELD
    | OF_COLUMNS
    | frozenset(("math", "filters", "static_value", "now", "interval", "time_range"))
)

SERIES: Final = frozenset(
    ("line", "area", "area_stacked", "area_percentage_stacked", "bar", "bar_stacked",
     "bar_percentage_stacked", "bar_horizontal", "bar_horizontal_stacked",
     "bar_horizontal_percentage_stacked")
)  # fmt: skip
"""How ``lnsXY`` draws."""

CONTROLS: Final = {
    "optionsListControl": "optionsListDataView",
    "rangeSliderControl": "rangeSliderDataView",
    "timeSlider": None,
}
"""Controls above a dashboard, with the name by which each refers to its data view."""
