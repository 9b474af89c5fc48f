"""People we do not know yet: a kind answer, no data, and the ways to be known."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from crmbot.chat.card import Action, Block, Card, Footer, Item, Items, Line, bold, code, spans
from crmbot.chat.inbound import Inbound, Pressed, Said, Uploaded
from crmbot.chat.invocation import Invocation
from crmbot.commands.people.me import EXAMPLES, FIRST_STEPS
from crmbot.core import dialogs, history, people
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.core.people import ChatUser, idle, linking, strangers
from crmbot.handlers.identities import chat_user
from crmbot.store.models.people import User
from crmbot.store.uow import Session

CONFIRM = "link me"
"""What the button carries by which somebody confirms that they are who their e-mail says."""

UNKNOWN = "I don't know you in the CRM yet."
IDLE = f"You have not written from here for {idle.LIFE.days} days, so I have to ask who you are."
_LINKING = ("start", "link")
_TOLD = {
    "unknown": "I don't know that code.",
    "used": "This code was already used.",
    "expired": "That code has run out; codes are good for ten minutes.",
    "tried": "That code was guessed at too often, so it is good no more.",
}
_ASK = Line(spans("Ask an owner or a manager for a new one: they type ", code("invite you@firm.example"), "."))
_HOUR = 60
_KEPT = f"What you wrote is kept for {dialogs.DRAFT_LIFE // timedelta(hours=1)} h and can be saved"


@dataclass(frozen=True, slots=True)
class Stranger:
    """One message of somebody without a link to a user, and what can be done about it."""

    session: Session
    inbound: Inbound
    now: datetime

    def answer(self) -> Card | None:
        """Link them if they bring a code or confirm who they are; else say how to be linked, and keep their text.

        Returns None in a group where that was said today: who reads along there has read it.
        """
        code_given = self._code()
        if code_given:
            return self._by_code(code_given)
        proposed = people.propose(self.session, self._who())
        if proposed is not None and (self._confirms() or self.inbound.who.vouched):
            return self._linked(proposed)
        self.keep_text()
        if not self.inbound.private and not strangers.tell(self.session, self._group(), self.now):
            return None
        return self._propose(proposed) if proposed is not None else self._how()

    def _group(self) -> str:
        return str(self.inbound.address.chat_only)

    def _who(self) -> ChatUser:
        return chat_user(self.inbound.who)

    def _code(self) -> str:
        match self.inbound.event:
            case Said(text=text):
                word, _, rest = text.strip().removeprefix("/").partition(" ")
                return rest.strip() if word.lower() in _LINKING else ""
            case _:
                return ""

    def _confirms(self) -> bool:
        event = self.inbound.event
        return isinstance(event, Pressed) and event.token == CONFIRM

    def _by_code(self, given: str) -> Card:
        history.begin_system(self.session, "link", self.now)
        try:
            group = "" if self.inbound.private else self._group()
            user = linking.link(self.session, self._who(), given, self.now, group=group)
        except InvalidInput as error:
            return Card(spans(_TOLD[error.reason]), (_ASK,), icon="🔑", whisper=True)
        except Conflict as error:
            return self._locked(datetime.fromisoformat(error.at))
        return self._welcome(user)

    def _locked(self, until: datetime) -> Card:
        minutes = max(1, math.ceil((until - self.now).total_seconds() / 60))
        wait = "an hour" if minutes == _HOUR else f"{minutes} minutes" if minutes > 1 else "a minute"
        later = Line(spans(f"Try again in {wait}, best with a fresh code."))
        return Card(spans("Too many codes in a row were wrong."), (later, _ASK), icon="🔑", whisper=True)

    def _linked(self, user: User) -> Card:
        history.begin_system(self.session, "link", self.now)
        linking.attach(self.session, user, self._who(), self.now)
        return self._welcome(user)

    def _welcome(self, user: User) -> Card:
        """Greet somebody who was just linked: three things to type, their kept texts, their zone if it is unknown."""
        texts = dialogs.adopt_drafts(self.session, self.inbound.who.sign, user.id, self.now)
        examples = Items(tuple(Item(spans(code(example))) for example in EXAMPLES))
        lines: list[Block] = [Line(spans("Three things to type:")), examples]
        lines += [Line(spans("You wrote before: ", bold(text[:200]))) for text in texts[:3]]
        actions = [Action("Save it", Invocation("say", {"line": text})) for text in texts[:1]]
        if not user.timezone_confirmed:
            lines.append(Line(spans(f"Your times are shown in {user.timezone}. Is that where you are?")))
            actions += [
                Action("Yes", Invocation("timezone", {"zone": user.timezone})),
                Action("Another zone…", Invocation("timezone", {}, form=True)),
            ]
        actions = actions or [*FIRST_STEPS]
        return Card(spans(f"Linked to {user.name}."), tuple(lines), tuple(actions), icon="👋", whisper=True)

    def _propose(self, user: User) -> Card:
        yes = Action("Yes, that's me", Invocation(CONFIRM), style="primary")
        kept = Footer(spans(f"{_KEPT} then."))
        why = (Line(spans(IDLE)),) if self._is_idle() else ()
        return Card(spans(f"Are you {user.name}?"), (*why, kept), (yes,), icon="👋", whisper=True)

    def _is_idle(self) -> bool:
        return idle.is_idle(self.session, self._who(), self.now)

    def _again(self) -> Card:
        lines = (
            Line(spans("Type ", code("link"), " in another chat of yours, and here ", code("link CODE"), ".")),
            Line(
                spans("Without one, an owner or a manager gets you a code with ", code("invite you@firm.example"), ".")
            ),
            Footer(spans(f"{_KEPT} after that.")),
        )
        return Card(spans(IDLE), lines, icon="👋", whisper=True)

    def _how(self) -> Card:
        if self._is_idle():
            return self._again()
        lines = (
            Line(spans("An owner or a manager gets you a code with ", code("invite you@firm.example"), ".")),
            Line(spans("Then type ", code("link CODE"), " here.")),
            Footer(spans(f"{_KEPT} after linking.")),
        )
        return Card(spans(UNKNOWN), lines, icon="👋", whisper=True)

    def keep_text(self) -> None:
        """Keep what they wrote until they are linked, unless it was a mere greeting."""
        event = self.inbound.event
        text = event.text if isinstance(event, Said) else event.caption if isinstance(event, Uploaded) else ""
        greeting = text.strip().lower().removeprefix("/").split(" ")[0] in ("", "start", "hi", "hello", "help", "link")
        if not greeting:
            dialogs.keep_stranger(
                self.session,
                sender=self.inbound.who.sign,
                address=str(self.inbound.address),
                text=text,
                now=self.now,
            )
