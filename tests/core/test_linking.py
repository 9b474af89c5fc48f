"""Linking codes: wrong ones are counted, and too many of them are enough for an hour."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crmbot.core import history
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.core.people import ChatUser, linking
from crmbot.store.models.people import LinkCode, LinkTry, User
from crmbot.store.uow import unit_of_work
from tests.core.conftest import Office

ZOE, MAX = ChatUser("console", "local", "zoe"), ChatUser("console", "local", "max")


def code(office: Office, who: str = "zoe") -> str:
    """Invite somebody; return their code."""
    with office.acting("ana", "invite") as ctx:
        return linking.invite(ctx, name="", email=f"{who}@firm.example")[1]


def bring(office: Office, given: str, who: ChatUser = ZOE, group: str = "") -> str:
    """Let a chat identity bring a code; return what came of it, committed whatever it was."""
    with unit_of_work(office.database) as session:
        history.begin_system(session, "link", office.now)
        try:
            return linking.link(session, who, given, office.now, group=group).name
        except InvalidInput as refused:
            return refused.reason
        except Conflict as refused:
            return f"{refused.reason} until {refused.at[11:16]}"


def wrong(office: Office, times: int, who: ChatUser = ZOE) -> list[str]:
    """Bring wrong codes."""
    return [bring(office, f"AAAA-AAA{number}", who) for number in range(2, times + 2)]


def test_codes_when_five_are_wrong(office: Office) -> None:
    """The fifth ends it for an hour, the right one does nothing meanwhile, and is good afterwards no more."""
    good = code(office)

    assert wrong(office, 5) == ["unknown"] * 4 + ["locked until 11:00"]
    assert bring(office, good) == "locked until 11:00"
    office.later(minutes=59, seconds=59)
    assert bring(office, code(office)) == "locked until 11:00"
    office.later(seconds=1)
    assert bring(office, good) == "expired"
    assert bring(office, code(office)) == "Zoe"


def test_codes_when_another_brings_them(office: Office) -> None:
    """Each chat identity has its own tries."""
    wrong(office, 5)

    assert bring(office, code(office, "max"), MAX) == "Max"


def test_codes_when_a_right_one_comes_between(office: Office) -> None:
    """The count begins anew."""
    wrong(office, 4)
    assert bring(office, code(office)) == "Zoe"

    with unit_of_work(office.database) as session:
        assert session.get(LinkTry, "console:local:zoe") is None
    assert wrong(office, 4) == ["unknown"] * 4


def test_codes_when_time_passes_between(office: Office) -> None:
    """After an hour without one, wrong codes are forgotten."""
    wrong(office, 4)
    office.later(hours=1)

    assert wrong(office, 4) == ["unknown"] * 4


@pytest.mark.parametrize("late", [timedelta(0), timedelta(minutes=10)])
def test_code_when_used_or_late(office: Office, late: timedelta) -> None:
    """It has its own word, used before late, and counts as a try."""
    good = code(office)
    if not late:
        bring(office, good, MAX)
    office.now += late

    assert bring(office, good) == ("expired" if late else "used")
    with unit_of_work(office.database) as session:
        assert session.get_one(LinkTry, "console:local:zoe").tries == 1


def test_code_when_somebody_linked_brings_it(office: Office) -> None:
    """Of their own they learn what it is, of others' as much as of none."""
    others = code(office)
    with office.acting("ben") as ctx:
        own = linking.new_code(ctx.session, ctx.session.get_one(User, ctx.actor.id), ctx.now)

        assert [linking.own_code(ctx, each) for each in (own, others, "AAAA-AAAA")] == ["fresh", "unknown", "unknown"]
    bring(office, own)
    with office.acting("ben") as ctx:
        assert linking.own_code(ctx, own) == "used"


def guessed(good: str, number: int) -> str:
    """Return a code that begins as another does and is none."""
    return f"{good[:2]}ZZ-ZZZ{number}"


def test_code_when_guessed_by_many(office: Office) -> None:
    """After five wrong tries that began as it does it is good no more, whoever made them; another code is."""
    good = code(office)

    told = [bring(office, guessed(good, each), ChatUser("console", "local", f"x{each}")) for each in range(2, 7)]

    assert told == ["unknown"] * 5
    assert bring(office, good) == "tried"
    assert bring(office, code(office)) == "Zoe"


def test_code_when_guessed_often_but_elsewhere(office: Office) -> None:
    """Wrong codes that begin otherwise do it no harm."""
    good = code(office)
    first = "A" if good[0] != "A" else "B"
    for each in range(10):
        bring(office, f"{first}AAA-AAAA", ChatUser("console", "local", f"x{each}"))

    assert bring(office, good) == "Zoe"


def test_codes_when_a_whole_group_tries(office: Office) -> None:
    """Five wrong codes in a group are enough for everybody in it; by themselves they may go on."""
    group = "p:w:G1"
    for each in range(5):
        bring(office, "AAAA-AAAA", ChatUser("console", "local", f"x{each}"), group)

    assert bring(office, code(office), ZOE, group) == "locked until 11:00"
    assert bring(office, code(office, "max"), MAX) == "Max"


def test_codes_when_the_process_begins_anew(office: Office) -> None:
    """Tries are rows: a restart forgets none."""
    wrong(office, 5)
    office.database.engine.dispose()

    assert bring(office, code(office)) == "locked until 11:00"


def test_codes_when_long_over(office: Office) -> None:
    """The next code sweeps out those of the day before."""
    code(office)
    office.later(days=2)
    code(office, "max")

    with unit_of_work(office.database) as session:
        assert len(session.scalars(select(LinkCode.id)).all()) == 1
