"""Buttons are short command lines that read back."""

from hypothesis import given
from hypothesis import strategies as st

from crmbot.chat.invocation import Invocation, read_token, write_token

names = st.sampled_from(["done", "task new", "stage", "undo"])
keys = st.sampled_from(["about", "text", "until", "page", "key"])


def test_code_stands_bare() -> None:
    """A button on a record reads like a typed line."""
    assert write_token(Invocation("done", {"which": "T-9"}, rev=3)) == "done T-9 rev:3"


@given(names, st.dictionaries(keys, st.text(max_size=60), max_size=4), st.none() | st.integers(0, 999), st.booleans())
def test_tokens_read_back(name: str, args: dict[str, str], rev: int | None, form: bool) -> None:
    """Whatever a button carries comes back unchanged."""
    invocation = Invocation(name, args, rev, form)

    assert read_token(write_token(invocation)) == invocation


@given(st.text(max_size=100))
def test_any_token_is_read_or_refused(token: str) -> None:
    """A client can send anything; nothing raises."""
    found = read_token(token)

    assert found is None or found.command
