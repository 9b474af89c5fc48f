"""Answers that are kept until they are known to have arrived; those that did not are told by the outbox."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from crmbot.core.outbox import LATE, Target, tell
from crmbot.store.models.messaging import Inbox


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it is kept: for whom, where to, the card written down, and the one whose place it takes."""

    address: str
    card: str
    user_id: int | None = None
    ref: str = ""

    def to_json(self) -> str:
        """Write it down."""
        told = {"address": self.address, "card": self.card, "user_id": self.user_id, "ref": self.ref}
        return json.dumps(told, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "KeptAnswer":
        """Read what `to_json` wrote."""
        return cls(**json.loads(text))


def hand_over(session: Session, key: str, now: datetime) -> bool:
    """Leave an answer that did not arrive to the outbox; False when it is known to have arrived meanwhile."""
    row = session.scalar(select(Inbox).where(Inbox.key == key, Inbox.answer.is_not(None)).with_for_update())
    if row is None or row.answer is None:
        return False
    kept = KeptAnswer.from_json(row.answer)
    args = {"card": kept.card, "asked": row.received_at.isoformat()}
    if kept.ref:
        args["ref"] = kept.ref
    row.answer = row.lease_until = None
    target = Target(kept.user_id, kept.address)
    # One that is tried again, under the same key of its platform, may be answered late twice.
    return tell(session, LATE, target, at=now, args=args, dedupe_key=f"{LATE}:{key}:{now.isoformat()}")
