"""A firm whose channels are told of deals: rules, deals that are won, and time that goes by."""

from collections.abc import Sequence

from sqlalchemy import select

from crmbot.core import channels, companies, deals, due
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Context, Organisation, Origin
from crmbot.core.deals import DealDraft, closing
from crmbot.core.deals import lists as deal_lists
from crmbot.core.subscriptions import facts, rules
from crmbot.core.subscriptions.happenings import Happening
from crmbot.core.subscriptions.rules import Draft
from crmbot.language.money import Money
from crmbot.store.models.channel import Channel
from crmbot.store.models.deal import Deal
from crmbot.store.models.messaging import Outbox
from crmbot.store.uow import unit_of_work
from tests.core.conftest import Office

assert deal_lists.__name__  # what deals can be filtered by is declared there

SALES = "p:w:sales"
ORG = Organisation(zone="Europe/London")
WON = Draft("deal", events=(Happening.WON,))


def here(ctx: Context, address: str = SALES) -> Channel:
    """Let somebody speak in a channel."""
    ctx.origin = Origin(address, private=False, via="p")
    return channels.here(ctx)


def rule(office: Office, draft: Draft = WON, who: str = "ana", address: str = SALES) -> int:
    """Set a rule; return its row."""
    with office.acting(who) as ctx:
        channel = here(ctx, address)
        return rules.establish(ctx, channel, rules.checked(ctx, channel, draft)).id


def deal(office: Office, title: str = "Pumps", euros: int = 10_000, who: str = "ben") -> int:
    """Make a deal of Ben's."""
    with office.acting(who) as ctx:
        buyer = companies.create(ctx, CompanyDraft(f"Buyer of {title}"))
        return deals.create(ctx, DealDraft(title, buyer, Money(euros * 100, "EUR"))).id


def win(office: Office, number: int, who: str = "ben") -> None:
    """Win a deal."""
    with office.acting(who) as ctx:
        closing.win(ctx, ctx.session.get_one(Deal, number))


def told(office: Office, **later: float) -> Sequence[tuple[str, str | None, int | None]]:
    """Let time go by and have told what is due: kind, address, how many posts each message has."""
    office.later(**later)
    with unit_of_work(office.database) as session:
        for work in due.works():
            if work.name.startswith("news"):
                while work.run(session, office.now, ORG):
                    pass
        kinds = (facts.NEWS, facts.CARD, facts.FOLLOWED)
        rows = session.scalars(select(Outbox).where(Outbox.kind.in_(kinds)).order_by(Outbox.id)).all()
        return [(row.kind, row.address, len(row.args["posts"].split(","))) for row in rows]


ONE_LINE = (facts.NEWS, SALES, 1)
