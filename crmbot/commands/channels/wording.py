"""What people say to have a channel told of something, read into rules."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from crmbot.commands import showing
from crmbot.core.errors import InvalidInput
from crmbot.core.subscriptions import happenings
from crmbot.core.subscriptions.happenings import Happening
from crmbot.core.subscriptions.rules import Draft
from crmbot.language.fold import fold
from crmbot.language.text import plural, tidy
from crmbot.store.models.subscription import NewsStyle

_CHANNEL = re.compile(r"^(?:in\s+)?(#\S+)(?:\s+to\b)?\s*|(?<!\s)\s+in\s+(#\S+)\s*$", re.IGNORECASE)
_TEST = re.compile(r"^(?:test|dry run)\s+|(?<!\s)\s+(?:test|dry run)$", re.IGNORECASE)
_OPTION = re.compile(r"(?<!\S)(?P<key>style|events?|daily):(?P<value>\S+)", re.IGNORECASE)
_PARTS = re.compile(r",|\band\b", re.IGNORECASE)
_NUMBER = re.compile(r"^(?:rule\s+)?#?(\d{1,4})(?:\s+|$)", re.IGNORECASE)

_ALIASES = {
    "opp": "deal",
    "opps": "deal",
    "opportunity": "deal",
    "opportunities": "deal",
    "customer": "company",
    "customers": "company",
    "person": "contact",
    "people": "contact",
    "meeting": "event",
    "meetings": "event",
    "calls": "note",
}
_FILLERS = frozenset({"a", "an", "the", "to", "of", "every", "all", "each", "when", "is", "are"})
_BY_ITSELF = {
    Happening.WON: "deal",
    Happening.LOST: "deal",
    Happening.STAGE: "deal",
    Happening.AMOUNT: "deal",
    Happening.CONVERTED: "lead",
    Happening.DONE: "task",
    Happening.HELD: "event",
}
"""What a happening that is named without a noun happens to."""

_UNTOLD = ("document",)
FORM = "sub deals amount>10k events:won,lost"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants a channel told of: the channel if they named one, and the rules, or the change of one."""

    channel: str
    number: int | None
    text: str
    is_test: bool


def wish(line: str) -> Wish:
    """Read which channel and which rule a line is about, and whether it is only to be tried out."""
    text = tidy(line).strip()
    is_test = _TEST.search(text) is not None
    text = _TEST.sub(" ", text).strip()
    found = _CHANNEL.search(text)
    channel = (found[1] or found[2]) if found is not None else ""
    text = _CHANNEL.sub(" ", text, count=1).strip() if found is not None else text
    number = _NUMBER.match(text)
    rest = text[number.end() :].strip() if number is not None else text
    return Wish(channel, int(number[1]) if number is not None else None, rest, is_test)


def kinds() -> dict[str, str]:
    """Return the words for the kinds of records a channel can be told of."""
    known = {kind for kind in showing.kinds() if kind not in _UNTOLD}
    words = {word: kind for kind in known for word in (kind, plural(kind))}
    return words | {word: kind for word, kind in _ALIASES.items() if kind in known}


def drafts(text: str) -> tuple[Draft, ...]:
    """Read `deals amount>10k events:won,lost`, or `won, new lead`: a rule for each kind of records.

    Raises `InvalidInput` with what could be said instead.
    """
    bare, options = _options(text)
    by_phrase = _phrased(bare) if bare else None
    if by_phrase is not None:
        return tuple(with_options(draft, options) for draft in by_phrase)
    first, _, rest = bare.partition(" ")
    kind = kinds().get(fold(first))
    if kind is None:
        told = sorted({plural(each) for each in kinds().values()})
        raise InvalidInput("rule", first or text, f"begin with what it is about, as in {FORM}", tuple(told))
    return (with_options(Draft(kind, rest.strip()), options),)


def altered(draft: Draft, text: str) -> Draft:
    """Return a rule with what a line changes of it: options alone leave its filter, a noun in front begins anew."""
    bare, options = _options(text)
    if not bare:
        return with_options(draft, options)
    first, _, rest = bare.partition(" ")
    kind = kinds().get(fold(first))
    if kind is None:
        return with_options(replace(draft, filter=bare), options)
    kept = draft if kind == draft.kind else Draft(kind, style=draft.style)
    return with_options(replace(kept, filter=rest.strip()), options)


_Options = dict[str, str]


def _options(text: str) -> tuple[str, _Options]:
    options = {found["key"].lower().rstrip("s"): found["value"] for found in _OPTION.finditer(text)}
    return " ".join(_OPTION.sub(" ", text).split()), options


def with_options(draft: Draft, options: _Options) -> Draft:
    """Return a draft with the options that were said. Raises `InvalidInput` for one that is none."""
    if "style" in options:
        draft = replace(draft, style=_style(options["style"]))
    if "event" in options or "daily" in options:
        events = happenings.read(draft.kind, options["event"]) if "event" in options else draft.events
        daily = happenings.read(draft.kind, options["daily"]) if options.get("daily", "-") != "-" else ()
        draft = replace(draft, events=tuple(each for each in events if each not in daily), daily=daily)
    return draft


def _style(text: str) -> NewsStyle:
    for style in NewsStyle:
        if style.value == fold(text):
            return style
    raise InvalidInput("style", text, "news come in one of these styles", tuple(style.value for style in NewsStyle))


def _phrased(text: str) -> list[Draft] | None:
    """Read `won, new lead` and `new deals and lost`; None for anything that has other words in it."""
    found: dict[str, list[Happening]] = {}
    for part in _PARTS.split(text):
        read = _phrase([word for word in part.split() if fold(word) not in _FILLERS])
        if read is None:
            return None
        kind, events = read
        found.setdefault(kind, []).extend(events)
    return [Draft(kind, events=tuple(dict.fromkeys(events))) for kind, events in found.items()]


def _phrase(words: Sequence[str]) -> tuple[str, list[Happening]] | None:
    known = kinds()
    nouns = [known[fold(word)] for word in words if fold(word) in known]
    events = [each for word in words if fold(word) not in known and (each := happenings.named(word)) is not None]
    if not events or len(nouns) > 1 or len(nouns) + len(events) != len(words):
        return None
    kind = nouns[0] if nouns else _BY_ITSELF.get(events[0], "deal")
    wrong = next((each for each in events if each not in happenings.of_kind(kind)), None)
    if wrong is not None:
        choices = tuple(each.value for each in happenings.of_kind(kind))
        raise InvalidInput("events", wrong.value, f"that does not happen to a {kind}", choices)
    return kind, events


def told(draft: Draft) -> str:
    """Return a rule as people read it: `deals amount>10k · won, lost · stage once a day`."""
    parts = [f"{plural(draft.kind)} {draft.filter}".strip()]
    if draft.events:
        parts.append(", ".join(each.value for each in draft.events))
    if draft.daily:
        parts.append(f"{', '.join(each.value for each in draft.daily)} once a day")
    return " · ".join([*parts, _STYLES[draft.style]] if draft.events else parts)


_STYLES = {
    NewsStyle.SHORT: "one line each",
    NewsStyle.CARD: "a card for each record",
    NewsStyle.THREAD: "replies under a card",
    NewsStyle.BATCH: "once an hour",
    NewsStyle.DIGEST: "once a day",
}


def typed(draft: Draft) -> str:
    """Return a rule as it could be typed."""
    options = [f"events:{happenings.words(draft.events)}"] if draft.events else []
    options += [f"daily:{happenings.words(draft.daily)}"] if draft.daily else []
    options += [f"style:{draft.style.value}"] if draft.style is not NewsStyle.SHORT else []
    return " ".join(part for part in (plural(draft.kind), draft.filter, *options) if part)
