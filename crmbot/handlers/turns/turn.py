"""One inbound, worked from end to end inside one unit of work: who speaks, what is wanted, what is shown."""

from dataclasses import dataclass, replace
from datetime import datetime

from crmbot.chat import wizard
from crmbot.chat.card import Card
from crmbot.chat.command import Registry
from crmbot.chat.inbound import Inbound, Pressed, Said, Submitted, Uploaded
from crmbot.chat.invocation import ANSWERS
from crmbot.chat.limits import Limits
from crmbot.chat.reply import Fault, Nothing, OpenForm, Problem, Reply
from crmbot.commands import buttons
from crmbot.core import (
    channels,
    dialogs,
    history,
    opening,
    people,
)
from crmbot.core.context import Actor, Context, Organisation, Origin
from crmbot.core.errors import InvalidInput
from crmbot.core.settings import organisation
from crmbot.handlers import discretion
from crmbot.handlers.adapter import Answer
from crmbot.handlers.dialogs import forms
from crmbot.handlers.identities import chat_user
from crmbot.handlers.intake import brake, oversize, pasted
from crmbot.handlers.intake.brake import Hold
from crmbot.handlers.intents import only_shows
from crmbot.handlers.turns import albums, offered
from crmbot.handlers.turns.running import Runner
from crmbot.handlers.turns.strangers import UNKNOWN, Stranger
from crmbot.handlers.turns.wish import Wish
from crmbot.store.uow import Session

_IN_PLACE = ANSWERS | {buttons.SURE}


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
        return self._shown(runner, refused or Wish(self, runner).reply())

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
            topic=self.inbound.address.thread if self.inbound.in_topic else "",
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
                return self._shown(runner, Wish(self, runner).asking.begin(reply))
            case OpenForm():
                return self._whole_form(runner, reply)
            case Card():
                return self._drawn(runner.ctx.session, reply)

    def _whole_form(self, runner: Runner, wanted: OpenForm) -> Answer:
        command = runner.registry[wanted.command]
        key = self._open_form(runner.ctx.session)
        shown = runner.present(command, wanted.values)
        kept = dialogs.save(runner.ctx, command.name, forms.keep(wizard.State(wanted.values), shown), "", key)
        typed = {name: text for name, text in wanted.values.items() if text or name not in shown}
        filled = replace(wanted, values={**shown, **typed})
        return Answer(form=runner.shower.whole(command, filled, kept))

    def _open_form(self, session: Session) -> str | None:
        """Return the form that is open already: the one that was sent, or is to be shown again."""
        match self.inbound.event:
            case Submitted(dialog=key):
                return key
            case Pressed(token=token):
                pressed = buttons.read(session, token)
                return pressed.args.get("key") if pressed is not None and pressed.command == "form" else None
            case _:
                return None

    def _drawn(self, session: Session, card: Card) -> Answer:
        if self.runner is not None and self.inbound.private:
            card = offered.to(self.runner.ctx, self.registry, card)
        shown = discretion.for_asker(session, card, self.inbound, only_shows=self._only_shows)
        drawn = buttons.draw(session, shown, self.inbound.address, self.limits, self.now)
        if self.runner is not None:
            buttons.keep_choices(session, shown, self.runner.ctx.actor.id, self.inbound.address, self.now)
        reader = self.runner.ctx.actor.id if self.runner is not None and self.inbound.private else None
        return Answer(drawn, replaces=self._replaced(session), notice=shown.summary, reader=reader)

    def _only_shows(self) -> bool:
        """Tell whether what was asked for shows something, and changed nothing."""
        runner = self.runner
        if runner is None or runner.wanted is None or not only_shows(runner.wanted.command):
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
        return event.card if in_place or name in _IN_PLACE else None
