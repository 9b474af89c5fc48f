"""One inbound, worked from end to end inside one unit of work: who speaks, what is wanted, what is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pydantic import ValidationError

from crmbot.chat import wizard
from crmbot.chat.card import Action, Card, spans
from crmbot.chat.command import Command, Registry
from crmbot.chat.form import Head
from crmbot.chat.inbound import Inbound, Pressed, Said, Submitted, Uploaded
from crmbot.chat.invocation import Invocation, read_token
from crmbot.chat.limits import Limits
from crmbot.chat.reply import Fault, Nothing, OpenForm, Problem, Reply
from crmbot.commands import buttons
from crmbot.commands.notes.cards import withdrawn_card
from crmbot.core import (
    channels,
    dialogs,
    history,
    inbox,
    lookup,
    notes,
    opening,
    people,
    records,
    subjects,
)
from crmbot.core.context import Actor, Context, Organisation, Origin
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.core.settings import organisation
from crmbot.handlers import albums, brake, discretion, faults, forms, free_text, oversize, pasted, unsaid, uploads
from crmbot.handlers.adapter import Answer
from crmbot.handlers.asking import Asking
from crmbot.handlers.brake import Hold
from crmbot.handlers.intent import LEAVE, FreeText, Intent, Invoke, Refused, Unknown, pressed
from crmbot.handlers.running import Runner
from crmbot.handlers.strangers import UNKNOWN, Stranger, chat_user
from crmbot.language import when
from crmbot.language.fold import fold
from crmbot.store.models.activity import Note
from crmbot.store.uow import Session

PRESS_LIFE = timedelta(minutes=15)
"""So long what a button does is done, though we were away when it was pressed."""

_NOTHING_FOLLOWS = frozenset({"none", "no", "nothing", "no next step"})

_QUESTION_WORDS = frozenset({"answer", "back", "skip", "cancel", buttons.SURE})


@dataclass(slots=True)
class Turn:
    """What is at hand while one inbound is worked."""

    inbound: Inbound
    limits: Limits
    registry: Registry
    now: datetime
    org: Organisation
    runner: Runner | None = None
    hold: Hold | None = None

    def answer(self, session: Session) -> Answer:
        """Do what the inbound asks for and return what to show."""
        actor = opening.speaking(session, chat_user(self.inbound.who), str(self.inbound.address))
        too_long = oversize.refused(self.inbound)
        if too_long is not None:
            return self._drawn(session, too_long)
        if actor is None:
            stranger = Stranger(session, self.inbound, self.now)
            if self.hold is not None and self.hold.told:
                stranger.keep_text()
                return Answer()
            return self._to_stranger(session, pasted.refused(session, self.inbound) or stranger.answer())
        runner = self.runner = Runner(self._context(session, actor), self.registry)
        history.begin(runner.ctx, "")
        if self.inbound.shared and not self.inbound.private:
            channels.here(runner.ctx)  # from now on it is known that outsiders read along
        refused = pasted.refused(session, self.inbound)
        if refused is None and self.hold is not None:
            return self._held(runner.ctx, self.hold)
        return self._shown(runner, refused or _Wish(self, runner).reply())

    def _held(self, ctx: Context, hold: Hold) -> Answer:
        """Keep what came too soon, and say once when to go on."""
        brake.keep(ctx, self.inbound)
        card = brake.told(hold, self.inbound, ctx)
        return self._drawn(ctx.session, card) if card is not None else Answer()

    def _to_stranger(self, session: Session, card: Card | None) -> Answer:
        """Answer somebody we do not know; where nothing more is said, a pressed button still gets its word."""
        if card is not None:
            return self._drawn(session, card)
        return Answer(notice=UNKNOWN if isinstance(self.inbound.event, Pressed) else "")

    def mended(self, session: Session, error: InvalidInput) -> Answer | None:
        """Return the form that was sent, with the error beside its field; None for anything but a form."""
        event, runner = self.inbound.event, self.runner
        if not isinstance(event, Submitted) or runner is None or runner.wanted is None:
            return None
        again = Runner(self._context(session, people.actor(session, runner.ctx.actor.id)), self.registry)
        problem = Problem(Fault.REFUSED, error.given, error.reason[:1].upper() + error.reason[1:])
        wanted = OpenForm(runner.wanted.command.name, dict(runner.wanted.values), {error.field: problem})
        return self._whole_form(again, wanted)

    def _context(self, session: Session, actor: Actor) -> Context:
        event = self.inbound.event
        origin = Origin(
            address=str(self.inbound.address),
            private=self.inbound.private,
            via=self.inbound.who.platform,
            message=self.message_key(),
            reply_to=event.reply_to if isinstance(event, Said | Uploaded) else getattr(event, "card", None),
            chat_name=self.inbound.chat_name,
            has_outsiders=self.inbound.shared,
        )
        return Context(session, actor, self.now, origin, organisation.current(session, self.org))

    def message_key(self) -> str | None:
        """Return the message's own key, by which an edit of it finds what it made."""
        event, address = self.inbound.event, str(self.inbound.address)
        if isinstance(event, Uploaded) and event.group:
            return albums.key_of(address, event)
        if isinstance(event, Said | Uploaded) and event.message:
            return f"{address}/{event.message}"
        return None

    def _shown(self, runner: Runner, reply: Reply) -> Answer:
        match reply:
            case Nothing():
                return Answer()
            case OpenForm() if not self.limits.forms:
                return self._shown(runner, _Wish(self, runner).asking.begin(reply))
            case OpenForm():
                return self._whole_form(runner, reply)
            case Card():
                return self._drawn(runner.ctx.session, reply)

    def _whole_form(self, runner: Runner, wanted: OpenForm) -> Answer:
        command = runner.registry[wanted.command]
        event = self.inbound.event
        key = event.dialog if isinstance(event, Submitted) else None
        shown = runner.present(command, wanted.values)
        kept = dialogs.save(runner.ctx, command.name, forms.keep(wizard.State(wanted.values), shown), "", key)
        typed = {name: text for name, text in wanted.values.items() if text or name not in shown}
        filled = replace(wanted, values={**shown, **typed})
        return Answer(form=runner.shower.whole(command, filled, kept))

    def _drawn(self, session: Session, card: Card) -> Answer:
        shown = discretion.for_asker(session, card, self.inbound, only_shows=self._only_shows)
        drawn = buttons.draw(session, shown, self.inbound.address, self.limits, self.now)
        if self.runner is not None:
            buttons.keep_choices(session, shown, self.runner.ctx.actor.id, self.inbound.address, self.now)
        reader = self.runner.ctx.actor.id if self.runner is not None and self.inbound.private else None
        return Answer(drawn, replaces=self._replaced(session), notice=shown.summary, reader=reader)

    def _only_shows(self) -> bool:
        """Tell whether what was asked for shows something, and changed nothing."""
        runner = self.runner
        if runner is None or runner.wanted is None or not _only_shows(runner.wanted.command):
            return False
        return not history.wrote(runner.ctx)

    def _replaced(self, session: Session) -> str | None:
        """Return the card whose place the answer takes: the one that was pressed, if its command says so."""
        event = self.inbound.event
        if not isinstance(event, Pressed) or event.card is None:
            return None
        invocation = buttons.read(session, event.token)
        name = invocation.command if invocation is not None else ""
        wanted = self.runner.wanted if self.runner is not None else None
        in_place = wanted is not None and wanted.command.in_place
        return event.card if in_place or name in _QUESTION_WORDS else None


@dataclass(slots=True)
class _Wish:
    """What somebody we know wants with an inbound."""

    turn: Turn
    runner: Runner

    @property
    def ctx(self) -> Context:
        return self.runner.ctx

    @property
    def asking(self) -> Asking:
        return Asking(self.runner, self._line)

    def reply(self) -> Reply:
        """Return the reply to the inbound in hand. What buttons carry can be made by hand, and may be none of ours."""
        try:
            return self._replied_to_event()
        except ValidationError as error:
            raise Conflict("That", "holds what I cannot read, so nothing was done") from error

    def _replied_to_event(self) -> Reply:
        match self.turn.inbound.event:
            case Said() as said:
                return self._said(said)
            case Pressed(token=token):
                return self._pressed(token)
            case Submitted(dialog=key, values=values):
                return self.asking.submitted(key, values)
            case Uploaded() as uploaded:
                return albums.join(self.ctx, uploaded) or self._uploaded(uploaded)

    def _uploaded(self, uploaded: Uploaded) -> Reply:
        registry, interpreter = self.runner.registry, self.runner.interpreter
        return self.runner.run(uploads.intent(self.ctx, uploaded, registry, interpreter))

    # Words

    def _said(self, said: Said) -> Reply:
        if said.withdrawn:
            return self._withdrawn()
        if said.edited:
            return self._edited(said)
        if said.forwarded_from or said.link:
            return self.runner.run(uploads.forwarded(self.ctx, said, self.runner.registry))
        text = said.text.strip()
        opened = None if self.turn.limits.forms else dialogs.open_here(self.ctx)
        word = text.removeprefix("/").lower()
        if word in LEAVE:
            return self.asking.way(word, opened)
        if opened is not None and not said.as_command:
            return self.asking.answered(opened, text)
        chosen = unsaid.chosen(self.ctx, self.runner.registry, text)
        if chosen is not None:
            return self._intended(chosen)
        if said.reply_to and not said.as_command:
            return self._replied(text)
        return self._line(said.text, as_command=said.as_command)

    def _line(self, text: str, *, as_command: bool = False) -> Reply:
        return self._intended(self.runner.interpreter.read(text, as_command=as_command))

    def _intended(self, intent: Intent) -> Reply:
        match intent:
            case Invoke():
                return self.runner.run(intent)
            case Unknown():
                dialogs.keep_draft(self.ctx, intent.text)
                return faults.unknown_word(intent)
            case FreeText(text=text):
                return free_text.FreeText(self.runner, text).reply()
            case Refused(error=error):
                raise error

    def _replied(self, text: str) -> Reply:
        """Take an answer to a card of ours: a command on its record, another time for its task, or a note on it."""
        record_id = lookup.it(self.ctx)
        if record_id is None:
            return self._line(text)
        record = lookup.get(self.ctx, record_id)
        which = records.code(record)
        noun = self.runner.registry.noun_of(record.kind)
        match = self.runner.interpreter.verb(noun, text) if noun else self.runner.registry.match(text)
        if match is not None and isinstance(match.found, Command):
            takes = next((spec for spec in match.found.fields if spec.name in ("which", "about")), None)
            if takes is not None:
                behind = f"{which} {match.rest}" if takes.has(Head) else f"{match.rest} on:{which}"
                return self._line(f"{match.found.name} {behind}")
        reading = self.runner.reading
        time = when.read(text, now=reading.now, zone=reading.zone, conventions=reading.conventions)
        if record.kind == "task" and time is not None:
            return self.runner.run(Invoke(self.runner.registry["move"], {"which": which, "until": text}, text))
        if record.kind == "note" and (time is not None or fold(text) in _NOTHING_FOLLOWS):
            answer = {"about": which, "due": text} if time is not None else {"which": which}
            return self.runner.run(Invoke(self.runner.registry["follow up" if time else "no next step"], answer, text))
        subject = record if record.kind in subjects.kinds() else lookup.behind(self.ctx, record_id)
        about = {"about": records.code(subject)} if subject is not None else {}
        return self.runner.run(Invoke(self.runner.registry["note"], {**about, "text": text}, text))

    def _made(self) -> Note | None:
        """Return the note that was made from the message in hand."""
        key = self.turn.message_key()
        return notes.written_in(self.ctx, key) if key else None

    def _withdrawn(self) -> Reply:
        """Ask what becomes of the note a deleted message made; where it made none there is nothing to say."""
        note = self._made()
        return withdrawn_card(self.ctx, note) if note is not None else Nothing()

    def _edited(self, said: Said) -> Reply:
        """Change the note an edited message made; a command is never run twice because it was edited."""
        note = self._made()
        if note is None:
            return Nothing()
        intent = self.runner.interpreter.read(said.text)
        text = intent.values.get("text", said.text) if isinstance(intent, Invoke) else said.text
        return self.runner.run(Invoke(self.runner.registry["edit"], {"which": records.code(note), "text": text}))

    # Buttons

    def _pressed(self, token: str) -> Reply:
        invocation = buttons.read(self.ctx.session, token)
        if invocation is None:
            return faults.old_button()
        args = invocation.args
        match invocation.command:
            case "answer" | "form" | "cancel" | "back" | "skip" as word if "key" in args:
                return self._to_question(word, args)
            case "say":
                return self._late(self.runner.interpreter.read(args.get("line", "")))
            case "again":
                return self._again(args.get("ref", ""))
            case buttons.SURE:
                return _sure(args)
            case buttons.MORE:
                return buttons.unfolded(args)
            case _:
                intent = pressed(self.runner.registry, invocation)
                return self._late(intent) if intent is not None else faults.old_button()

    def _to_question(self, word: str, args: Mapping[str, str]) -> Reply:
        """Go on with a question; one that is answered late is asked again."""
        opened = dialogs.by_key(self.ctx, args["key"])
        if word == "form" or (self._is_late and word in ("answer", "skip")):
            return self.asking.reopened(args["key"])
        if word == "answer":
            return self.asking.answered(opened, args.get("value", "")) if opened else faults.old_button()
        return self.asking.way(word, opened)

    @property
    def _is_late(self) -> bool:
        """Whether a button was pressed so long ago, while we were away, that it may not be meant any more."""
        return self.ctx.now - self.turn.inbound.at > PRESS_LIFE

    def _late(self, intent: Intent) -> Reply:
        """Do what a button stands for; what would change something by a late press is shown instead (pitfalls T2)."""
        if not self._is_late or not isinstance(intent, Invoke) or intent.form or _only_shows(intent.command):
            return self._intended(intent)
        which = intent.values.get("which") or intent.values.get("about")
        if not which:
            return faults.pressed_late(intent)
        shown = self.runner.run(Invoke(self.runner.registry["open"], {"which": which}))
        return faults.shown_late(shown) if isinstance(shown, Card) else shown

    def _again(self, ref: str) -> Reply:
        """Work a message again that failed on our side, for whoever sent it: references are short enough to guess."""
        failed = inbox.failed(self.ctx.session, ref)
        if failed is None or not self._is_mine(Inbound.from_json(failed.inbound)):
            return faults.old_button()
        row = inbox.reopen(self.ctx.session, ref)
        assert row is not None, "it was there a moment ago"
        inbox.close(self.ctx.session, row.key, self.ctx.now)
        # It was asked for just now, whenever it was said first.
        here, at = self.turn.inbound.address, self.turn.inbound.at
        self.turn.inbound = replace(Inbound.from_json(row.inbound), address=here, at=at)
        return self.reply()

    def _is_mine(self, inbound: Inbound) -> bool:
        return people.known(self.ctx.session, chat_user(inbound.who)) == self.ctx.actor.id


def _only_shows(command: Command) -> bool:
    """Tell whether a command needs no more than the right to see, so that it does no harm at any time."""
    return not command.changes and (not command.permission or command.permission.endswith(".see"))


def _sure(args: Mapping[str, str]) -> Card:
    """Ask once more before a button acts, where the platform cannot."""
    inner = read_token(args.get("line", ""))
    if inner is None:
        return faults.old_button()
    yes = Action(args.get("label", "Yes"), inner, style="primary")
    which = inner.args.get("which")
    no = (Action("Not now", Invocation("open", {"which": which})),) if which else ()
    return Card(spans(args.get("question", "Sure?")), actions=(yes, *no), icon="❓")
