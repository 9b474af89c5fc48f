"""One inbound, worked from end to end inside one unit of work: who, what, may, fill, run."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from crmbot.chat import wizard
from crmbot.chat.card import Action, Card, Footer, spans
from crmbot.chat.command import Command, Registry
from crmbot.chat.fill import Filled, fill
from crmbot.chat.form import Mentioned, RecordRef, Rest, question_fields
from crmbot.chat.inbound import Inbound, Pressed, Said, Submitted, Uploaded
from crmbot.chat.invocation import Invocation, read_token
from crmbot.chat.limits import Limits
from crmbot.chat.reading import Reading
from crmbot.chat.reply import Fault, Nothing, OpenForm, Problem, Reply
from crmbot.chat.wizard import Complete, Question, Step
from crmbot.commands import buttons
from crmbot.core import dialogs, history, inbox, lookup, mentions, notes, people, records
from crmbot.core.context import Context, Organisation, Origin
from crmbot.core.dialogs import Open
from crmbot.handlers import faults, forms, uploads
from crmbot.handlers.adapter import Answer
from crmbot.handlers.filling import CoreResolver, option_of
from crmbot.handlers.intent import LEAVE, FreeText, Intent, Interpreter, Invoke, Unknown, pressed
from crmbot.handlers.strangers import Stranger, chat_user
from crmbot.language import codes, when
from crmbot.language.when import conventions_for

_SHORT = 4
"""A line of so few words may be nothing but a name."""


@dataclass(slots=True)
class Turn:
    """What is at hand while one inbound is worked; `wanted` is kept for the answer if it goes wrong."""

    session: Session
    inbound: Inbound
    limits: Limits
    registry: Registry
    now: datetime
    org: Organisation
    wanted: Invoke | None = None
    zone: str = field(default="UTC")

    def answer(self) -> Answer:
        """Do what the inbound asks for and return what to show."""
        user_id = people.known(self.session, chat_user(self.inbound.who))
        if user_id is None:
            return self._draw(Stranger(self.session, self.inbound, self.now).answer())
        ctx = self._context(user_id)
        history.begin(ctx, "")
        return self._shown(ctx, self._event(ctx))

    def _context(self, user_id: int) -> Context:
        actor = people.actor(self.session, user_id)
        self.zone = actor.zone
        event = self.inbound.event
        origin = Origin(
            address=str(self.inbound.address),
            private=self.inbound.private,
            via=self.inbound.who.platform,
            message=self._message_key(),
            reply_to=event.reply_to if isinstance(event, Said | Uploaded) else getattr(event, "card", None),
        )
        return Context(self.session, actor, self.now, origin, self.org)

    def _message_key(self) -> str | None:
        """The message's own key, so that an edit of it finds what it made."""
        event = self.inbound.event
        if isinstance(event, Said | Uploaded) and event.message:
            return f"{self.inbound.address}/{event.message}"
        return None

    # What is wanted

    def _event(self, ctx: Context) -> Reply:
        match self.inbound.event:
            case Said() as said:
                return self._said(ctx, said)
            case Pressed(token=token):
                return self._pressed(ctx, token)
            case Submitted(dialog=key, values=values):
                return self._submitted(ctx, key, values)
            case Uploaded() as uploaded:
                return self.invoke(ctx, uploads.intent(ctx, uploaded, self.registry, self._interpreter(ctx)))

    def _said(self, ctx: Context, said: Said) -> Reply:
        if said.edited:
            return self._edited(ctx, said)
        text = said.text.strip()
        if said.forwarded_from or said.link:
            return self.invoke(ctx, uploads.forwarded(said, self.registry))
        opened = None if self.limits.forms else dialogs.open_here(ctx)
        word = text.removeprefix("/").lower()
        if word in LEAVE:
            return self._way(ctx, word, opened)
        if opened is not None and not said.as_command:
            return self._answered(ctx, opened, text)
        if said.reply_to and not said.as_command:
            return self._replied(ctx, text)
        return self.line(ctx, said.text, as_command=said.as_command)

    def line(self, ctx: Context, text: str, *, as_command: bool = False) -> Reply:
        """Do what a typed line means."""
        return self._intended(ctx, self._interpreter(ctx).read(text, as_command=as_command))

    def _intended(self, ctx: Context, intent: Intent) -> Reply:
        match intent:
            case Invoke():
                return self.invoke(ctx, intent)
            case Unknown():
                dialogs.keep_draft(ctx, intent.text)
                return faults.unknown_word(intent)
            case FreeText(text=text):
                return self._free(ctx, text)

    def _free(self, ctx: Context, text: str) -> Reply:
        """A line that is nothing but a name shows the record; else it is a note, if it names somebody."""
        if not text:
            return self.invoke(ctx, Invoke(self.registry["help"], {}))
        if len(text.split()) <= _SHORT:
            hits = lookup.search(ctx, text, limit=2).hits
            if len(hits) == 1 or (hits and hits[0].title.casefold() == text.casefold()):
                which = codes.show(hits[0].kind, hits[0].record_id)
                return self.invoke(ctx, Invoke(self.registry["open"], {"which": which}, text))
            if hits:
                return self.invoke(ctx, Invoke(self.registry["find"], {"query": text}, text))
        return self._note(ctx, text)

    def _note(self, ctx: Context, text: str) -> Reply:
        named = mentions.named_in(ctx, text)
        if not named.sure and not named.doubtful:
            dialogs.keep_draft(ctx, text)
            return faults.not_understood(text)
        return self.invoke(ctx, Invoke(self.registry["note"], {"text": text}, text))

    def _replied(self, ctx: Context, text: str) -> Reply:
        """An answer to a card of ours: a command on its record, another time for its task, or a note on it."""
        record_id = lookup.it(ctx)
        if record_id is None:
            return self.line(ctx, text)
        record = lookup.get(ctx, record_id)
        which = records.code(record)
        match = self.registry.match(text)
        if match is not None and isinstance(match.found, Command):
            takes = {spec.name for spec in match.found.fields}
            if "which" in takes or "about" in takes:
                return self._intended(ctx, self._interpreter(ctx).read(f"{match.found.name} {which} {match.rest}"))
        reading = self._reading(ctx)
        time = when.read(text, now=self.now, zone=reading.zone, conventions=reading.conventions)
        if record.kind == "task" and time is not None:
            return self.invoke(ctx, Invoke(self.registry["move"], {"which": which, "until": text}, text))
        about = which if record.kind in ("company", "contact", "deal") else self._about(ctx, record_id)
        return self.invoke(ctx, Invoke(self.registry["note"], {"about": about, "text": text}, text))

    def _about(self, ctx: Context, record_id: int) -> str:
        """What a task or note is about: an answer to its card belongs there."""
        behind = lookup.behind(ctx, record_id)
        return records.code(behind) if behind is not None else ""

    def _edited(self, ctx: Context, said: Said) -> Reply:
        """An edited message changes the note it made; a command is never run twice because it was edited."""
        key = self._message_key()
        note = notes.written_in(ctx, key) if key else None
        if note is None:
            return Nothing()
        intent = self._interpreter(ctx).read(said.text)
        text = intent.values.get("text", said.text) if isinstance(intent, Invoke) else said.text
        return self.invoke(ctx, Invoke(self.registry["edit"], {"which": records.code(note), "text": text}))

    # Buttons and forms

    def _pressed(self, ctx: Context, token: str) -> Reply:
        invocation = buttons.read(self.session, token)
        if invocation is None:
            return faults.old_button()
        args = invocation.args
        match invocation.command:
            case "answer":
                opened = dialogs.by_key(ctx, args.get("key", ""))
                return self._answered(ctx, opened, args.get("value", "")) if opened else faults.old_button()
            case "cancel" | "back" | "skip" as word if "key" in args:
                return self._way(ctx, word, dialogs.by_key(ctx, args["key"]))
            case "form":
                return self._reopened(ctx, args.get("key", ""))
            case "say":
                return self.line(ctx, args.get("line", ""))
            case "again":
                return self._again(ctx, args.get("ref", ""))
            case buttons.SURE:
                return _sure(args)
            case _:
                intent = pressed(self.registry, invocation)
                return self.invoke(ctx, intent) if intent is not None else faults.old_button()

    def _submitted(self, ctx: Context, key: str, values: Mapping[str, str]) -> Reply:
        opened = dialogs.by_key(ctx, key)
        if opened is None:
            return faults.sent_already()
        state = forms.kept(opened.state)
        asked = {spec.name for spec in question_fields(self.registry[opened.command].form)}
        hidden = {name: text for name, text in state.values.items() if name not in asked}
        given = {name: text for name, text in values.items() if name in asked and text.strip()}
        reply = self.invoke(ctx, Invoke(self.registry[opened.command], {**hidden, **given}))
        if isinstance(reply, Card):
            dialogs.close(ctx, key)
        return reply

    def _reopened(self, ctx: Context, key: str) -> Reply:
        opened = dialogs.by_key(ctx, key)
        if opened is None:
            return faults.old_button()
        return OpenForm(opened.command, forms.kept(opened.state).values)

    def _answered(self, ctx: Context, opened: Open, text: str) -> Reply:
        shower = self._shower(ctx)
        fields = question_fields(self.registry[opened.command].form)
        step = wizard.answer(fields, forms.kept(opened.state), text, shower.check)
        return self._step(ctx, opened.command, step, opened.key)

    def _way(self, ctx: Context, word: str, opened: Open | None) -> Reply:
        """Lead out of a question: back, around it, or away."""
        if opened is None:
            return Card(spans("Nothing is open here."), icon="✋", whisper=True)
        if word == "cancel":
            dialogs.close(ctx, opened.key)
            return Card(spans("Cancelled, nothing saved."), icon="✋", whisper=True)
        fields = question_fields(self.registry[opened.command].form)
        state = forms.kept(opened.state)
        step = wizard.back(fields, state) if word == "back" else wizard.skip(fields, state)
        return self._step(ctx, opened.command, step, opened.key)

    def _step(self, ctx: Context, name: str, step: Step, key: str | None) -> Reply:
        command = self.registry[name]
        match step:
            case Question():
                kept = dialogs.save(ctx, name, forms.keep(step.state), step.field.name, key)
                return self._shower(ctx).question(command, step, kept)
            case Complete(values=values):
                if key is not None:
                    dialogs.close(ctx, key)
                return self.invoke(ctx, Invoke(command, values))

    def _again(self, ctx: Context, ref: str) -> Reply:
        """Work a message again that failed on our side."""
        row = inbox.reopen(self.session, ref)
        if row is None:
            return faults.old_button()
        inbox.close(self.session, row.key, self.now)
        self.inbound = replace(Inbound.from_json(row.inbound), address=self.inbound.address)
        return self._event(ctx)

    # May, fill, run

    def invoke(self, ctx: Context, wanted: Invoke) -> Reply:
        """Check the right, read the fields, run the command; what is missing opens its form."""
        self.wanted = wanted
        command = wanted.command
        if command.permission:
            ctx.actor.require(command.permission)
        values = dict(wanted.values)
        missing = self._fill_mentioned(ctx, wanted, values)
        if wanted.form:
            return OpenForm(command.name, values)
        wanted = self.wanted = replace(wanted, values=values)
        if missing is not None:
            return faults.problems(command, wanted, missing)
        filled = fill(command, values, self._reading(ctx), CoreResolver(ctx))
        if not isinstance(filled, Filled):
            return faults.problems(command, wanted, filled.problems)
        self._check_rev(ctx, wanted, getattr(filled.form, "which", None))
        history.name(ctx, command.name)
        return _reported(command.run(ctx, filled.form), wanted.unknown)

    def _check_rev(self, ctx: Context, wanted: Invoke, which: RecordRef | None) -> None:
        if wanted.command.changes and wanted.rev is not None and which is not None:
            records.check_rev(ctx, lookup.get(ctx, which.id), wanted.rev)

    def _fill_mentioned(self, ctx: Context, wanted: Invoke, values: dict[str, str]) -> dict[str, Problem] | None:
        """Take what the text names for a field that was not given; several things it may name are asked."""
        spec = next((spec for spec in wanted.command.fields if spec.has(Mentioned)), None)
        rest = next((spec for spec in wanted.command.fields if spec.has(Rest)), None)
        if spec is None or rest is None or values.get(spec.name) or not values.get(rest.name):
            return None
        named = mentions.named_in(ctx, values[rest.name])
        if named.sure:
            values[spec.name] = records.code(named.sure[0])
        elif named.doubtful:
            options = tuple(option_of(found) for found in named.doubtful)
            return {spec.name: Problem(Fault.AMBIGUOUS, named.asked, "", options)}
        elif wanted.typed and lookup.it(ctx) is not None:
            values[spec.name] = "it"
        return None

    # Showing

    def _shown(self, ctx: Context, reply: Reply) -> Answer:
        match reply:
            case Nothing():
                return Answer()
            case OpenForm():
                return self._form(ctx, reply)
            case Card():
                return self._draw(reply)

    def _form(self, ctx: Context, wanted: OpenForm) -> Answer:
        command = self.registry[wanted.command]
        if not self.limits.forms:
            step = wizard.start(question_fields(command.form), wanted.values, wanted.problems)
            return self._shown(ctx, self._step(ctx, command.name, step, None))
        event = self.inbound.event
        key = event.dialog if isinstance(event, Submitted) else None
        kept = dialogs.save(ctx, command.name, forms.keep(wizard.State(wanted.values)), "", key)
        return Answer(form=self._shower(ctx).whole(command, wanted, kept))

    def _draw(self, card: Card) -> Answer:
        drawn = buttons.draw(self.session, card, self.inbound.address, self.limits, self.now)
        return Answer(card=drawn, replaces=self._replaced(), notice=card.summary)

    def _replaced(self) -> str | None:
        """The card whose place the answer takes: the one whose button was pressed, if the command says so."""
        event = self.inbound.event
        if not isinstance(event, Pressed) or event.card is None:
            return None
        invocation = read_token(event.token) if not event.token.startswith(buttons.KEPT) else None
        name = invocation.command if invocation is not None else ""
        in_place = self.wanted.command.in_place if self.wanted is not None else name in _QUESTION_WORDS
        return event.card if in_place or name in _QUESTION_WORDS else None

    def _reading(self, ctx: Context) -> Reading:
        zone = ctx.actor.zone
        return Reading(ctx.now, zone, ctx.org.currency, ctx.org.region, conventions_for(zone))

    def _interpreter(self, ctx: Context) -> Interpreter:
        return Interpreter(
            self.registry, self._reading(ctx), lambda words, kinds: lookup.head_length(ctx, words, kinds)
        )

    def _shower(self, ctx: Context) -> forms.Shower:
        return forms.Shower(self._reading(ctx), CoreResolver(ctx))


_QUESTION_WORDS = frozenset({"answer", "back", "skip", "cancel", buttons.SURE})


def _sure(args: Mapping[str, str]) -> Card:
    """Ask once more before a button acts, where the platform cannot."""
    inner = read_token(args.get("line", ""))
    if inner is None:
        return faults.old_button()
    yes = Action(args.get("label", "Yes"), inner, style="primary")
    no = Action("Not now", Invocation("open", {"which": inner.args["which"]})) if "which" in inner.args else None
    return Card(spans(args.get("question", "Sure?")), actions=(yes, no) if no else (yes,), icon="❓")


def _reported(reply: Reply, unknown: tuple[str, ...]) -> Reply:
    """Say which options were no fields and stayed text."""
    if not unknown or not isinstance(reply, Card):
        return reply
    words = ", ".join(unknown)
    return replace(reply, blocks=(*reply.blocks, Footer(spans(f"{words} kept as text; no such field"))))
