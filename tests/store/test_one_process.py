"""A file has one process; a server has any number."""

import pytest

from crmbot.store.one_process import InUseError, only_one


def test_file_when_somebody_serves_it(sqlite_url: str) -> None:
    """The second one is refused with a sentence that says what to do, until the first one is done."""
    with only_one(sqlite_url), pytest.raises(InUseError, match="PostgreSQL"), only_one(sqlite_url):
        raise AssertionError

    with only_one(sqlite_url):
        pass


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "postgresql://nobody@nowhere.invalid/db"])
def test_database_when_nobody_else_could_have_it_or_all_may(url: str) -> None:
    """What lives in memory, or on a server, is not locked."""
    with only_one(url), only_one(url):
        pass
