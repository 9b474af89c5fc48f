"""Digests: once a day, on one's days, at one's own hour wherever one is; on either database."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select

from crmbot.core import channels, digests, history, people, rights
from crmbot.core.context import Context, Organisation, Origin
from crmbot.core.delivery.addresses import moved
from crmbot.core.digests import Wish, firing, reading
from crmbot.core.errors import InvalidInput, NotAllowed
from crmbot.core.people import zones
from crmbot.store.models.channel import ChannelState
from crmbot.store.models.digest import Digest, DigestTurn
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.people import User
from crmbot.store.uow import unit_of_work
from tests.core.conftest import Office
from tests.core.test_deal_signs import counted

ORG = Organisation(zone="Europe/London")
EIGHT = Wish(at=time(8), days="12345")
SALES = "console:local:sales"


def set_for(office: Office, who: str = "ben", wish: Wish = EIGHT) -> None:
    """Have somebody's digest set."""
    with office.acting(who, "digest") as ctx:
        digests.set_own(ctx, wish)


def fired(office: Office, at: datetime) -> list[str]:
    """Do what is due at an instant, and return all the days that were ever told, oldest first."""
    office.now = at
    with unit_of_work(office.database) as session:
        while firing.fire_due(session, at, ORG):
            pass
        rows = session.scalars(select(Outbox).where(Outbox.kind == firing.DIGEST).order_by(Outbox.id)).all()
        return [row.args["on"] for row in rows]


def upcoming(office: Office) -> datetime | None:
    """Return when the next digest leaves."""
    with unit_of_work(office.database) as session:
        return session.scalar(firing.NEXT_DUE)


def instant(day: str, hour: int, minute: int = 0) -> datetime:
    """Return an instant in UTC."""
    return datetime.combine(date.fromisoformat(day), time(hour, minute), UTC)


def test_digest_when_it_is_set(office: Office) -> None:
    """It leaves on the next of its days, and not on the day that is half over."""
    set_for(office)

    assert upcoming(office) == instant("2026-11-20", 8)
    assert fired(office, instant("2026-11-20", 7, 59)) == []
    assert fired(office, instant("2026-11-20", 8)) == ["2026-11-20"]


def test_digest_when_it_was_sent_already(office: Office) -> None:
    """It leaves once a day; after Friday comes Monday."""
    set_for(office)

    assert fired(office, instant("2026-11-20", 8)) == ["2026-11-20"]
    assert fired(office, instant("2026-11-20", 9)) == ["2026-11-20"]
    assert upcoming(office) == instant("2026-11-23", 8)


@pytest.mark.parametrize(("late", "days"), [(1, ["2026-11-20"]), (4, ["2026-11-20"]), (5, [])])
def test_digest_when_nobody_was_at_work(office: Office, late: int, days: list[str]) -> None:
    """It comes late rather than never, but yesterday's news is none."""
    set_for(office)

    assert fired(office, instant("2026-11-20", 8 + late)) == days
    assert upcoming(office) == instant("2026-11-23", 8)


def test_digest_when_nobody_was_at_work_for_days(office: Office) -> None:
    """After three days the one of today comes, and those before it never."""
    set_for(office)

    assert fired(office, instant("2026-11-24", 9)) == ["2026-11-24"]


def test_digest_when_the_clocks_change(office: Office) -> None:
    """Eight o'clock stays eight o'clock over both changes."""
    set_for(office, wish=Wish(at=time(8), days="1234567"))
    fired(office, instant("2027-03-27", 8))
    assert upcoming(office) == instant("2027-03-28", 7)

    fired(office, instant("2027-10-30", 7))
    assert upcoming(office) == instant("2027-10-31", 8)


def test_digest_when_its_hour_is_skipped(office: Office) -> None:
    """Half past one does not exist on the day the clocks go forward: it comes at the first minute behind that."""
    set_for(office, wish=Wish(at=time(1, 30), days="1234567"))
    fired(office, instant("2027-03-27", 1, 30))

    assert upcoming(office) == instant("2027-03-28", 1)
    assert fired(office, instant("2027-03-28", 1))[-1] == "2027-03-28"


def test_digest_when_the_person_moves(office: Office) -> None:
    """It is at eight where they are: earlier in the east, later in the west, and never twice a day."""
    set_for(office)
    with office.acting("ben") as ctx:
        zones.choose(ctx, "Asia/Tokyo")
    assert upcoming(office) == instant("2026-11-19", 23)
    assert fired(office, instant("2026-11-19", 23)) == ["2026-11-20"]

    with office.acting("ben") as ctx:
        zones.choose(ctx, "America/New_York")
    assert fired(office, instant("2026-11-20", 13)) == ["2026-11-20"]
    assert upcoming(office) == instant("2026-11-23", 13)


def test_digest_when_work_days_are_ones_own(office: Office) -> None:
    """Without days of its own it goes by the work days of its person, as they are that day."""
    set_for(office, wish=Wish(at=time(8), days=""))
    with office.acting("ben") as ctx:
        ctx.session.get_one(User, ctx.actor.id).work_days = "6"

    assert fired(office, instant("2026-11-20", 8)) == []
    assert fired(office, instant("2026-11-21", 8)) == ["2026-11-21"]


def test_digest_when_the_person_is_suspended(office: Office) -> None:
    """Who is suspended is told nothing, and told again once they are back."""
    set_for(office)
    with office.acting() as ctx:
        rights.suspend(ctx, ctx.session.get_one(User, office.ids["ben"]))
    assert fired(office, instant("2026-11-20", 8)) == []

    with office.acting() as ctx:
        rights.reactivate(ctx, ctx.session.get_one(User, office.ids["ben"]))
    assert fired(office, instant("2026-11-23", 8)) == ["2026-11-23"]


def test_digest_when_it_is_stopped(office: Office) -> None:
    """It leaves no more; what was set is there when it is wanted again."""
    set_for(office, wish=Wish(at=time(7, 30), days="135", parts=("tasks",)))
    with office.acting("ben") as ctx:
        digest = digests.own(ctx)
        assert digest is not None
        digests.stop(ctx, digest)
    assert upcoming(office) is None

    set_for(office, wish=Wish())
    with office.acting("ben") as ctx:
        again = digests.own(ctx)
        assert again is not None
        assert (again.at, again.days, again.parts) == (time(7, 30), "135", ["tasks"])
    assert upcoming(office) == instant("2026-11-20", 7, 30)


def test_digest_when_it_is_undone(office: Office) -> None:
    """Undo brings the hour back, and takes away what was first set."""
    set_for(office)
    set_for(office, wish=Wish(at=time(9)))
    with office.acting("ben", "undo") as ctx:
        history.undo(ctx, history.last_batch(ctx))
    assert upcoming(office) == instant("2026-11-20", 8)

    with office.acting("ben", "undo") as ctx:
        history.undo(ctx, history.last_batch(ctx))
    assert upcoming(office) is None


def test_digest_when_somebody_else_stops_it(office: Office) -> None:
    """One's own digest is nobody else's matter."""
    set_for(office)
    with office.acting() as ctx, pytest.raises(NotAllowed):
        digests.stop(ctx, ctx.session.scalars(select(Digest)).one())


def test_parts_when_named() -> None:
    """Parts are known by several names, `all` is every one; what is none is said with those there are."""
    assert digests.parts_named("tasks, meetings pipeline") == ("tasks", "events", "deals")
    assert digests.parts_named("all") == ()
    with pytest.raises(InvalidInput):
        digests.parts_named("weather")


def in_sales(ctx: Context) -> Context:
    """Let somebody speak in a channel."""
    ctx.origin = Origin(SALES, private=False, via="console")
    return ctx


def test_digest_of_a_channel_when_set(office: Office) -> None:
    """It is for the channel, at the hour of the organisation's zone, and by the right of a manager."""
    with office.acting("mia", "digest") as ctx:
        channel = channels.here(in_sales(ctx))
        digests.set_for_channel(ctx, channel, Wish())

    assert fired(office, instant("2026-11-20", 8)) == ["2026-11-20"]
    with unit_of_work(office.database) as session:
        assert session.scalars(select(Outbox.address).where(Outbox.kind == firing.DIGEST)).all() == [SALES]


@pytest.mark.parametrize("who", ["ben", "rita"])
def test_digest_of_a_channel_when_they_may_not(office: Office, who: str) -> None:
    """What a channel is told is for managers and owners to say."""
    with office.acting(who) as ctx, pytest.raises(NotAllowed):
        digests.set_for_channel(ctx, channels.here(in_sales(ctx)), Wish())


def test_digest_of_a_channel_when_it_is_gone(office: Office) -> None:
    """Nothing leaves for a channel that cannot be written to."""
    with office.acting("mia", "digest") as ctx:
        channel = channels.here(in_sales(ctx))
        digests.set_for_channel(ctx, channel, Wish())
        channel.state = ChannelState.GONE

    assert fired(office, instant("2026-11-20", 8)) == []


def test_digest_of_a_channel_when_the_right_is_gone(office: Office) -> None:
    """It is drawn by the rights of who set it, as they are then; where those are gone it stops, and owners hear."""
    with office.acting("mia", "digest") as ctx:
        digests.set_for_channel(ctx, channels.here(in_sales(ctx)), Wish())
    with office.acting() as ctx:
        rights.suspend(ctx, ctx.session.get_one(User, office.ids["mia"]))
    with office.acting() as ctx:
        digest = ctx.session.scalars(select(Digest)).one()

        assert reading.told(ctx, digest) is None
        assert reading.told(ctx, digest) is None
        assert not digest.is_active
        facts = ctx.session.scalars(select(Outbox).where(Outbox.kind == reading.ORPHANED)).all()
        assert [fact.user_id for fact in facts] == [office.ids["ana"]]
    assert upcoming(office) is None


def test_digest_of_a_channel_when_the_chat_moves(office: Office) -> None:
    """A group that becomes another chat takes its digest along, also into one that is known already."""
    with office.acting("mia", "digest") as ctx:
        digests.set_for_channel(ctx, channels.here(in_sales(ctx)), Wish())
        ctx.origin = Origin("console:local:new", private=False, via="console")
        channels.here(ctx)
    with unit_of_work(office.database) as session:
        moved(session, SALES, "console:local:new", office.now)

    fired(office, instant("2026-11-20", 8))
    with unit_of_work(office.database) as session:
        addresses = session.scalars(select(Outbox.address).where(Outbox.kind == firing.DIGEST)).all()
        assert addresses == ["console:local:new"]


def test_number_of_queries_when_a_thousand_are_due(office: Office) -> None:
    """A batch takes as many queries for two hundred people as for ten, all in one go."""
    ran: list[int] = []
    for more in (10, 200):
        _hire(office, more)
        at = instant("2026-11-20", 8) + timedelta(days=len(ran) * 3)
        with office.acting() as ctx, counted(ctx) as statements:
            firing.fire_due(ctx.session, at, ORG)
            ran.append(len([each for each in statements if each.lstrip().startswith(("SELECT", "UPDATE"))]))

    assert ran[0] == ran[1]
    with unit_of_work(office.database) as session:
        assert session.scalar(select(func.count()).select_from(DigestTurn)) == 210


def _hire(office: Office, count: int) -> None:
    """Let so many more people have a digest."""
    with office.acting() as ctx:
        there = ctx.session.scalar(select(func.count()).select_from(User)) or 0
        for number in range(there, there + count):
            mail = f"p{number}@firm.example"
            user = people.add(ctx.session, name=f"P {number}", email=mail, role="rep", zone="Europe/London")
            digest = Digest(user_id=user.id, at=time(8), days="1234567", parts=None, made_by_id=user.id)
            ctx.session.add(digest)
            ctx.session.flush()
            digests.follow(ctx.session, digest, ctx.now, ORG)
