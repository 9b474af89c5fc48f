"""How much each busy sender has used up of what they may send, over all processes."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.base import Base


class Allowance(Base):
    """What somebody has sent lately, as the instant from which none of it counts; no row for who sends little."""

    __tablename__ = "allowance"

    sender: Mapped[str] = mapped_column(primary_key=True)
    spent_until: Mapped[datetime] = mapped_column(index=True)
