"""How a text is understood, stage by stage, for whoever wonders; with a database also whom it names, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import click

from crmbot.cli.database import require_current
from crmbot.core import people, understanding
from crmbot.core.context import Context, Organisation, Origin
from crmbot.core.settings import organisation
from crmbot.language import explaining, when
from crmbot.language.explaining import Asked
from crmbot.store.engine import open_database
from crmbot.store.uow import read_only

if TYPE_CHECKING:
    from crmbot.settings import Settings

VIA = "console"


@dataclass(frozen=True, slots=True)
class Question:
    """A text, when and in which zone it is said; `user` is the address of who says it, where a database tells."""

    text: str
    now: datetime
    zone: str
    user: str | None = None


def words_alone(question: Question, currency: str) -> Iterator[str]:
    """Yield how a text is understood by its words alone."""
    conventions = when.conventions_for(question.zone)
    return explaining.lines(Asked(question.text, question.now, question.zone, currency, conventions))


def with_records(settings: "Settings", question: Question) -> list[str]:
    """Return how a text is understood by somebody in a database, which is only read."""
    require_current(settings)
    database = open_database(settings.database_url)
    try:
        with read_only(database) as session:
            user_id = understanding.speaker(session, question.user)
            if user_id is None:
                raise click.BadParameter(f"Nobody here has the address {question.user or 'of an owner'}.")
            usual = Organisation(currency=settings.currency, zone=settings.timezone)
            org = organisation.current(session, usual)
            ctx = Context(session, people.actor(session, user_id), question.now, Origin(via=VIA), org)
            return list(explaining.lines(understanding.asked(ctx, question.text)))
    finally:
        database.close()
