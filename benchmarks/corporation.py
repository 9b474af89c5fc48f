"""A corporation: thousands of people, a million customers, what was done with them, and reminders that wait.

PostgreSQL makes it up itself, row by row out of the row's number, in minutes; its indexes are made at the end.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from benchmarks.crowd import FIRST_NAMES, LAST_NAMES, made_up_names
from benchmarks.office import BOT, NOW, ORG, TEAM
from crmbot.core import people, setup
from crmbot.core.people import ChatUser
from crmbot.store.engine import open_database, plain_url
from crmbot.store.uow import unit_of_work

WORDS = 20_000
TEAM_SIZE = 50
JOBS = ("Buyer", "Plant Manager", "Director", "Engineer", "Head of Sales", "Accountant", "Planner")
OWNER = 1

_SCRIPT = Path(__file__).with_suffix(".sql")
_FILLED = (
    *("record", "party", "deal", "activity", "activity_link", "activity_attendee"),
    *("reminder", "change", "recent_record", "search_posting"),
)
_SETTINGS = (
    "SET session_replication_role = replica; SET jit = off;"
    " SET work_mem = '512MB'; SET maintenance_work_mem = '1GB'; SET synchronous_commit = off"
)


@dataclass(frozen=True, slots=True)
class Size:
    """How many there are of each; of ten activities six are notes, three tasks and one an event."""

    people: int = 1_000
    companies: int = 200_000
    contacts: int = 1_000_000
    deals: int = 200_000
    activities: int = 5_000_000

    @property
    def reminders(self) -> int:
        """Those that wait: two tasks of three are open."""
        return self.activities * 3 // 10 * 2 // 3

    @classmethod
    def of(cls, contacts: int, people: int) -> "Size":
        """Return what goes with so many contacts."""
        return cls(people, contacts // 5, contacts, contacts // 5, contacts * 5)


def slack_worker(number: int) -> str:
    """Return who somebody is on Slack."""
    return f"U{number:07}"


def telegram_worker(number: int) -> int:
    """Return who somebody is on Telegram."""
    return 10_000 + number


def found(url: str, size: Size) -> None:
    """Fill an empty PostgreSQL database; its indexes are made when all is there."""
    _hire(url, size.people)
    with _connected(url) as connection:
        with _without_indexes(connection):
            _fill(connection, size)
        connection.execute("VACUUM ANALYZE")


def move_in(url: str, size: Size) -> None:
    """Add all that to a database as it stands: an index made anew may not serve older transactions, this serves all."""
    _hire(url, size.people)
    with _connected(url) as connection:
        _fill(connection, size)


def _connected(url: str) -> "psycopg.Connection[tuple[object, ...]]":
    plain = plain_url(url)
    connection = psycopg.connect(plain, autocommit=True, cursor_factory=psycopg.ClientCursor)
    connection.execute(_SETTINGS)
    return connection


def _fill(connection: "psycopg.Connection[tuple[object, ...]]", size: Size) -> None:
    _tell_words(connection)
    _tell_people(connection)
    connection.execute(_SCRIPT.read_text().encode(), _numbers(connection, size))


def _hire(url: str, count: int) -> None:
    """Put an owner and the people into the house, in teams, each linked on both platforms."""
    database = open_database(url)
    with unit_of_work(database) as session:
        session.info["untracked"] = True
        setup.prepare(session, NOW, ORG)
        setup.first_owner(session, name="Owner", email="owner@firm.example", zone=ORG.zone, now=NOW)
    for start in range(0, count, TEAM_SIZE):
        with unit_of_work(database) as session:
            session.info["untracked"] = True
            for number in range(start, min(start + TEAM_SIZE, count)):
                email = f"worker{number}@firm.example"
                user = people.add(session, name=f"Worker {number}", email=email, role="rep", zone=ORG.zone)
                people.attach(session, user, ChatUser("slack", TEAM, slack_worker(number)))
                people.attach(session, user, ChatUser("telegram", str(BOT), str(telegram_worker(number))))
    database.close()


def _tell_words(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Hand over what names and texts are made of."""
    firsts, lasts = made_up_names(FIRST_NAMES, 2), made_up_names(LAST_NAMES, 3)
    words = [name.lower() for name in made_up_names(WORDS, 3)]
    connection.execute("CREATE TEMP TABLE made_up (sort text, place int, word text)")
    with connection.cursor() as cursor, cursor.copy("COPY made_up FROM STDIN") as copy:
        for sort, every in (("first", firsts), ("last", lasts), ("word", words), ("job", JOBS)):
            for number, word in enumerate(every):
                copy.write_row((sort, number, word))
    connection.execute("ANALYZE made_up")


def _tell_people(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Number the people and the stages, and put the people into teams."""
    connection.execute(
        "CREATE TEMP TABLE worker AS SELECT id, (row_number() OVER (ORDER BY id))::int - 1 AS n, 0 AS team_id"
        " FROM \"user\" WHERE email LIKE 'worker%'"
    )
    connection.execute(
        "INSERT INTO team (name) SELECT 'Team ' || number"
        " FROM generate_series(1, (SELECT max(n) / %s FROM worker)) AS number",
        (TEAM_SIZE,),
    )
    connection.execute(
        "UPDATE worker SET team_id = ranked.id FROM"
        " (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM team) AS ranked WHERE ranked.place = n / %s",
        (TEAM_SIZE,),
    )
    connection.execute("UPDATE team_member SET team_id = worker.team_id FROM worker WHERE worker.id = user_id")
    connection.execute(
        "CREATE TEMP TABLE step AS SELECT id, category, category = 'open' AS is_open,"
        " (row_number() OVER (PARTITION BY category = 'open' ORDER BY id))::int - 1 AS n,"
        " count(*) OVER (PARTITION BY category = 'open') AS many FROM stage"
    )


def _numbers(connection: "psycopg.Connection[tuple[object, ...]]", size: Size) -> dict[str, object]:
    """Return what the script has to be told."""
    row = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM record").fetchone()
    assert row is not None
    first = int(str(row[0]))
    counts = (size.companies, size.contacts, size.deals, size.activities)
    starts = [first + sum(counts[:place]) for place in range(len(counts))]
    names = ("company", "contact", "deal", "activity")
    told: dict[str, object] = {f"first_{name}": start for name, start in zip(names, starts, strict=True)}
    told |= {"companies": size.companies, "contacts": size.contacts, "deals": size.deals}
    told |= {"activities": size.activities, "people": size.people, "now": NOW, "team": TEAM}
    return told | {"firsts": FIRST_NAMES, "lasts": LAST_NAMES, "words": WORDS, "jobs": len(JOBS)}


@contextmanager
def _without_indexes(connection: "psycopg.Connection[tuple[object, ...]]") -> Iterator[None]:
    """Take the indexes of what is filled away that hold no constraint, and the key of the words; make them after."""
    found = connection.execute(
        "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " WHERE i.indrelid = ANY(%s::regclass[])"
        " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)",
        (list(_FILLED),),
    ).fetchall()
    key = connection.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = 'search_posting'::regclass AND contype = 'p'"
    ).fetchone()
    assert key is not None
    for name, _ in found:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(str(name))))
    connection.execute(f"ALTER TABLE search_posting DROP CONSTRAINT {key[0]}")
    yield
    connection.execute(f"ALTER TABLE search_posting ADD CONSTRAINT {key[0]} {key[1]}")
    for _, definition in found:
        connection.execute(str(definition).encode())
