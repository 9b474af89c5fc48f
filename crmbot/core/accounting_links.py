"""Whether the organisation keeps its books with a program we are linked to: what needs one asks here (spec: R-88)."""

from collections.abc import Callable

from crmbot.core.context import Context

Check = Callable[[Context], bool]

_CHECKS: list[Check] = []


def declare(check: Check) -> Check:
    """Declare the decorated function as one that tells whether a link of its sort is there now."""
    _CHECKS.append(check)
    return check


def is_linked(ctx: Context) -> bool:
    """Tell whether any accounting program is linked."""
    return any(check(ctx) for check in _CHECKS)
