"""What was begun and not finished is kept for its person, and for nobody else."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from crmbot.core import dialogs
from crmbot.core.context import Context, Origin
from crmbot.core.dialogs import Open
from crmbot.store.models.messaging import Dialog, Draft
from crmbot.store.uow import unit_of_work
from tests.core.conftest import NOW, Office

STATE = {"values": {"title": "Call"}, "asking": "due", "asked": ["title"]}


def begun(office: Office, who: str = "ben") -> str:
    """Begin a dialog as somebody; return its key."""
    with office.acting(who) as ctx:
        return dialogs.save(ctx, "task new", STATE, "due")


def elsewhere(ctx: Context) -> Context:
    """Go to another chat."""
    ctx.origin = Origin("console:local:#sales", private=False, via="console")
    return ctx


def test_dialog_when_begun(office: Office) -> None:
    """It is open here, as it was saved."""
    key = begun(office)

    with office.acting("ben") as ctx:
        assert (dialogs.open_here(ctx), dialogs.by_key(ctx, key)) == (Open(key, "task new", STATE, "due"),) * 2


def test_dialog_when_somebody_else_asks(office: Office) -> None:
    """It is nobody else's, not even by its key."""
    key = begun(office)

    with office.acting("eva") as ctx:
        assert (dialogs.open_here(ctx), dialogs.by_key(ctx, key)) == (None, None)


def test_dialog_when_its_person_is_in_another_chat(office: Office) -> None:
    """It is not open there, but its buttons still work."""
    key = begun(office)

    with office.acting("ben") as ctx:
        assert (dialogs.open_here(elsewhere(ctx)), dialogs.by_key(ctx, key) is not None) == (None, True)


def test_dialog_when_its_answer_comes_late(office: Office) -> None:
    """It does not take words for an answer any more, but its buttons work for a day."""
    key = begun(office)
    seen = []

    for passed in (timedelta(minutes=29), timedelta(minutes=1), timedelta(hours=23), timedelta(hours=2)):
        office.now += passed
        with office.acting("ben") as ctx:
            seen.append((dialogs.open_here(ctx) is not None, dialogs.by_key(ctx, key) is not None))

    assert seen == [(True, True), (False, True), (False, True), (False, False)]


def test_dialog_when_another_is_begun_here(office: Office) -> None:
    """One is open at a time."""
    first = begun(office)
    second = begun(office)

    with office.acting("ben") as ctx:
        opened = dialogs.open_here(ctx)
        assert opened is not None
        assert (opened.key, dialogs.by_key(ctx, first)) == (second, None)


def test_dialog_when_an_answer_is_saved(office: Office) -> None:
    """It goes on under its key, for another half hour."""
    key = begun(office)
    office.later(minutes=20)
    with office.acting("ben") as ctx:
        again = dialogs.save(ctx, "task new", STATE | {"asking": "about"}, "about", key)
    office.later(minutes=20)

    with office.acting("ben") as ctx:
        opened = dialogs.open_here(ctx)
        assert opened is not None
        assert (again, opened.asking, opened.state["asking"]) == (key, "about", "about")


def test_dialog_when_saved_under_a_key_of_somebody_else(office: Office) -> None:
    """It becomes a dialog of their own; the other's stays as it was."""
    key = begun(office)
    with office.acting("eva") as ctx:
        own = dialogs.save(ctx, "note", {}, "text", key)

    with office.acting("ben") as ctx:
        opened = dialogs.by_key(ctx, key)
        assert opened is not None
        assert (own != key, opened.command) == (True, "task new")


def test_dialog_when_closed(office: Office) -> None:
    """It is open no more; closing it again does nothing."""
    key = begun(office)
    with office.acting("ben") as ctx:
        for _ in range(2):
            dialogs.close(ctx, key)

        assert (dialogs.open_here(ctx), dialogs.by_key(ctx, key)) == (None, None)


def test_dialog_when_somebody_else_closes_it(office: Office) -> None:
    """It stays open."""
    key = begun(office)
    with office.acting("eva") as ctx:
        dialogs.close(ctx, key)

    with office.acting("ben") as ctx:
        assert dialogs.open_here(ctx) is not None


def test_dialog_when_whatever_is_open_here_is_closed(office: Office) -> None:
    """It is over, those of others in the chat are not."""
    begun(office, "ben")
    eva = begun(office, "eva")
    with office.acting("ben") as ctx:
        dialogs.close_here(ctx.session, ctx.actor.id, ctx.origin.address, ctx.now)

        assert list(ctx.session.scalars(select(Dialog.id))) == [int(eva)]


@pytest.mark.parametrize("key", ["", "x", "-1", "1.5", "9" * 12, "9" * 18, "9" * 400, "٣"])
def test_dialog_when_its_key_is_nonsense(office: Office, key: str) -> None:
    """A client can send anything: it is no dialog."""
    with office.acting("ben") as ctx:
        assert dialogs.by_key(ctx, key) is None


# Drafts


def test_draft_when_kept(office: Office) -> None:
    """It is its person's for a day, the newest first, and nobody else's."""
    with office.acting("ben") as ctx:
        numbers = [dialogs.keep_draft(ctx, text) for text in ("one", "two")]
    with office.acting("eva") as ctx:
        foreign = (dialogs.drafts(ctx), dialogs.draft(ctx, numbers[0]))
    with office.acting("ben") as ctx:
        own = [kept.text for kept in dialogs.drafts(ctx)]
    office.later(hours=24)
    with office.acting("ben") as ctx:
        late = dialogs.drafts(ctx)

    assert (foreign, own, late) == (([], None), ["two", "one"], [])


def test_draft_when_asked_for_by_number(office: Office) -> None:
    """It is the one that was kept under it."""
    with office.acting("ben") as ctx:
        number = dialogs.keep_draft(ctx, "one")
        dialogs.keep_draft(ctx, "two")
        kept = dialogs.draft(ctx, number)

        assert kept is not None
        assert kept.text == "one"


def test_strangers_texts_when_they_turn_out_to_be_somebody(office: Office) -> None:
    """They are that person's drafts now, once, and those of other strangers are not."""
    with unit_of_work(office.database) as session:
        for sender, text in (("p:w:z", "met Jane"), ("p:w:y", "other")):
            dialogs.keep_stranger(session, sender=sender, address="p:w:c", text=text, now=NOW)
    with unit_of_work(office.database) as session:
        texts = [dialogs.adopt_drafts(session, "p:w:z", office.ids["eva"], NOW) for _ in range(2)]

    with office.acting("eva") as ctx:
        assert (texts, [kept.text for kept in dialogs.drafts(ctx)]) == ([["met Jane"], []], ["met Jane"])


def test_strangers_texts_when_they_are_a_day_old(office: Office) -> None:
    """What people were told is kept for a day is not brought up after it, and then it goes."""
    with unit_of_work(office.database) as session:
        for hours, text in ((24, "too old"), (23, "still there")):
            at = NOW - timedelta(hours=hours)
            dialogs.keep_stranger(session, sender="p:w:z", address="p:w:c", text=text, now=at)
    with unit_of_work(office.database) as session:
        texts = dialogs.adopt_drafts(session, "p:w:z", office.ids["eva"], NOW)
        dialogs.forget_old(session, NOW)

        assert (texts, list(session.scalars(select(Draft.text)))) == (["still there"], ["still there"])


def test_what_is_old_when_forgotten(office: Office) -> None:
    """Only what nobody can come back to goes."""
    begun(office, "ben")
    with office.acting("ben") as ctx:
        dialogs.keep_draft(ctx, "old")
    office.later(hours=49)
    eva = begun(office, "eva")
    with office.acting("eva") as ctx:
        dialogs.keep_draft(ctx, "new")
        dialogs.forget_old(ctx.session, office.now)

        assert (list(ctx.session.scalars(select(Dialog.id))), list(ctx.session.scalars(select(Draft.text)))) == (
            [int(eva)],
            ["new"],
        )


# Buttons


def test_button_when_kept(office: Office) -> None:
    """It is found by its key, whoever presses it, and half a year later."""
    with office.acting("ben") as ctx:
        keys = set(dialogs.keep_buttons(ctx.session, [("note", {"line": "x" * 5000})] * 3, NOW))
    with office.acting("eva") as ctx:
        found = [dialogs.button(ctx.session, key) for key in keys]
        count = ctx.session.scalar(select(func.count()).select_from(Dialog))

    assert (len(keys), found, count) == (3, [("note", {"line": "x" * 5000})] * 3, 0)


def test_button_when_nobody_kept_it(office: Office) -> None:
    """There is none."""
    with office.acting("ben") as ctx:
        assert dialogs.button(ctx.session, "feedfeed") is None
