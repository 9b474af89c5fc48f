"""The first day: the lists a CRM cannot do without, the first owner, and a small sample to try things on."""

from datetime import datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crmbot.core import companies, contacts, deals, history, people, tasks
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Context
from crmbot.core.deals import DealDraft
from crmbot.core.parties import Reach
from crmbot.core.tasks import TaskDraft
from crmbot.language.money import Money
from crmbot.language.when import When
from crmbot.store.models.party import Party
from crmbot.store.models.people import User
from crmbot.store.models.pipeline import LostReason, Pipeline, Stage
from crmbot.store.uow import one_at_a_time


def prepare(session: Session, now: datetime) -> None:
    """Make the default pipeline and the reasons a deal is lost for, where there are none."""
    if session.scalar(select(Pipeline.id).limit(1)) is not None:
        return
    one_at_a_time(session, "setup")
    if session.scalar(select(Pipeline.id).limit(1)) is not None:
        return  # another process that started at the same moment was faster
    history.begin_system(session, "setup", now)
    pipeline = Pipeline(name="Sales", is_default=True)
    session.add(pipeline)
    session.flush()
    for position, (name, category, probability) in enumerate(deals.DEFAULT_STAGES):
        session.add(
            Stage(
                pipeline_id=pipeline.id,
                name=name,
                position=position,
                category=category,
                probability=probability,
            )
        )
    session.add_all(LostReason(name=name, needs_note=name == "Other") for name in deals.DEFAULT_REASONS)
    session.flush()


def first_owner(session: Session, *, name: str, email: str, zone: str, now: datetime) -> tuple[User, bool]:
    """Return the first owner, made on an empty database; True when they were."""
    one_at_a_time(session, "setup")
    history.begin_system(session, "setup", now)
    return people.ensure_owner(session, name=name, email=email, zone=zone)


def is_empty(session: Session) -> bool:
    """Tell whether nobody has put anything into the CRM yet."""
    # lint: unscoped the question is about the organisation, not about one person's view
    return not session.scalar(select(func.count()).select_from(Party))


def load_sample(ctx: Context) -> int:
    """Put in a small organisation to try things on; return how many records. It goes away with one `undo`."""
    acme = companies.create(ctx, CompanyDraft("Acme Ltd", Reach(city="London", website="acme.example"), ("customer",)))
    delta = companies.create(ctx, CompanyDraft("Delta Pumps", Reach(city="Leeds"), ("prospect",)))
    reach = Reach(phone="+44 20 7946 0100", email="jane@acme.example")
    jane = contacts.create(ctx, ContactDraft("Jane Doe", reach, acme, "Purchasing Manager"))
    ben = contacts.create(ctx, ContactDraft("Ben Carter", Reach(mobile="+44 7700 900123"), delta, "Plant Manager"))
    amount = Money(1_200_000, ctx.org.currency)
    close = ctx.today + timedelta(days=40)
    deal = deals.create(ctx, DealDraft("Acme renewal", acme, amount, close, jane.id))
    due = When(ctx.today + timedelta(days=1), time(10), ctx.actor.zone)
    task = tasks.create(ctx, TaskDraft("Call Delta about the new pumps", due, [delta, ben]))
    return len((acme, delta, jane, ben, deal, task))
