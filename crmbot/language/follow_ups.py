"""What a follow-up is called: a word alone says too little without the name of whom it is about."""

import re

_WITH_NAME = (
    (r"(?:re)?try(?:\s+again)?", "Try again: {}"),
    (r"(?:call|ring|phone|tel)(?:\s+(?:him|her|them|up))?", "Call {}"),
    (r"(?:call|ring|phone)(?:\s+(?:him|her|them))?\s+back", "Call {} back"),
    (r"(?:e-?mail|mail|write(?:\s+to)?)(?:\s+(?:him|her|them))?", "E-mail {}"),
    (r"(?:text|message|ping|nudge|chase|contact|visit|meet|see)(?:\s+(?:him|her|them))?", "{verb} {}"),
    (r"check(?:\s+in)?", "Check in with {}"),
    (r"(?:speak|talk)(?:\s+again)?", "Talk to {}"),
    (r"follow(?:\s|-)?up(?:\s+with\s+(?:him|her|them))?", "Follow up with {}"),
    (r"get\s+back|come\s+back", "Get back to {}"),
    (r"catch\s+up", "Catch up with {}"),
    (r"touch\s+base", "Touch base with {}"),
    (r"reach\s+out", "Reach out to {}"),
)
_THIN = [(re.compile(words, re.IGNORECASE), title) for words, title in _WITH_NAME]
_ARTICLE = re.compile(r"^(?:an?|the|some)\s+", re.IGNORECASE)


def titled(words: str, name: str) -> str:
    """Return what a task is called: its own words, or with the name where they say too little: `Call Jane Doe`."""
    plain = " ".join(words.split())
    if not plain:
        return f"Follow up with {name}"
    for thin, title in _THIN:
        if thin.fullmatch(plain):
            return title.format(name, verb=plain.split()[0].capitalize())
    alone = _ARTICLE.sub("", plain)
    if len(alone.split()) == 1:
        return f"{_capital(alone)}: {name}"
    return _capital(plain)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
