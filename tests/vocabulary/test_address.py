"""Addresses and refs are one string each, and read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbot.chat.address import Address, SentRef

parts = st.text(min_size=1, max_size=20)


@given(parts, parts, parts, st.text(max_size=20))
def test_address_reads_back(platform: str, tenant: str, chat: str, thread: str) -> None:
    """Whatever a platform's ids are made of, an address survives storage."""
    address = Address(platform, tenant, chat, thread)

    assert Address.parse(str(address)) == address


@given(parts, parts)
def test_ref_reads_back(chat: str, message: str) -> None:
    """The same holds for a message's place."""
    ref = SentRef(Address("p", "t", chat), message)

    assert SentRef.parse(str(ref)) == ref


def test_other_text_is_refused() -> None:
    """What is no address is an error, not a guess."""
    with pytest.raises(ValueError, match="not an address"):
        Address.parse("nowhere")
