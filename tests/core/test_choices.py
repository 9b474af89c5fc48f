"""The lists a choice is taken from."""

import pytest

from crmbot.core.choices import Listed, listed, lists
from tests.core.conftest import Office


def test_list_when_a_module_declares_one(office: Office) -> None:
    """It is asked for by its name, and read as it stands then."""
    colours = ["red"]
    lists("test colours")(lambda _ctx: [Listed(colour, colour.title()) for colour in colours])
    with office.acting() as ctx:
        before = listed(ctx, "test colours")
        colours.append("blue")

        assert (before, listed(ctx, "test colours")) == (
            [Listed("red", "Red")],
            [Listed("red", "Red"), Listed("blue", "Blue")],
        )


def test_list_when_nobody_declared_it(office: Office) -> None:
    """That is a mistake of ours."""
    with office.acting() as ctx, pytest.raises(KeyError):
        listed(ctx, "no such list")


def test_roles_when_listed(office: Office) -> None:
    """Every role can be chosen."""
    with office.acting() as ctx:
        assert [entry.value for entry in listed(ctx, "roles")] == ["owner", "manager", "rep", "read-only"]
