"""Who is there before a process starts."""

from crmbot.core import people, setup
from crmbot.core.clock import SystemClock
from crmbot.core.people import ChatUser
from crmbot.store.engine import open_database
from crmbot.store.uow import unit_of_work


def prepare(url: str, slack_user: str, team: str) -> None:
    """Make an owner who is linked to the Slack user."""
    database = open_database(url)
    now = SystemClock().now()
    with unit_of_work(database) as session:
        setup.prepare(session, now)
        owner, _ = setup.first_owner(session, name="Ana Owner", email="ana@firm.example", zone="UTC", now=now)
        people.attach(session, owner, ChatUser("slack", team, slack_user))
    database.close()
