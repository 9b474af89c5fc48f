"""A chat from which somebody wrote after half a year, and has not said yet who they are: it is told nothing."""

from datetime import timedelta

from sqlalchemy import update

from crmbot.core import people, tasks
from crmbot.store.models.people import ChatIdentity
from crmbot.store.tracking import written
from crmbot.store.uow import unit_of_work
from tests.scheduler.firm import NOON, Firm

HOUR = timedelta(hours=1)


async def test_reminder_goes_to_the_other_platform_when_the_link_to_the_first_sleeps(firm: Firm) -> None:
    """Somebody wrote from a chat that was silent for half a year, and has not said who they are: it may be anybody."""
    firm.task("Call Delta", NOON + HOUR)
    fall_asleep(firm, "alpha")

    await firm.advance(hours=1)

    assert (firm.alpha.chats(), firm.beta.chats()) == ([], ["beta:w2:ben2"])


async def test_reminder_when_all_links_of_its_person_sleep(firm: Firm) -> None:
    """It goes to nobody who may be a stranger: who leads their team hears of it, as of any other that finds no way."""
    firm.task("Call Delta", NOON + HOUR)
    fall_asleep(firm, "alpha", "beta")

    await firm.advance(hours=1)

    assert (set(firm.alpha.chats()), firm.beta.chats()) == ({"alpha:w1:ana"}, [])
    assert [fact.status.value for fact in firm.facts() if fact.kind == "reminder"] == ["dead", "sent"]


async def test_card_in_a_chat_whose_link_sleeps_is_left_as_it_is(firm: Firm) -> None:
    """What its record has become is not shown there until they have said who they are."""
    number = firm.task("Call Delta", NOON + HOUR)
    await firm.advance(hours=1)
    fall_asleep(firm, "alpha")
    with firm.at_task(number) as (ctx, task):
        tasks.rename(ctx, task, "Call Delta at once")

    await firm.advance(minutes=1)

    assert (firm.alpha.edited, firm.beta.edited) == ([], [])


def fall_asleep(firm: Firm, *platforms: str) -> None:
    """Have somebody write from Ben's chats there who has not said who they are, half a year after his last word."""
    with unit_of_work(firm.database) as session:
        theirs = update(ChatIdentity).where(
            ChatIdentity.user_id == firm.ids["ben"], ChatIdentity.platform.in_(platforms)
        )
        written(session).execute(theirs.values(confirm_by=people.ASLEEP))
