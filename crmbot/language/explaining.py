"""How a text came to be understood as it was, stage by stage, for whoever wonders."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from crmbot.language import expressions, money, notes, when
from crmbot.language.catalogue import in_english
from crmbot.language.clauses import Clause, clauses
from crmbot.language.codes import parse_code
from crmbot.language.expressions import Found
from crmbot.language.lengths import Length
from crmbot.language.names_index import Candidate, Meant, Mention, NameIndex, Span
from crmbot.language.recurring import Repeated
from crmbot.language.text import tidy
from crmbot.language.when import Conventions, Expression
from crmbot.language.when.lexer import Token, lex

Row = tuple[str, str]
Called = Callable[[int], str]
"""Returns what a record is called, by its number."""

_MOST_CANDIDATES = 4
_NAME = 10
"""Letters the names of rows have, so that what they tell stands one below the other."""

_PLAIN = frozenset({"word", "punct", "end"})
_TAKEN = "\x00"
"""What the lexer writes in the place of a word that is part of a name."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of understanding, and what it made of the text, line by line."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A text that was said at an instant in a zone, and whom it may name as far as the records tell."""

    text: str
    now: datetime
    zone: str
    currency: str
    conventions: Conventions
    meant: Meant | None = None
    called: Called = str

    @property
    def spans(self) -> tuple[Span, ...]:
        """The places of names."""
        return self.meant.spans if self.meant is not None else ()


def stages(asked: Asked) -> Iterator[Stage]:
    """Yield what each stage makes of a text, those left out that found nothing."""
    text = tidy(asked.text)
    parts = (
        Stage("Said", tuple(_said(asked, text))),
        Stage("Names", tuple(_names(asked, text))),
        Stage("Left out of times", tuple(_masked(asked, text))),
        Stage("Words", tuple(_words(asked, text))),
        Stage("Times", tuple(_times(asked, text))),
        Stage("Clauses", tuple(_clauses(asked, text))),
        Stage("As a note", tuple(_note(asked, text))),
    )
    return (stage for stage in parts if stage.rows)


def lines(asked: Asked) -> Iterator[str]:
    """Yield what each stage makes of a text as lines of a terminal, one block for each stage."""
    for place, stage in enumerate(stages(asked)):
        yield from ("", stage.title) if place else (stage.title,)
        yield from (f"  {name:<{_NAME}} {told}" for name, told in stage.rows)


def _said(asked: Asked, text: str) -> Iterator[Row]:
    yield "said", f"{asked.now.astimezone(ZoneInfo(asked.zone)):%a %d %b %Y %H:%M}, {asked.zone}"
    if text != asked.text:
        yield "tidied", text
    order = "day first" if asked.conventions.day_first else "month first"
    yield "habits", f"{order}, languages {', '.join(asked.conventions.languages)}"
    code = parse_code(text)
    if code is not None:
        yield "code", f"{code.kind or 'any record'}, number {code.number}"
    amount = money.read(text, currency=asked.currency)
    if amount is not None:
        yield "amount", f"{money.show(amount)} ({amount})"


def _names(asked: Asked, text: str) -> Iterator[Row]:
    meant = asked.meant
    if meant is None:
        strangers = NameIndex().who(text).unlisted
        yield "may be", ", ".join(new.name for new in strangers) or "none that can be told without records"
        return
    for mention in meant.mentions:
        yield "heard", _mention(mention, asked.called)
    chosen = [each for each in (meant.company, *meant.contacts, *meant.deals, *meant.leads) if each is not None]
    for one in chosen:
        yield "chosen", f"{one.kind} {asked.called(one.id)}: {_how(one)}"
    for doubt in meant.doubts:
        options = ", ".join(f"{asked.called(one.id)} ({_how(one)})" for one in doubt.options)
        yield "asked", f"“{text[slice(*doubt.span)]}” fits as well: {options}"
    for new in meant.unlisted:
        yield "new", f"{new.kind} “{new.name}” is in no record"


def _mention(mention: Mention, called: Called) -> str:
    found = mention.candidates[:_MOST_CANDIDATES]
    more = len(mention.candidates) - len(found)
    listed = ", ".join(f"{called(one.id)} ({_how(one)})" for one in found)
    return f"“{mention.text}” → {listed or 'nobody'}" + (f" and {more} more" if more > 0 else "")


def _how(one: Candidate) -> str:
    return f"{one.how.replace('_', ' ')} {one.score:.0f}"


def _masked(asked: Asked, text: str) -> Iterator[Row]:
    """Tell which words no time is read out of, and why."""
    for start, end in asked.spans:
        yield "name", f"“{text[start:end]}”: no day, amount or kind is read out of a name"
    said = in_english(text, asked.conventions.languages, asked.spans)
    if said.text != text:
        yield "English", said.text
    for token in _tokens(asked, text):
        if token.text == _TAKEN and token.kind == "word":
            yield "name", f"“{said.text[token.start : token.end]}”: part of a name by the words beside it"
    for start, end in _covered(said.text, said.masked):
        yield "no time", f"“{said.text[start:end].strip(' ,')}”: an address, a sum, a tag, a number of something"


def _covered(text: str, masked: Sequence[Span]) -> Iterator[Span]:
    """Yield the stretches that the lexer has covered, apart from names, joined where they touch."""
    places = [
        (token.start, token.end)
        for token in lex(text, masked=masked)
        if token.text == _TAKEN and token.kind == "punct"
        if not any(start <= token.start < end for start, end in masked)
    ]
    begun: Span | None = None
    for start, end in places:
        if begun is not None and not text[begun[1] : start].strip():
            begun = (begun[0], end)
            continue
        if begun is not None:
            yield begun
        begun = (start, end)
    if begun is not None:
        yield begun


def _tokens(asked: Asked, text: str) -> list[Token]:
    said = in_english(text, asked.conventions.languages, asked.spans)
    return [token for token in lex(said.text, masked=said.masked) if token.kind != "end"]


def _words(asked: Asked, text: str) -> Iterator[Row]:
    """Show what the lexer made of each word that may belong to a time."""
    telling = [token for token in _tokens(asked, text) if token.category is not None or token.kind not in _PLAIN]
    if telling:
        yield "tokens", " · ".join(_token(token) for token in telling)


def _token(token: Token) -> str:
    means = f"{token.category} {token.value}".strip() if token.category is not None else token.kind
    return f"{token.text}={means}"


def _times(asked: Asked, text: str) -> Iterator[Row]:
    whole = when.read(text, now=asked.now, zone=asked.zone, conventions=asked.conventions)
    if whole is not None:
        yield "the whole", _time(whole)
    found = expressions.find(text, now=asked.now, zone=asked.zone, conventions=asked.conventions, masked=asked.spans)
    for one in found:
        yield one.kind, f"“{one.text}” → {_value(one)}"
    for dropped in when.ruled_out(text, conventions=asked.conventions, masked=asked.spans):
        yield "ruled out", f"“{dropped}”: the words before it say that it is not meant"


def _value(one: Found) -> str:
    match one:
        case Expression():
            return _time(one)
        case Length():
            return f"{one.minutes} min, by {one.grain}{', vaguely' if one.vague else ''}"
        case Repeated():
            sure = "" if one.certain else " (perhaps)"
            return f"{one.repeat}{sure}" if one.repeat is not None else f"no repetition: {one.trouble}"


def _time(found: Expression) -> str:
    parts = [f"{when.show(found.when)} ({found.when})"] if found.when else ["no time there is"]
    if found.until is not None:
        parts.append(f"until {when.show(found.until)}")
    if found.stretch is not None:
        ends = (when.show(end) if end is not None else "open" for end in (found.stretch.first, found.stretch.last))
        parts.append(f"covers {' to '.join(ends)}")
    parts.append(f"by {found.grain}")
    if found.doubt is not None:
        options = " or ".join(when.show(option) for option in found.doubt.options)
        parts.append(f"doubt: {found.doubt.reason.replace('_', ' ')}" + (f" ({options})" if options else ""))
    return ", ".join(parts)


def _clauses(asked: Asked, text: str) -> Iterator[Row]:
    times = when.find(text, now=asked.now, zone=asked.zone, conventions=asked.conventions, masked=asked.spans)
    for part in clauses(text, times):
        yield _tense(part), f"“{part.text.strip()}”"


def _tense(part: Clause) -> str:
    """Name what a clause does: it refuses, orders, plans, reports, or only says."""
    if part.refuses:
        return "refuses"
    if part.orders:
        return "orders"
    if part.plans:
        return "plans"
    return "reports" if part.reports else "says"


def _note(asked: Asked, text: str) -> Iterator[Row]:
    read = notes.read(
        text,
        now=asked.now,
        zone=asked.zone,
        conventions=asked.conventions,
        masked=asked.spans,
        companies=_firms(asked.meant),
        currency=asked.currency,
    )
    yield "kind", f"{read.kind}{'' if read.kind_certain else ' (perhaps)'}"
    facts = {
        "way": read.way or "",
        "result": read.result,
        "lasted": f"{read.duration_minutes} min" if read.duration_minutes is not None else "",
        "happened": _happened(read),
        "to do": _to_do(read),
        "amount": _amount(read),
        "stage": _stage(read),
        "tags": " ".join(f"#{tag}" for tag in read.tags),
        "people": " ".join(f"@{name}" for name in read.mentions),
    }
    yield from ((name, told) for name, told in facts.items() if told)


def _firms(meant: Meant | None) -> tuple[Span, ...]:
    if meant is None:
        return ()
    return tuple(each.span for each in meant.mentions if each.candidates and each.candidates[0].kind == "company")


def _happened(read: notes.NoteReading) -> str:
    if read.happened is None:
        return ""
    at = when.show(read.happened.when) if read.happened.when is not None else "still to come, so it is asked"
    return f"“{read.happened.text}” → {at}"


def _to_do(read: notes.NoteReading) -> str:
    planned = read.follow_up
    if planned is None:
        return ""
    doubt = planned.expression.doubt
    why = "its time is in doubt" if doubt is not None else "nobody has asked for it in so many words"
    done = "a task" if planned.certain else f"a task is proposed, for {why}"
    return f"{done}: “{planned.title}”, {_time(planned.expression)}"


def _amount(read: notes.NoteReading) -> str:
    if read.amount is None:
        return ""
    sure = "" if read.amount.certain else " (perhaps: no sign or word names the currency, or there are several sums)"
    return f"{money.show(read.amount.money)}{sure}"


def _stage(read: notes.NoteReading) -> str:
    if read.stage is None:
        return ""
    why = f", reason {read.stage.reason}" if read.stage.reason else ""
    sure = "" if read.stage.certain else " (perhaps: the words may mean something else)"
    return f"{read.stage.to}{why}{sure}"
