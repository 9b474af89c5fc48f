"""Names become records and people, for the person who speaks."""

from dataclasses import dataclass, replace
from datetime import date

from crmbot.chat.form import Ask, FieldSpec, RecordRef, Several, UserRef
from crmbot.chat.reply import Fault, Option, Problem
from crmbot.commands import phrases
from crmbot.commands.record_lines import NEW
from crmbot.core import choices, companies, contacts, lookup, people, slots, subjects
from crmbot.core.choices import listed
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Context
from crmbot.core.errors import Ambiguous, Found, NotFound, OtherKind, PutAway
from crmbot.core.parties import as_found
from crmbot.handlers.intents import ONLY
from crmbot.language import codes
from crmbot.store.models.record import Record

PEOPLE = 8


@dataclass(frozen=True, slots=True)
class CoreResolver:
    """Looks up in the core what the words of a line name.

    `acts` tells that something is about to be done with it: what was deleted is then said, not only not found.
    """

    ctx: Context
    acts: bool = False

    def record(self, text: str, spec: FieldSpec) -> RecordRef | Problem:
        """Return the record the words name; several or none come back as options to choose from."""
        if text.startswith(NEW):
            return _ref(_make(self.ctx, text))
        if spec.has(Several) and "," in text:
            return self._several(text, spec)
        kinds = subjects.expand(spec.kinds)
        if text.startswith(ONLY):
            kind, _, text = text.removeprefix(ONLY).partition(":")
            kinds = (kind,)
        try:
            return replace(_ref(slots.resolve(self.ctx, text, kinds)), asked=text)
        except Ambiguous as several:
            return Problem(Fault.AMBIGUOUS, several.asked, "", _options(several.candidates))
        except NotFound as none:
            if self.acts and isinstance(none, PutAway | OtherKind):
                raise
            return Problem(Fault.NOT_FOUND, none.asked, "", _options(none.near))

    def _several(self, text: str, spec: FieldSpec) -> RecordRef | Problem:
        """Return the first of the records the words name, with the others; a choice for one of them keeps the rest."""
        parts = [part.strip() for part in text.split(",") if part.strip()]
        found: list[RecordRef] = []
        for place, part in enumerate(parts):
            one = self.record(part, spec)
            if isinstance(one, Problem):
                around = (parts[:place], parts[place + 1 :])
                options = (Option(",".join([*around[0], each.value, *around[1]]), each.label) for each in one.options)
                return replace(one, options=tuple(options))
            found.append(one)
        if not found:
            return Problem(Fault.NOT_FOUND, text)
        return replace(found[0], others=tuple(found[1:]))

    def person(self, text: str) -> UserRef | Problem:
        """Return the person of ours the words name."""
        users = people.by_name(self.ctx, text)
        if len(users) == 1:
            return UserRef(users[0].id, users[0].name)
        fault = Fault.AMBIGUOUS if users else Fault.NOT_FOUND
        offered = users or people.colleagues(self.ctx)
        options = tuple(Option(user.email, user.name) for user in offered[:PEOPLE])
        return Problem(fault, text, "", options)

    def options(self, spec: FieldSpec) -> tuple[Option, ...]:
        """Return the values a choice may take now; for a record, those the person last had to do with."""
        if spec.ask is Ask.RECORD:
            kinds = subjects.expand(spec.kinds) or (*subjects.kinds(), "task")
            return tuple(option_of(as_found(record)) for record in lookup.recent(self.ctx, kinds))
        if spec.ask is Ask.PERSON:
            return tuple(Option(user.email, user.name) for user in people.colleagues(self.ctx)[:PEOPLE])
        if not spec.source:
            return spec.members
        return tuple(Option(entry.value, entry.label) for entry in listed(self.ctx, spec.source))

    def day_of(self, words: str) -> date | None:
        """Return the day the task or the event that words name is on."""
        words = words.removeprefix(ONLY).rpartition(":")[2] if words.startswith(ONLY) else words
        try:
            found = lookup.get(self.ctx, slots.resolve(self.ctx, words, ("task", "event")).id)
        except (Ambiguous, NotFound):
            return None
        at = slots.time_of(found)
        return at.on if at is not None else None

    def told(self, source: str, text: str) -> str | None:
        """Return the entry of a list that words tell."""
        return choices.told(self.ctx, source, text)


def option_of(found: Found) -> Option:
    """Return a record as something to pick."""
    code = codes.show(found.kind, found.id)
    told = phrases.hint(found)
    hint = f", {told}" if told else ""
    return Option(code, f"{found.title}{hint} ({code})")


def _options(found: tuple[Found, ...]) -> tuple[Option, ...]:
    return tuple(option_of(one) for one in found)


def _ref(found: Found | Record) -> RecordRef:
    rev = found.rev if isinstance(found, Found) else found.version
    return RecordRef(found.id, found.kind, codes.show(found.kind, found.id), found.title, rev)


def _make(ctx: Context, text: str) -> Record:
    """Make what `new:<kind>:<name>` asks for: chosen by a button, so near names do not stop it."""
    _, kind, name = text.split(":", 2)
    if kind == "contact":
        return contacts.create(ctx, ContactDraft(name), anyway=True)
    return companies.create(ctx, CompanyDraft(name), anyway=True)
