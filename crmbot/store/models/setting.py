"""Settings of the organisation."""

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.base import Base
from crmbot.store.types import Json


class Setting(Base):
    """One setting under its key."""

    __tablename__ = "setting"
    __tracked__ = True

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(Json)
