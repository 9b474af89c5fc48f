"""The firm again, among tens of thousands of records that others have, on PostgreSQL."""

import psycopg

from benchmarks import corporation
from benchmarks.corporation import Size
from crmbot.store.engine import plain_url
from tests.security import firm

SIZE = Size(people=20, companies=1_500, contacts=6_000, deals=5_000, activities=30_000)
"""So many that whoever reads a table of them from end to end is found out, and so few that they are made in seconds."""

LARGE = ("record", "activity", "activity_link", "party", "deal", "reminder", "search_posting", "change")
"""Tables that grow with what people do."""


def furnish(url: str) -> None:
    """Fill a migrated, empty database, and let it count what is there."""
    firm.furnish(url)
    corporation.move_in(url, SIZE)
    plain = plain_url(url)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
