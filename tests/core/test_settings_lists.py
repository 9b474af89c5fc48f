"""The lists an organisation keeps: one way for all of them."""

import pytest

from crmbot.core import choices, history
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.core.settings import lists as settings_lists
from crmbot.core.settings import lost_reasons, sources
from crmbot.core.settings.lists import EVENT_CATEGORIES, LISTS, LOST_REASONS, SOURCES, TASK_TYPES
from tests.core.conftest import Office


def _offered(ctx: Context, name: str) -> list[str]:
    return [entry.label for entry in choices.listed(ctx, name)]


def test_lists_when_it_is_the_first_day(office: Office) -> None:
    """Each has something on it, in its order, and the reason that says nothing wants a note."""
    with office.acting() as ctx:
        offered = {of.name: tuple(_offered(ctx, of.name)) for of in LISTS}
        wanting = [reason.name for reason in lost_reasons.reasons(ctx.session) if reason.needs_note]

        assert offered == {of.name: of.defaults for of in LISTS}
        assert wanting == ["Other"]


def test_counts_when_something_was_taken_off(office: Office) -> None:
    """Only what can be chosen is counted."""
    with office.acting() as ctx:
        settings_lists.deactivate(ctx, SOURCES, settings_lists.named(ctx, SOURCES, "web forum"))

        assert settings_lists.counts(ctx.session) == {
            "sources": len(SOURCES.defaults) - 1,
            "lost reasons": 7,
            "task types": 5,
            "event categories": 6,
        }


def test_add_when_it_is_there_but_for_case_and_accents(office: Office) -> None:
    """It is refused, and names what is there."""
    with office.acting() as ctx:
        settings_lists.add(ctx, SOURCES, "Café")

        with pytest.raises(Conflict) as refused:
            settings_lists.add(ctx, SOURCES, "  CAFE ")

    assert "Café" in refused.value.subject


def test_add_when_it_was_taken_off(office: Office) -> None:
    """The same entry comes back: what has it is found by it again."""
    with office.acting() as ctx:
        budget = settings_lists.named(ctx, LOST_REASONS, "budget")
        settings_lists.deactivate(ctx, LOST_REASONS, budget)
        gone = _offered(ctx, "lost_reasons")

        assert settings_lists.add(ctx, LOST_REASONS, "BUDGET") is budget
        assert "Budget" not in gone
        assert "Budget" in _offered(ctx, "lost_reasons")


def test_add_when_types_and_categories_are_called_alike(office: Office) -> None:
    """Each list is on its own, and codes are unique within it."""
    with office.acting() as ctx:
        event = settings_lists.add(ctx, EVENT_CATEGORIES, "Visit")
        task = settings_lists.named(ctx, TASK_TYPES, "visit")

        assert (event.kind, event.code, task.kind, task.code) == ("event", "visit", "task", "visit")


def test_add_when_another_code_is_the_same(office: Office) -> None:
    """The new one gets a number behind it."""
    with office.acting() as ctx:
        visit = settings_lists.named(ctx, TASK_TYPES, "visit")
        settings_lists.rename(ctx, TASK_TYPES, visit, "Call on somebody")

        assert settings_lists.add(ctx, TASK_TYPES, "Visit").code == "visit_2"


@pytest.mark.parametrize("name", ["", "  ", "…!", "x" * 61])
def test_add_when_it_is_no_name(office: Office, name: str) -> None:
    """It is refused."""
    with office.acting() as ctx, pytest.raises(InvalidInput):
        settings_lists.add(ctx, SOURCES, name)


def test_rename_when_the_name_is_free(office: Office) -> None:
    """Old records show the new name; undo brings the old one back."""
    with office.acting() as ctx:
        web = settings_lists.named(ctx, SOURCES, "web")
        settings_lists.rename(ctx, SOURCES, web, "Our site")
        batch = history.current(ctx)

        assert sources.of(ctx.session, web.id) is web
        assert (web.name, web.name_key) == ("Our site", "our site")
    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch)

        assert settings_lists.named(ctx, SOURCES, "web").name_key == "web"


def test_rename_when_only_the_case_changes(office: Office) -> None:
    """It is the same entry's own name."""
    with office.acting() as ctx:
        web = settings_lists.named(ctx, SOURCES, "web")

        settings_lists.rename(ctx, SOURCES, web, "WEB")

        assert web.name == "WEB"


@pytest.mark.parametrize("is_active", [True, False])
def test_rename_when_the_name_is_taken(office: Office, is_active: bool) -> None:
    """It is refused, also when the other one is off the list."""
    with office.acting() as ctx:
        seminar = settings_lists.named(ctx, SOURCES, "seminar")
        if not is_active:
            settings_lists.deactivate(ctx, SOURCES, seminar)

        with pytest.raises(Conflict):
            settings_lists.rename(ctx, SOURCES, settings_lists.named(ctx, SOURCES, "web"), "séminar")


def test_deactivate_when_it_is_the_last_one(office: Office) -> None:
    """A list is never empty: a form that must have one of it could not be filled in."""
    with office.acting() as ctx:
        first, *others = settings_lists.listed(ctx.session, LOST_REASONS)
        for reason in others:
            settings_lists.deactivate(ctx, LOST_REASONS, reason)

        with pytest.raises(Conflict):
            settings_lists.deactivate(ctx, LOST_REASONS, first)


def test_deactivate_when_it_is_off_already(office: Office) -> None:
    """It is said; and so is putting back what is there."""
    with office.acting() as ctx:
        web = settings_lists.named(ctx, SOURCES, "web")
        with pytest.raises(Conflict):
            settings_lists.activate(ctx, SOURCES, web)
        settings_lists.deactivate(ctx, SOURCES, web)

        with pytest.raises(Conflict):
            settings_lists.deactivate(ctx, SOURCES, web)


def test_named_when_it_is_off_the_list(office: Office) -> None:
    """It is found to be put back, and is no choice for a record."""
    with office.acting() as ctx:
        web = settings_lists.named(ctx, SOURCES, "web")
        settings_lists.deactivate(ctx, SOURCES, web)

        assert settings_lists.named(ctx, SOURCES, "WEB") is web
        assert sources.named(ctx.session, "web forum") is not web
        assert "Web" not in _offered(ctx, "sources")


def test_named_when_it_is_a_synonym_of_another(office: Office) -> None:
    """An entry of that very name goes first."""
    with office.acting() as ctx:
        before = sources.named(ctx.session, "fair")
        fair = sources.add(ctx, "Fair")

        assert before is not None
        assert (before.name, sources.named(ctx.session, "fair")) == ("Trade show", fair)


def test_named_when_there_is_none(office: Office) -> None:
    """Near ones are offered."""
    with office.acting() as ctx, pytest.raises(InvalidInput) as refused:
        settings_lists.named(ctx, SOURCES, "semniar")

    assert refused.value.choices[0] == "Seminar"


def test_place_when_it_is_moved(office: Office) -> None:
    """The others close up, for every form at once."""
    with office.acting() as ctx:
        settings_lists.place(ctx, LOST_REASONS, settings_lists.named(ctx, LOST_REASONS, "timing"), 1)
        timing = settings_lists.named(ctx, LOST_REASONS, "timing")

        assert _offered(ctx, "lost_reasons")[:3] == ["Timing", "Pricing", "Competition"]
        assert settings_lists.place_of(ctx, LOST_REASONS, timing) == 1


@pytest.mark.parametrize("to", [0, 8, -1])
def test_place_when_there_is_no_such_place(office: Office, to: int) -> None:
    """It is refused with those there are."""
    with office.acting() as ctx, pytest.raises(InvalidInput):
        settings_lists.place(ctx, LOST_REASONS, settings_lists.named(ctx, LOST_REASONS, "timing"), to)


def test_code_and_colour_when_they_cannot_be(office: Office) -> None:
    """A code that is taken, an empty one, and a colour nobody knows are refused; none is no colour."""
    with office.acting() as ctx:
        visit = settings_lists.named(ctx, TASK_TYPES, "visit")
        with pytest.raises(Conflict):
            settings_lists.set_code(ctx, TASK_TYPES, visit, "E mail")
        with pytest.raises(InvalidInput):
            settings_lists.set_code(ctx, TASK_TYPES, visit, "!")
        with pytest.raises(InvalidInput):
            settings_lists.set_colour(ctx, visit, "plaid")
        settings_lists.set_colour(ctx, visit, "Blue")
        blue = visit.colour
        settings_lists.set_colour(ctx, visit, "none")

        assert (blue, visit.colour) == ("blue", None)


@pytest.mark.parametrize("name", ["ben", "rita"])
def test_lists_when_somebody_may_not_change_them(office: Office, name: str) -> None:
    """Nothing of it is done for them."""
    with office.acting(name) as ctx:
        budget = settings_lists.named(ctx, LOST_REASONS, "budget")
        visit = settings_lists.named(ctx, TASK_TYPES, "visit")
        for attempt in (
            lambda: settings_lists.add(ctx, SOURCES, "Podcast"),
            lambda: settings_lists.rename(ctx, LOST_REASONS, budget, "Money"),
            lambda: settings_lists.deactivate(ctx, LOST_REASONS, budget),
            lambda: settings_lists.activate(ctx, LOST_REASONS, budget),
            lambda: settings_lists.place(ctx, LOST_REASONS, budget, 1),
            lambda: settings_lists.want_note(ctx, budget, wanted=True),
            lambda: settings_lists.set_code(ctx, TASK_TYPES, visit, "v"),
            lambda: settings_lists.set_colour(ctx, visit, "blue"),
        ):
            with pytest.raises(NotAllowed):
                attempt()

        assert not history.wrote(ctx)


def test_lists_when_a_manager_changes_them(office: Office) -> None:
    """Managers may."""
    with office.acting("mia") as ctx:
        assert settings_lists.add(ctx, SOURCES, "Podcast").is_active
