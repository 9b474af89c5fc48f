"""How urgent something is, said beside it."""

import pytest

from crmbot.language.urgency import apart


@pytest.mark.parametrize(
    ("text", "what", "level"),
    [
        ("prepare offer for delta high priority", "prepare offer for delta", "high"),
        ("prepare offer (low priority)", "prepare offer", "low"),
        ("call Delta, urgent", "call Delta", "urgent"),
        ("call Delta urgent", "call Delta", "urgent"),
        ("chase Ben asap!", "chase Ben", "urgent"),
        ("URGENT: send the offer", "send the offer", "urgent"),
        ("top prio - sign the lease", "sign the lease", "high"),
        ("sign the lease, it's important", "sign the lease", "high"),
        ("order cards with low prio", "order cards", "low"),
        ("find out whether it is urgent", "find out whether it is urgent", ""),
        ("ask if it's urgent", "ask if it's urgent", ""),
        ("tell Jane this matters: it is important", "tell Jane this matters: it is important", ""),
        ("set priority", "set priority", ""),
        ("urgent", "urgent", ""),
        ("call the urgent care center", "call the urgent care center", ""),
    ],
)
def test_urgency_when_it_stands_beside_what_is_to_be_done(text: str, what: str, level: str) -> None:
    """It is taken out of the words; what is no sign of it stays in them."""
    assert apart(text) == (what, level)
