"""How large something is, as people say it."""

_STEP = 1000
_UNITS = ("B", "kB", "MB", "GB", "TB")
_ROUND = 10


def show(size: int) -> str:
    """Write a number of bytes in at most three digits: `742 B`, `1.2 MB`, `25 MB`."""
    amount, unit = float(size), 0
    while round(amount) >= _STEP and unit < len(_UNITS) - 1:
        amount /= _STEP
        unit += 1
    # From ten on, nobody misses what stands behind the point.
    words = f"{amount:.1f}".removesuffix(".0") if unit and amount < _ROUND else f"{amount:.0f}"
    return f"{words} {_UNITS[unit]}"
