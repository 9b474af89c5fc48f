"""Where business comes from."""

import pytest

from crmbot.core import choices, history
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.core.settings import sources
from tests.core.conftest import Office


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("trade show", "Trade show"),
        ("Trade", "Trade show"),
        ("fair", "Trade show"),
        ("web", "Web"),
        ("we", None),
        ("podcast", None),
    ],
)
def test_source_when_named(office: Office, text: str, name: str | None) -> None:
    """Its name, a usual other word, or the start of one name alone means it."""
    with office.acting() as ctx:
        found = sources.named(ctx.session, text)

        assert (found.name if found else None) == name


def test_source_when_added(office: Office) -> None:
    """It is on the list at once, and off it after an undo; a second time it is there already."""
    with office.acting() as ctx:
        source = sources.add(ctx, "  Pod  cast ")
        batch = history.current(ctx)
        with pytest.raises(Conflict):
            sources.add(ctx, "pod cast")

        assert source.name in [entry.label for entry in choices.listed(ctx, "sources")]
    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch)

        assert sources.named(ctx.session, "pod cast") is None


def test_source_when_it_was_taken_off(office: Office) -> None:
    """It is not offered, stays on what has it, and comes back when it is added again."""
    with office.acting() as ctx:
        web = sources.named(ctx.session, "web forum")
        assert web is not None
        web.is_active = False
        ctx.session.flush()
        offered = sources.named(ctx.session, "web forum")
        kept = sources.of(ctx.session, web.id)

        assert (offered, kept, sources.add(ctx, "Web Forum")) == (None, web, web)


def test_source_when_it_may_not_be_added(office: Office) -> None:
    """The lists are for those who keep the settings, and an empty name is none."""
    with office.acting("ben") as ctx, pytest.raises(NotAllowed):
        sources.add(ctx, "Podcast")
    with office.acting() as ctx, pytest.raises(InvalidInput):
        sources.add(ctx, " ")
