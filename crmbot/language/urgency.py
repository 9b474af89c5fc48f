"""How urgent something is, said beside it: `call Delta, high priority`, `urgent: send the offer`, `chase Ben asap`."""

import re

_LEVELS = {"urgent": "urgent", "asap": "urgent", "important": "high", "high": "high", "top": "high", "low": "low"}
_PRIORITY = r"(?P<level>high|top|low|urgent)(?:est)? prio(?:rity)?"
_NOT_BEHIND = (
    r"(?<!\bis)(?<!\bas)(?<!\bso)(?<!\bif)(?<!\bnot)(?<!\bhow)(?<!['’]s)(?<!\bvery)(?<!\bmore)(?<!\bmost)(?<!\bthe)"
)
_BEHIND = tuple(
    re.compile(rf"(?<=\S){mark}{level}[)!.]{{0,3}}$", re.IGNORECASE)
    for mark, level in (
        (r"(?: ?[,;(–-]| as| with)? ?\(?(?<![^\W\d_])", _PRIORITY),
        (r" ?[,;(–] ?(?:it['’]s )?", r"(?P<level>urgent|asap|important)"),
        (rf"{_NOT_BEHIND} ", r"(?P<level>urgent|asap)"),
    )
)
_BEFORE = re.compile(rf"(?:{_PRIORITY}|(?P<word>urgent|asap|important))\s*[:!,–-]+\s*(?P<what>\S.*)", re.IGNORECASE)


def apart(text: str) -> tuple[str, str]:
    """Return what is to be done, and how urgent it is: `urgent`, `high` or `low`; nothing where that is not said.

    `find out whether it is urgent` says nothing of the kind.
    """
    said = " ".join(text.split())
    for pattern in _BEHIND:
        behind = pattern.search(said)
        if behind is not None:
            return said[: behind.start()], _LEVELS[behind["level"].lower()]
    before = _BEFORE.fullmatch(said)
    if before is not None:
        return before["what"], _LEVELS[(before["level"] or before["word"]).lower()]
    return text, ""
