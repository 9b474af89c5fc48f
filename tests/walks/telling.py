"""What is told on a walk, in private and in channels: sent at once, and looked through by its readers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select

from crmbot.chat import sensitive
from crmbot.chat.address import Address
from crmbot.chat.card import plain_card
from crmbot.chat.limits import Pace
from crmbot.chat.sensitive import Trait
from crmbot.core import channels
from crmbot.scheduler.app import Scheduler
from crmbot.store.models.digest import Digest, DigestTurn
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.subscription import News
from crmbot.store.uow import Session, read_only
from tests.scheduler.firm import Recorder, Sent, limits
from tests.walks.talk import Did, Talk

RULES = (
    "sub set deals events:new,stage,won,lost",
    "sub set tasks style:batch",
    "sub set leads style:thread",
    "sub set companies style:card",
    "digest 9:00",
)
_MISTAKE = re.compile(r"\w+(?:Error|Exception)")


@dataclass(slots=True)
class Telling:
    """A scheduler, and a platform that takes whatever it is given."""

    talk: Talk
    told: int = 0
    _recorder: Recorder = field(init=False)
    _scheduler: Scheduler = field(init=False)
    _failed: int = 0

    def __post_init__(self) -> None:
        desk = self.talk.desk
        self._recorder = Recorder(desk.clock, limits(Pace()))
        self._scheduler = Scheduler(desk.database, {"p": self._recorder}, desk.clock, desk.door.worker.org)

    async def begin(self, room: str) -> None:
        """Set some rules for a channel, so that there is something to tell from the beginning."""
        for rule in RULES:
            await self.talk.command("ana", rule, room)

    async def tell(self) -> None:
        """Send what is to be told by now; look at what its readers see, and at what was not told."""
        await self._scheduler.run_due()
        with read_only(self.talk.desk.database) as session:
            for sent in (*self._recorder.sent, *self._recorder.edited):
                self.told += 1
                self.look_at(session, sent)
            for sentence in self._amiss(session):
                self.talk.findings.note(sentence.partition(":")[0], sentence)
        self._recorder.sent.clear()
        self._recorder.edited.clear()

    def look_at(self, session: Session, sent: Sent) -> None:
        """Put a card in front of its reader; what a channel may not see is none that it is told."""
        card, place = sent.drawn.card, Address.parse(sent.to)
        if place.chat in self.talk.people:
            labels = [action.label for action in card.buttons()]
            pairs = zip(labels, sent.drawn.tokens, strict=False)  # rows of buttons that are left out have no token
            did = Did(place.chat, f"told {sent.title}", plain_card(card), [pair for pair in pairs if pair[1]])
            self.talk.keep(did)
            return
        channel = channels.at(session, sent.to)
        allowed = {Trait.AMOUNT} if channel is not None and channel.shows_amounts else set()
        if sensitive.traits(card) - allowed:
            self.talk.findings.note("a channel is told what it may not see", plain_card(card))

    def _amiss(self, session: Session) -> Iterator[str]:
        """Nothing fails on our side, all that happened is sorted, and no digest is left behind."""
        now = self.talk.desk.clock.now()
        asked = select(Outbox).where(Outbox.last_error.is_not(None), Outbox.id > self._failed).order_by(Outbox.id)
        for fact in session.scalars(asked):
            self._failed = fact.id
            if _MISTAKE.fullmatch(fact.last_error or ""):
                yield f"{fact.kind} cannot be told, {fact.last_error}: {fact.record_id} {fact.args}"
        if (news := session.scalars(select(News).where(News.at <= now)).first()) is not None:
            yield f"news is left: {news.id} of {news.at}"
        late = select(Digest.id).join(DigestTurn, DigestTurn.digest_id == Digest.id).where(DigestTurn.at <= now)
        if (number := session.scalar(late.where(Digest.is_active))) is not None:
            yield f"a digest is left behind: {number}"
