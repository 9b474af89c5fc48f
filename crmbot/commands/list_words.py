"""What a list holds, in the words of people: whose records, in which state, and what else was asked of them."""

from collections.abc import Mapping, Sequence

from crmbot.core.filters import Op, Term
from crmbot.language import countries
from crmbot.language.text import first_line

NAME = 60
"""Letters of a view's name in a title."""

_TERM = 40
_UNPLANNED = "unplanned"
_NO_NAMES: Mapping[str, str] = {}
_WHOSE = {"mine": "Your", "team": "Your team’s", "unassigned": "Unassigned"}
_SIGNS = {Op.IS: ": ", Op.NOT: ": not ", Op.LESS: " < ", Op.MORE: " > ", Op.AT_MOST: " ≤ ", Op.AT_LEAST: " ≥ "}


def head(terms: Sequence[Term], title: str, view: str = "") -> str:
    """Return whose records they are and in which state: `Your open deals`; the name of a saved view instead."""
    if view:
        return first_line(view, NAME)
    whose = next((label for term in terms if (label := _whose(term))), "")
    states = [word for term in terms if (word := _state(term))]
    words = " ".join([*([whose] if whose else []), *states, title])
    return words if whose else f"All {words}"


def _whose(term: Term) -> str:
    if term.key == "is" and term.op is Op.IS and len(term.values) == 1:
        return _WHOSE.get(term.values[0], "")
    if term.key == "owner" and term.op is Op.IS and len(term.values) == 1:
        whose = term.values[0]
        return "Your" if whose.lower() in ("me", "mine") else "Unassigned" if whose == "-" else f"{whose}’s"
    return ""


def _state(term: Term) -> str:
    """Return the words of a state that stand before the noun: `open`, `not won`, `won or lost`."""
    if term.key != "is" or _whose(term):
        return ""
    if term.values == (_UNPLANNED,) and term.op is Op.IS:
        return ""
    return ("not " if term.op is Op.NOT else "") + " or ".join(term.values)


def behind(terms: Sequence[Term], view: str = "", names: Mapping[str, str] = _NO_NAMES) -> str:
    """Return what else is asked for, as people read it; a saved view's name says it all.

    Args: `names`: what the codes among the values are called.
    """
    if view:
        return ""
    said = [_told(term, names) for term in terms if not _whose(term) and not _state(term)]
    return "".join(f" · {words}" for words in said)


def _told(term: Term, names: Mapping[str, str]) -> str:
    values = first_line(", ".join(names.get(value, value) for value in term.values), _TERM)
    match term.key:
        case "is" if term.values == (_UNPLANNED,):
            return "without a next step"
        case "country":
            values = ", ".join(countries.names().get(value, value) for value in term.values)
            return f"country{_SIGNS[term.op]}{'none' if values == '-' else values}"
        case "text" if term.op is Op.IS:
            return f"“{values}”"
        case "tag" if term.op is Op.IS:
            return " or ".join("no tags" if value == "-" else f"#{value}" for value in term.values)
        case key:
            return f"{key.replace('_', ' ')}{_SIGNS[term.op]}{'none' if values == '-' else values}"
