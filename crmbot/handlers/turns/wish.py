"""What somebody we know wants with an inbound: their words, a button, a form, a file."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import ValidationError

from crmbot.chat.card import Action, Card, Footer, spans
from crmbot.chat.command import Command
from crmbot.chat.form import Head
from crmbot.chat.inbound import Inbound, Pressed, Said, Submitted, Uploaded
from crmbot.chat.invocation import LEAVE, QUESTIONS, Invocation, read_token
from crmbot.chat.reply import Nothing, Reply
from crmbot.commands import buttons, phrases
from crmbot.commands.notes.cards import withdrawn_card
from crmbot.core import dialogs, history, inbox, lookup, notes, people, records, subjects
from crmbot.core.context import Context
from crmbot.core.errors import Ambiguous, Conflict, NotFound
from crmbot.core.tasks import said as said_tasks
from crmbot.handlers import faults
from crmbot.handlers.identities import chat_user
from crmbot.handlers.intents import FreeText, Intent, Invoke, Refused, Unknown, only_shows, pressed
from crmbot.handlers.meaning import list_turns, unsaid
from crmbot.handlers.turns import albums, free_text, replies, second_thoughts, uploads
from crmbot.handlers.turns.asking import Asking
from crmbot.handlers.turns.running import Runner
from crmbot.language import codes, when
from crmbot.language.fold import fold
from crmbot.language.plain_words import going_on
from crmbot.language.text import first_line
from crmbot.store.models.activity import Note
from crmbot.store.models.record import Record

if TYPE_CHECKING:
    from crmbot.handlers.turns.turn import Turn

PRESS_LIFE = timedelta(minutes=15)
"""So long what a button does is done, though we were away when it was pressed."""

_SHOWN = 60

_NOTHING_FOLLOWS = frozenset({"none", "no", "nothing", "no next step"})


@dataclass(slots=True)
class Wish:
    """What somebody we know wants with an inbound."""

    turn: "Turn"
    runner: Runner

    @property
    def ctx(self) -> Context:
        return self.runner.ctx

    @property
    def asking(self) -> Asking:
        return Asking(self.runner, self._intended)

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
        beside = uploads.beside(uploaded, registry, interpreter)
        if beside is not None and self.ctx.actor.can("document.create"):
            return self._done_beside(uploaded, beside)
        return self.runner.run(uploads.intent(self.ctx, uploaded, registry, interpreter))

    def _done_beside(self, uploaded: Uploaded, wanted: Invoke) -> Reply:
        """Do what a file was sent with, and keep it with what that was done to, or what that is about."""
        reply = self.runner.run(wanted)
        number = lookup.it(self.ctx) if history.wrote(self.ctx) else self._asked_about(wanted)
        about = uploads.belongs_to(self.ctx, number) if number is not None else None
        names = uploads.keep_with(self.ctx, uploaded, about)
        where = spans(" with ", phrases.link(about)) if about is not None else ()
        told = Footer(spans(f"📎 Kept {names}", *where))
        return replace(reply, blocks=(*reply.blocks, told)) if isinstance(reply, Card) else reply

    def _asked_about(self, wanted: Invoke) -> int | None:
        """Return the record that a command is wanted for, which had to ask for more before it does anything."""
        try:
            return lookup.resolve(self.ctx, wanted.values.get("which", "")).id
        except (Ambiguous, NotFound):
            return None

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
        if word in LEAVE and not (opened is None and word == "cancel" and said.reply_to):
            return self.asking.way(word, opened)
        if opened is not None and not said.as_command:
            return self.asking.answered(opened, text)
        chosen = unsaid.chosen(self.ctx, self.runner.registry, text)
        if chosen is not None:
            return self._intended(chosen)
        if said.reply_to and not said.as_command:
            return self._replied(text)
        goes_on = not said.as_command or going_on.names_it(text)
        return (self._gone_on(text) if goes_on else None) or self._line(said.text, as_command=said.as_command)

    def _gone_on(self, text: str) -> Reply | None:
        """Go on with the list last shown here, if words do that."""
        further = list_turns.gone_on(self.ctx, self.runner.registry, text)
        return self._intended(further) if isinstance(further, Intent) else further

    def _line(self, text: str, *, as_command: bool = False) -> Reply:
        said = unsaid.with_name(self.ctx, text)
        return self._intended(self.runner.interpreter.read(said, as_command=as_command))

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
        if codes.parse_code(text) is not None:
            return self._line(text)
        ends = record.kind == "note" and fold(text) in _NOTHING_FOLLOWS
        polite = replies.polite(record, text) if not ends else None
        if polite is not None:
            return polite
        line = self._done_to(record, text)
        if line:
            return self._line(line)
        which, reading = records.code(record), self.runner.reading
        time = when.read(text, now=reading.now, zone=reading.zone, conventions=reading.conventions)
        if record.kind == "task" and time is not None:
            return self.runner.run(Invoke(self.runner.registry["move"], {"which": which, "until": text}, text))
        if record.kind == "note" and (time is not None or ends):
            answer = {"about": which, "due": text} if time is not None else {"which": which}
            return self.runner.run(Invoke(self.runner.registry["follow up" if time else "no next step"], answer, text))
        subject = record if record.kind in subjects.kinds() else lookup.behind(self.ctx, record_id)
        about = {"about": records.code(subject)} if subject is not None else {}
        return self.runner.run(Invoke(self.runner.registry["note"], {**about, "text": text}, text))

    def _done_to(self, record: Record, text: str) -> str:
        """Return the line that does to a record what words under its card ask for; empty where they ask for nothing."""
        noun = self.runner.registry.noun_of(record.kind)
        match = self.runner.interpreter.verb(noun, text) if noun else self.runner.registry.match(text)
        if match is None or not isinstance(match.found, Command):
            return ""
        takes = next((spec for spec in match.found.fields if spec.name in ("which", "about")), None)
        # `call her instead` under a task is said of it, and no call that was.
        if takes is None or (takes.name == "about" and record.kind not in subjects.expand(takes.kinds)):
            return ""
        which = records.code(record)
        behind = f"{which} {match.rest}" if takes.has(Head) else f"{match.rest} on:{which}"
        return f"{match.found.name} {behind}"

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
            changed = second_thoughts.edited(self.runner, self.turn.message_key(), said.text)
            return self.runner.run(changed) if changed is not None else self._not_again(said.text)
        intent = self.runner.interpreter.read(said.text)
        text = intent.values.get("text", said.text) if isinstance(intent, Invoke) else said.text
        return self.runner.run(Invoke(self.runner.registry["edit"], {"which": records.code(note), "text": text}))

    def _not_again(self, text: str) -> Reply:
        """Say of an edited message that nothing is done twice by itself, with the way to what was meant."""
        key = self.turn.message_key()
        touched = said_tasks.touched_by(self.ctx, key) if key else ()
        if touched:
            title = spans("That was done as you wrote it first. Change it here: ", phrases.link(touched[0]))
            return Card(title, actions=(phrases.show_action("Open", touched[0]),), icon="✏️", whisper=True)
        if not text.strip():
            return Nothing()
        again = Action(first_line(text, _SHOWN), Invocation("say", {"line": text}), style="primary")
        return Card(spans("You changed that message. As it is now?"), actions=(again,), icon="✏️", whisper=True)

    # Buttons

    def _pressed(self, token: str) -> Reply:
        invocation = buttons.read(self.ctx.session, token)
        if invocation is None:
            return faults.old_button()
        args = invocation.args
        match invocation.command:
            case word if word in QUESTIONS and "key" in args:
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
        if not self._is_late or not isinstance(intent, Invoke) or intent.form or only_shows(intent.command):
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


def _sure(args: Mapping[str, str]) -> Card:
    """Ask once more before a button acts, where the platform cannot."""
    inner = read_token(args.get("line", ""))
    if inner is None:
        return faults.old_button()
    yes = Action(args.get("label", "Yes"), inner, style="primary")
    which = inner.args.get("which")
    no = (Action("Not now", Invocation("open", {"which": which})),) if which else ()
    return Card(spans(args.get("question", "Sure?")), actions=(yes, *no), icon="❓")
