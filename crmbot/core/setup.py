"""The first day: the lists a CRM cannot do without, the first owner, and a small sample to try things on."""

from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from crmbot.core import companies, contacts, deals, history, leads, people, records, tasks
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Context, Organisation
from crmbot.core.deals import DealDraft, pipelines
from crmbot.core.leads import LeadDraft
from crmbot.core.leads import steps as lead_steps
from crmbot.core.parties import Reach
from crmbot.core.settings import lists as settings_lists
from crmbot.core.settings import options, organisation, sources
from crmbot.core.tasks import TaskDraft
from crmbot.language.money import Money
from crmbot.language.when import When
from crmbot.store.models.lead import Grade, Lead
from crmbot.store.models.party import Party
from crmbot.store.models.people import User
from crmbot.store.models.pipeline import Pipeline
from crmbot.store.uow import one_at_a_time


def prepare(session: Session, now: datetime, start: Organisation | None = None) -> None:
    """Make the default pipeline and the lists where there are none, and keep the habits the organisation starts with.

    Args: `start`: what the environment says of the organisation; without it nothing is kept of that yet.
    """
    if _is_prepared(session, start):
        return
    one_at_a_time(session, "setup")
    options.forget(session)  # what was read before the lock is another process's yesterday
    if _is_prepared(session, start):
        return  # another process that started at the same moment was faster
    history.begin_system(session, "setup", now)
    settings_lists.begin(session)
    if session.scalar(select(Pipeline.id).limit(1)) is None:
        _make_pipeline(session)
    if start is not None:
        organisation.begin(session, start)
    session.flush()


def _is_prepared(session: Session, start: Organisation | None) -> bool:
    """Tell whether everything of the first day is there; a house from an earlier release may lack some of it."""
    has_pipeline = session.scalar(select(Pipeline.id).limit(1)) is not None
    knows_itself = start is None or organisation.has_begun(session)
    return has_pipeline and knows_itself and settings_lists.have_begun(session)


def _make_pipeline(session: Session) -> None:
    pipeline = Pipeline(name="Sales", is_default=True)
    session.add(pipeline)
    session.flush()
    session.add_all(pipelines.fresh_stages(pipeline))


def first_owner(session: Session, *, name: str, email: str, zone: str, now: datetime) -> tuple[User, bool]:
    """Return the first owner, made on an empty database; True when they were."""
    one_at_a_time(session, "setup")
    history.begin_system(session, "setup", now)
    return people.ensure_owner(session, name=name, email=email, zone=zone)


def is_empty(session: Session) -> bool:
    """Tell whether nobody has put anything into the CRM yet."""
    # lint: unscoped the question is about the organisation, not about one person's view
    return all(session.scalar(select(table.id).limit(1)) is None for table in (Party, Lead))


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
    found = _sample_leads(ctx)
    # What one works with is at hand first.
    records.remember(ctx, acme, delta, jane, ben, deal, task)
    return len((acme, delta, jane, ben, deal, task, *found))


def _sample_leads(ctx: Context) -> tuple[Lead, Lead, Lead]:
    """Put in three leads: one of one's own, one that was begun, and one that is nobody's yet."""
    fair, web = sources.named(ctx.session, "trade show"), sources.named(ctx.session, "web")
    budget = Money(900_000, ctx.org.currency)
    reach = Reach(phone="+44 20 7946 0155", email="hello@hooli.example", city="Bristol")
    hooli = leads.create(ctx, LeadDraft(company_name="Hooli", reach=reach, source=fair, budget=budget))
    nora = LeadDraft("Nora", "Kern", "Stark Mills", job_title="Head of Production", grade=Grade.PROSPECT, source=fair)
    mills = leads.create(ctx, nora)
    lead_steps.start(ctx, mills)
    asked = "Asked for the price list on the web site."
    lind = LeadDraft(
        "Mark", "Lind", reach=Reach(email="lind@post.example"), source=web, description=asked, unowned=True
    )
    return hooli, mills, leads.create(ctx, lind)
