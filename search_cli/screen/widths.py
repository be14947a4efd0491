"""How many columns of a terminal a text takes."""


def columns_of(text: str) -> int:
    """Columns of a text fit to be shown: marks take none, wide letters two."""
    from wcwidth import wcswidth  # start-up

    return max(0, wcswidth(text))
