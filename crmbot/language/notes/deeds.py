"""A deed before a bare name: `call jane`, `visit acme about the offer`. That it was done, or is to do, nobody said."""

import re
from collections.abc import Sequence

from crmbot.language.fold import tokens
from crmbot.language.plain_words.moves import as_name

LOGGED = {"call": "call", "met": "meeting", "visit": "visit", "mail": "mail"}
"""What a deed is called once it was done, by the command that writes it down."""

_DEEDS = {
    **dict.fromkeys(
        ("phone", "ring", "appeler", "rappeler", "llamar", "chiamare", "ligar", "bellen", "anrufen"), "call"
    ),
    **dict.fromkeys(
        ("talk to", "talk with", "speak to", "speak with", "parler à", "parler avec", "hablar con"), "call"
    ),
    **dict.fromkeys(("sprechen", "telefonieren"), "call"),
    **dict.fromkeys(("meet", "rencontrer"), "met"),
    **dict.fromkeys(("email", "e-mail", "write"), "mail"),
    **dict.fromkeys(("visiter", "visitar", "visitare", "bezoeken", "besuchen"), "visit"),
}
_FIRST = re.compile(
    r"(?P<verb>call|phone|ring|meet|visit|mail|e-?mail|write(?=\s+to\b)|(?:talk|speak) (?:to|with)|r?appeler|rencontrer"
    r"|parler (?:à|avec)|visiter|llamar|hablar con|visitar|chiamare|visitare|ligar|bellen|bezoeken)"
    r"\s+(?!(?:with|from|of|for|numbers?|address(?:es)?)\b)",
    re.IGNORECASE,
)
_LAST = re.compile(
    r"(?:mit\s+)?[^\W\d_][\w.'-]*(?:\s+[\w.'-]+){0,2}?"
    r"\s+(?P<verb>anrufen|besuchen|bellen|bezoeken|sprechen|telefonieren)\b",
    re.IGNORECASE,
)
"""In German and Dutch the verb stands behind the name: `Jane anrufen wegen Angebot`."""
_BETWEEN = frozenset(
    {"and", "at", "mit", "from", "of", "the", "in", "to", "up", "please", "pls", "him", "her", "them", "a", "para"}
)
_ABOUT = re.compile(
    r"\s(?:about|re:?|regarding|concerning|over|because of|to (?:discuss|ask|talk|check|see)|wegen"
    r"|bez(?:ü|ue)glich|[üu]ber|pour|au sujet d[eu]|concernant|por|sobre|acerca de|per|riguardo|a prop[oó]sito di)\s+"
    r"(?P<what>\S.*)",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"[,;:!?\n\u2013\u2014]|\s-+\s|\.\s"
    r"|\b(?:i|he|she|they|we|it|was|were|is|are|has|had|have|said|says|asked|asks|wants?|needs?|will|would|can|could"
    r"|met|called|sent|saw|got|went|told|left|spoke|talked|agreed|agrees|confirmed|signed|liked|likes|loved|happy|good|great"
    r"|well|fine|ok|okay|no|not|never|nothing|voicemail|busy|answer|reached|yesterday|today|done|finished)\b",
    re.IGNORECASE,
)
"""With one of these something of the deed is told: what came of it, or what somebody said."""


def of(text: str) -> str:
    """Return the command that writes down the deed a text begins with; nothing where it begins with none."""
    found = _verb(text)
    verb = found["verb"].lower() if found is not None else ""
    return _DEEDS.get(verb, verb)


def _verb(text: str) -> re.Match[str] | None:
    return _FIRST.match(text) or _LAST.match(text)


def without_topic(text: str) -> str:
    """Return a deed without what it is about, `call jane` of `call jane about the renewal`.

    The text itself where something of the deed is told: `call jane about the renewal, she agreed`.
    """
    found = _ABOUT.search(text)
    is_told = found is None or _TOLD.search(found["what"]) is not None
    return text if found is None or is_told else text[: found.start()]


def as_order(text: str, names: Sequence[tuple[int, int]] = ()) -> str:
    """Return a deed as what is to be done is written: `Call Jane about the renewal`.

    Args: `names`: the places where names stand in the text.
    """
    parts, done = [], 0
    for first, last in sorted(names):
        parts += [text[done:first], as_name(text[first:last])]
        done = last
    written = "".join((*parts, text[done:]))
    return written[:1].upper() + written[1:]


def words_left(text: str, names: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Return the words around a deed that are no names and do not only join them, folded.

    Args: `names`: the places where names stand in the text, or behind its end.
    """
    found = _verb(text)
    letters = list(text)
    for first, last in (*names, found.span("verb") if found is not None else (0, 0)):
        letters[first:last] = " " * (min(last, len(text)) - first)
    return tuple(word for word in tokens("".join(letters)) if word not in _BETWEEN)
