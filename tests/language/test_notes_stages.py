"""A stage of a note is one that it says a deal has come to, with why it was lost."""

from datetime import UTC, datetime

import pytest

from crmbot.language.notes import StageChange, read

WEDNESDAY = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)


def _stage(text: str, masked: tuple[tuple[int, int], ...] = ()) -> StageChange | None:
    return read(text, now=WEDNESDAY, zone="Europe/London", masked=masked).stage


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("qualified.", "qualified"),
        ("good chat. now qualified", "qualified"),
        ("qualified at £71k", "qualified"),
        ("lead only for now", "lead"),
        ("just a lead", "lead"),
        ("won!!", "won"),
        ("we won it", "won"),
        ("order won 🎉", "won"),
        ("closed won", "won"),
        ("closed-lost", "lost"),
        ("moved to proposal", "proposal"),
        ("moved them back to qualified", "qualified"),
        ("moved from demo to negotiation after the call", "negotiation"),
        ("lead -> qualified", "qualified"),
        ("demo stage", "demo"),
        ("stage: negotiation", "negotiation"),
        ("in negotiation with legal", "negotiation"),
        ("still negotiating", "negotiation"),
        ("proposal", "proposal"),
        ("proposal out", "proposal"),
        ("sent them the revised proposal", "proposal"),
        ("proposal for £8k sent on monday", "proposal"),
        ("put on hold", "on_hold"),
        ("on hold until june", "on_hold"),
        ("dead", "lost"),
        ("deal's off", "lost"),
        ("the deal is dead", "lost"),
        ("not interested... dead", "lost"),
        ("proposal sent. closed won", "won"),
    ],
)
def test_stage_when_it_is_said(text: str, stage: str) -> None:
    """A stage alone, a move, a proposal that is out; of several the last."""
    found = _stage(text)

    assert found is not None
    assert found.to == stage


@pytest.mark.parametrize(
    "text",
    [
        "send proposal by friday",
        "proposal to be sent",
        "proposal by 25/9",
        "proposal next",
        "loves the proposal",
        "demo done",
        "90 min demo",
        "demo friday",
        "met a new lead",
        "signed",
        "verbal yes",
        "not qualified yet",
        "hope to close won by friday",
        "will be won next week",
        "if we get to negotiation",
        "kept me on hold for 20 minutes",
        "the order is on hold",
        "lost his phone",
        "lost interest",
        "they won an award",
        "deadline is friday",
        "day off",
        "won?",
    ],
)
def test_stage_when_none_is_said(text: str) -> None:
    """Plans, wishes, events and other meanings of the words change nothing."""
    assert _stage(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("lost, too expensive", "price"),
        ("lost on price", "price"),
        ("they went with a cheaper competitor. lost", "price"),
        ("lost to a rival", "competitor"),
        ("lost - signed with someone else", "competitor"),
        ("lost. bad timing", "timing"),
        ("lost, project postponed", "timing"),
        ("no budget this year. lost", "budget"),
        ("lost - can't afford it", "budget"),
        ("lost, no decision", "no_decision"),
        ("lost. they went quiet", "no_decision"),
        ("lost: no offline mode", "feature"),
        ("lost, missing features", "feature"),
        ("lost", None),
        ("price was fine. lost on timing", "timing"),
    ],
)
def test_reason_when_a_deal_is_lost(text: str, reason: str | None) -> None:
    """The reason stands beside the loss; a price counts for more than a competitor."""
    found = _stage(text)

    assert found is not None
    assert (found.to, found.reason) == ("lost", reason)


def test_reason_when_a_name_is_price() -> None:
    """A man of that name is no reason."""
    text = "Mark Price: lost"
    found = _stage(text, masked=((0, 10),))

    assert found is not None
    assert found.reason is None


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("moved to proposal", True),
        ("closed won", True),
        ("on hold", True),
        ("qualified at £71k", True),
        ("proposal sent", False),
        ("dead", False),
        ("lead only", False),
        ("moved to proposal, then lost", False),
        ("won -> lost the keys", False),
        ("lost -> found the keys", False),
    ],
)
def test_stage_when_it_is_certain_or_not(text: str, *, certain: bool) -> None:
    """Words that name the move are certain; those that tell of it, or of two, are to be asked about."""
    found = _stage(text)

    assert found is not None
    assert found.certain == certain
