"""Records offered to pick from: for a question of a form, or to be named in any chat."""

from dataclasses import dataclass
from datetime import datetime

from crmbot.chat.form import FieldSpec
from crmbot.chat.inbound import Identity
from crmbot.chat.reply import Option
from crmbot.commands import showing
from crmbot.core import lookup, people, subjects
from crmbot.core.context import Context, Organisation
from crmbot.core.errors import Found, Suspended
from crmbot.core.settings import organisation
from crmbot.handlers.adapter import Offer, Offers, Standing
from crmbot.handlers.dialogs.filling import option_of
from crmbot.handlers.identities import chat_user
from crmbot.language import codes
from crmbot.language.text import tidy
from crmbot.store.uow import Session

SUGGESTED = 100
OFFERED = 20
RECENT = 20


@dataclass(frozen=True, slots=True)
class Offering:
    """What is offered at one instant; it reads, and writes nothing."""

    session: Session
    now: datetime
    org: Organisation

    def suggest(self, who: Identity, text: str, spec: FieldSpec | None) -> tuple[Option, ...]:
        """Return up to 100 records the person may pick for a question, best first; none for those who may see none."""
        ctx = self._context(who)
        if isinstance(ctx, Standing):
            return ()
        words = tidy(text)
        kinds = subjects.expand(spec.kinds) if spec is not None else ()
        kinds = kinds or ((*subjects.kinds(), "task") if not words.strip() else showing.kinds())
        return tuple(option_of(one) for one in lookup.to_pick(ctx, words, kinds, SUGGESTED if words else RECENT))

    def offer(self, who: Identity, text: str) -> Offers:
        """Return up to 20 companies, people, leads and deals the person may see.

        Nothing of what people wrote in notes and tasks: those words were not meant for others.
        """
        ctx = self._context(who)
        if isinstance(ctx, Standing):
            return Offers(ctx)
        found = lookup.to_pick(ctx, tidy(text), subjects.kinds(), OFFERED)
        return Offers(Standing.KNOWN, tuple(_offer(one) for one in found))

    def _context(self, who: Identity) -> Context | Standing:
        """Return what somebody's look-up works with; who they are to us when they may not look anything up."""
        try:
            actor = people.speaking(self.session, chat_user(who), self.now)
        except Suspended:
            return Standing.SUSPENDED
        if actor is None:
            return Standing.STRANGER
        return Context(self.session, actor, self.now, org=organisation.current(self.session, self.org))


def _offer(found: Found) -> Offer:
    code = codes.show(found.kind, found.id)
    return Offer(code, found.kind, found.title, found.hint, showing.icon_of(found.kind))
