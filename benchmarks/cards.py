"""Cards of companies, people and deals among 100,000 contacts, as whole commands: `python -m benchmarks.cards`.

Codes differ from question to question. Last come the cards of a company and a deal that thousands of notes are on.
"""

import argparse
import asyncio
import gc
import time
from collections.abc import Callable
from datetime import timedelta
from random import Random

from sqlalchemy import insert

from benchmarks.crowd import crowd, learn
from benchmarks.databases import KINDS, Kind, databases
from benchmarks.find import opened
from benchmarks.lists import AIM_MS, Lister, times
from benchmarks.market import Market, open_market, table_of
from benchmarks.office import NOW, furnish
from benchmarks.rounds import table
from crmbot.logs import configure
from crmbot.store.engine import Database
from crmbot.store.models.activity import Activity, ActivityLink
from crmbot.store.models.record import Record
from crmbot.store.uow import unit_of_work

WARM_UP = 10

Line = Callable[[Random], str]


def lines(market: Market) -> dict[str, Line]:
    """Return what is asked for, by what it is."""
    busy_company, busy_deal = market.first, market.first_deal
    return {
        "a company": lambda chance: f"C-{market.first + 1 + chance.randrange(market.companies - 1)}",
        "a contact": lambda chance: f"P-{market.first_contact + chance.randrange(market.contacts)}",
        "a deal": lambda chance: f"D-{market.first_deal + 1 + chance.randrange(market.deals - 1)}",
        "history of a company": lambda chance: f"history C-{market.first + 1 + chance.randrange(market.companies - 1)}",
        "a company with many notes": lambda _: f"C-{busy_company}",
        "a deal with many notes": lambda _: f"D-{busy_deal}",
    }


def keep_busy(database: Database, market: Market, notes: int) -> None:
    """Put notes on the first company and the first deal: one an hour, until a month ago."""
    with unit_of_work(database) as session:
        session.info["untracked"] = True
        connection, first = session.connection(), market.first_note + 10**7
        about = [market.first, market.first_deal]
        for number in range(first, first + notes):
            at = NOW - timedelta(days=30, hours=number - first)
            stamps = {"created_at": at, "updated_at": at, "created_by_id": 2, "updated_by_id": 2, "owner_id": 2}
            record = {
                "id": number,
                "kind": "note",
                "title": "They asked",
                "search_text": "",
                "team_id": 1,
                "version": 1,
            }
            note = {"record_id": number, "kind": "note", "note_kind": "call", "happened_at": at, "body": "They asked."}
            flags = {"requires_approval": False, "origin_private": True, "all_day": False}
            connection.execute(insert(table_of(Record)), record | stamps)
            connection.execute(insert(table_of(Activity)), note | flags)
            links = [{"activity_id": number, "record_id": one, "role": "about"} for one in about]
            connection.execute(insert(table_of(ActivityLink)), links)


async def measure(lister: Lister, market: Market, count: int) -> list[tuple[str, ...]]:
    """Return a line of times for each kind of card."""
    told: list[tuple[str, ...]] = [("ms", "p50", "p99", "statements")]
    chance = Random(7)
    for name, line in lines(market).items():
        took: list[float] = []
        for at in range(count + WARM_UP):
            asked = line(chance)
            lister.sent.clear()
            began = time.perf_counter()
            await lister.by_command(asked)
            if at >= WARM_UP:
                took.append((time.perf_counter() - began) * 1e3)
        told.append((name, *times(took), str(len(lister.sent))))
    return told


def main(kinds: tuple[Kind, ...], given: argparse.Namespace) -> None:
    configure("ERROR")
    who = crowd(given.contacts)
    with databases(kinds) as made:
        for kind in kinds:
            url = made.fresh(kind, "cards")
            furnish(url)
            with opened(url) as database:
                market = open_market(database, who, given.contacts // 5, given.contacts // 2)
                keep_busy(database, market, given.notes)
                learn(database)
                lister = Lister(database)
                gc.freeze()  # as the house does when it has started
                print(f"\n{kind}, {given.contacts:,} contacts, {given.notes:,} notes on one company and one deal")
                table(asyncio.run(measure(lister, market, given.questions)))
    print(f"\nAim: p99 < {AIM_MS:.0f} ms; what misses it is marked with !")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--notes", type=int, default=3_000, help="on the company and the deal that have many")
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--only", choices=KINDS, help="one kind of database")
    arguments = parser.parse_args()
    main((arguments.only,) if arguments.only else KINDS, arguments)
