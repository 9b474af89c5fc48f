"""Workspaces our app is installed in, and the links by which an owner installs it in one more.

None of it is tracked: an undo brings no token back, and the history keeps none.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.base import Base


class Installation(Base):
    """The app in one workspace of a platform; ids are the platform's own, `scopes` with commas between them.

    `sealed_token` is the token as the platform's adapter has encrypted it: nobody else can read it.
    """

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    workspace_ext: Mapped[str]
    name: Mapped[str]
    sealed_token: Mapped[str] = mapped_column(Text)
    bot_user_ext: Mapped[str]
    bot_ext: Mapped[str]
    scopes: Mapped[str] = mapped_column(Text)
    installed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    installed_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("platform", "workspace_ext"),)


class InstallLink(Base):
    """A link of one use that installs the app in a workspace; of its secrets only hashes are kept.

    `browser_hash` is that of the browser that opened it first and alone may go on with it, `state_hash` that of
    what the platform gives back to us at the end.
    """

    __tablename__ = "install_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    browser_hash: Mapped[str | None]
    state_hash: Mapped[str | None] = mapped_column(unique=True)
    used_at: Mapped[datetime | None]
