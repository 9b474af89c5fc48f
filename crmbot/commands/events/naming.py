"""From words to who and what an event is with: records, our own people, guests by e-mail."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from crmbot.chat.card import Action, Card, bold, spans
from crmbot.chat.form import Form, RecordRef, UserRef
from crmbot.chat.invocation import Invocation
from crmbot.commands.record_lines import asked_by_number, option_label
from crmbot.core import lookup, people, subjects
from crmbot.core.context import Context
from crmbot.core.errors import Ambiguous, Found, NotFound
from crmbot.core.events import Guest
from crmbot.core.naming import mentions
from crmbot.language import codes
from crmbot.language.fold import tokens
from crmbot.language.phones import email_key
from crmbot.store.models.people import User
from crmbot.store.models.record import Record

PICKS = 5
_PEOPLE = ("contact", "lead")
_AT = re.compile(r"(?<![\w@.])@(?P<name>[^\W_][\w.-]*)")
_WITH = re.compile(r"\bwith\s+(?P<names>.+)$", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:(?<!\s)\s+)?(?:,|;|&|\band\b)\s*", re.IGNORECASE)


@dataclass(slots=True)
class Named:
    """Who and what is meant: records, our own people by their ids, guests."""

    records: list[Record] = field(default_factory=list)
    users: list[int] = field(default_factory=list)
    guests: list[Guest] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Asking:
    """The command that waits for names to become clear, and the field they stand in."""

    again: Invocation
    field: str

    def pick(self, asked: str, options: Sequence[tuple[str, str]], parts: Sequence[str], place: int) -> Card:
        """Ask which one was meant: one button each, the other names kept. `options`: label and text to fill in."""
        known = spans("Which ", bold(asked), "?") if len(options) > 1 else ()
        title = known or spans("I find nobody called ", bold(asked), ".")
        actions = [Action(label, self._with(parts, place, text)) for label, text in options[:PICKS]]
        other = Action("Other…", Invocation(self.again.command, dict(self.again.args), form=True))
        without = [Action("Leave out", self._with(parts, place, ""))] if self.field != "which" else []
        card = Card(title, actions=(*actions, *without, other), icon="🔎", whisper=True)
        return asked_by_number(card, len(actions))

    def _with(self, parts: Sequence[str], place: int, text: str) -> Invocation:
        given = [*parts[:place], *([text] if text else []), *parts[place + 1 :]]
        args = {**self.again.args, self.field: ", ".join(given)}
        return Invocation(self.again.command, {name: value for name, value in args.items() if value}, self.again.rev)


def said(form: Form) -> dict[str, str]:
    """Return what a form was given as the texts a button carries."""
    told = {name: _text(getattr(form, name)) for name in form.model_fields_set}
    return {name: text for name, text in told.items() if text}


def _text(value: object) -> str:
    match value:
        case None | False:
            return ""
        case True:
            return "yes"
        case RecordRef():
            return value.code
        case UserRef():
            return value.name
        case _:
            return str(value)


def split(text: str) -> list[str]:
    """Return the names of a list: `Jane, Ben and eva@x.example`."""
    return [part.strip(' "') for part in _BETWEEN.split(text) if part.strip(' "')]


def records_in(ctx: Context, text: str, asking: Asking) -> list[Record] | Card:
    """Return the records a list of codes and names means; the question where one of them is not clear."""
    parts = split(text)
    found: list[Record] = []
    for place, part in enumerate(parts):
        try:
            hit = lookup.resolve(ctx, part, subjects.kinds())
        except (Ambiguous, NotFound) as unclear:
            return asking.pick(part, _options(_near(unclear)), parts, place)
        found.append(lookup.get(ctx, hit.id))
    return found


def _near(unclear: Ambiguous | NotFound) -> tuple[Found, ...]:
    return unclear.candidates if isinstance(unclear, Ambiguous) else unclear.near


def _options(found: Sequence[Found]) -> list[tuple[str, str]]:
    return [(option_label(one), codes.show(one.kind, one.id)) for one in found]


def people_in(ctx: Context, text: str, asking: Asking) -> Named | Card:
    """Return the people a list means: `@eva, P-31, anna, guest@x.example`; the question where one is not clear."""
    parts = split(text)
    named = Named()
    for place, part in enumerate(parts):
        options = _one(ctx, part, named)
        if options is not None:
            return asking.pick(part, options, parts, place)
    return named


def _one(ctx: Context, part: str, named: Named) -> list[tuple[str, str]] | None:
    """Add whom one name means; what it may mean where that is not clear."""
    if part.startswith("@"):
        return _ours(named, people.by_name(ctx, part), people.colleagues(ctx))
    if email_key(part) is not None:
        _by_mail(ctx, part, named)
        return None
    if codes.is_sign(part):
        named.records.append(lookup.get(ctx, lookup.resolve(ctx, part).id))
        return None
    return _by_name(ctx, part, named)


def _ours(named: Named, users: Sequence[User], others: Sequence[User]) -> list[tuple[str, str]] | None:
    if len(users) != 1:
        return [(user.name, f"@{user.email}") for user in users or others]
    named.users.append(users[0].id)
    return None


def _by_mail(ctx: Context, part: str, named: Named) -> None:
    """An address may be one of ours, that of a contact, or of somebody who is no record."""
    users = [user for user in people.by_name(ctx, part) if user.email == email_key(part)]
    if users:
        named.users.append(users[0].id)
        return
    hits = lookup.search(ctx, part, kinds=_PEOPLE, limit=PICKS).hits
    known = [record for record in lookup.those(ctx, [hit.record_id for hit in hits]) if _has_mail(record, part)]
    if known:
        named.records.append(known[0])
    else:
        named.guests.append(Guest(part))


def _has_mail(record: Record, mail: str) -> bool:
    return getattr(record, "email_key", None) == email_key(mail)


def _by_name(ctx: Context, part: str, named: Named) -> list[tuple[str, str]] | None:
    users = people.by_name(ctx, part)
    try:
        hits: tuple[Found, ...] = (lookup.resolve(ctx, part, _PEOPLE),)
    except Ambiguous as several:
        hits = several.candidates
    except NotFound as none:
        hits = () if users else none.near
        if not users:
            return _options(hits)
    if len(hits) + len(users) != 1:
        return [*_options(hits), *((user.name, f"@{user.email}") for user in users)]
    if users:
        named.users.append(users[0].id)
    else:
        named.records.append(lookup.get(ctx, hits[0].id))
    return None


@dataclass(frozen=True, slots=True)
class Title:
    """The words of an event: as they are shown, and without the names of our own people; these apart."""

    shown: str
    words: str
    ours: tuple[str, ...] = ()


def without_people(ctx: Context, title: str) -> Title:
    """Take `@names` of ours out of the words of an event; behind "with" they stay in its name as people say them."""
    found = [
        (match, users[0]) for match in _AT.finditer(title) if len(users := people.by_name(ctx, match["name"])) == 1
    ]
    shown = words = title
    for match, user in reversed(found):
        start, end = match.span()
        is_part = _LEADS.search(title[:start]) is not None
        shown = f"{shown[:start]}{user.name if is_part else ''}{shown[end:]}"
        words = f"{words[:start]}{words[end:]}"
    return Title(_tidied(shown), _tidied(words), tuple(f"@{user.email}" for _, user in found))


_LEADS = re.compile(r"(?:\bwith|\band|,|&)\s*$", re.IGNORECASE)


def _tidied(words: str) -> str:
    return " ".join(words.split()).strip(" ,")


def named_in_words(ctx: Context, title: str, asking: Asking) -> Named | Card:
    """Return whom the words of an event name: contacts, companies, deals, and our own people behind "with"."""
    found = mentions.named_in(ctx, title)
    if found.doubtful:
        return asking.pick(found.asked, _options(found.doubtful), [""], 0)
    named = Named(list(found.sure))
    taken = {token for record in found.sure for token in tokens(record.title)}
    behind = _WITH.search(title)
    for part in split(behind["names"]) if behind is not None else ():
        users = people.by_name(ctx, part) if not set(tokens(part)) & taken else []
        named.users += [users[0].id] if len(users) == 1 and users[0].id != ctx.actor.id else []
    return named
