"""How urgent something is, said beside it: `call Delta, high priority`, `urgent: send the offer`, `chase Ben asap`."""

import re

_LEVELS = {"urgent": "urgent", "asap": "urgent", "important": "high", "high": "high", "top": "high", "low": "low"}
_PRIORITY = r"(?P<level>high|top|low|urgent)(?:est)? prio(?:rity)?"
_NOT_BEHIND = (
    r"(?<!\bis)(?<!\bas)(?<!\bso)(?<!\bif)(?<!\bnot)(?<!\bhow)(?<!['’]s)(?<!\bvery)(?<!\bmore)(?<!\bmost)(?<!\bthe)"
)
_BEHIND = tuple(
    re.compile(rf"(?P<what>\S.*?){mark}{level}[)!.]*", re.IGNORECASE)
    for mark, level in (
        (r"(?:\s*[,;(–-]|\s+as|\s+with)?\s+\(?", _PRIORITY),
        (r"\s*[,;(–]\s*(?:it['’]s )?", r"(?P<level>urgent|asap|important)"),
        (rf"{_NOT_BEHIND}\s+", r"(?P<level>urgent|asap)"),
    )
)
_BEFORE = re.compile(rf"(?:{_PRIORITY}|(?P<word>urgent|asap|important))\s*[:!,–-]+\s*(?P<what>\S.*)", re.IGNORECASE)


def apart(text: str) -> tuple[str, str]:
    """Return what is to be done, and how urgent it is: `urgent`, `high` or `low`; nothing where that is not said.

    `find out whether it is urgent` says nothing of the kind.
    """
    for pattern in _BEHIND:
        behind = pattern.fullmatch(text)
        if behind is not None:
            return behind["what"].rstrip(" ,;(–-"), _LEVELS[behind["level"].lower()]
    before = _BEFORE.fullmatch(text)
    if before is not None:
        return before["what"], _LEVELS[(before["level"] or before["word"]).lower()]
    return text, ""
