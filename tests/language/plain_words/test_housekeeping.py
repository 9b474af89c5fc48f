"""Plain words about settings, as the lines they stand for."""

import pytest

from crmbot.language.plain_words import housekeeping


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("my settings", "settings"),
        ("show me my preferences", "settings"),
        ("Who am I?", "me"),
        ("set my time zone to Paris", "timezone Paris"),
        ("our time zone is Europe/Berlin", "organisation zone Europe/Berlin"),
        ("set our time zone to Berlin", "organisation zone Berlin"),
        ("speak german", "language german"),
        ("sprache deutsch", "language deutsch"),
        ("please turn off the daily digest", "digest off"),
        ("send me a digest at 7:30", "digest 7:30"),
        ("our currency is US dollars", "organisation currency US dollars"),
        ("the week starts on Mondays", "organisation week Monday"),
        ("add a lost reason too expensive", "lost reasons add too expensive"),
        ("rename stage proposal to offer", 'stages set "proposal" to:"offer"'),
        ("rename the source Web to Website", "sources rename Web to Website"),
        ("delete tag old", "tag delete old"),
        ("create a team called North", "team new North"),
        ("add Ana to the team North", "team North add Ana"),
        ("add a number field fleet size to companies", "field new fleet size kind:company type:number"),
        ("new field region for contacts", "field new region kind:contact"),
        ("who changed Acme?", "log Acme"),
        ("what changed on d5", "log d5"),
        ("#vip", "find #vip"),
        ("what was deleted?", "deleted"),
    ],
)
def test_settings_are_said_in_plain_words(said: str, line: str) -> None:
    """What somebody wants of the house is the line a command understands."""
    assert housekeeping.as_line(said) == line


@pytest.mark.parametrize(
    "told",
    [
        "we speak tomorrow",
        "speak to Jane about the offer",
        "add Jane to the order",
        "rename the file",
        "new stage of talks with Acme begins",
        "what changed our mind was the price",
        "the team North is happy",
        "history of the firm was told at dinner and it was long",
        "send me a mail",
        "new team lunch tomorrow",
    ],
)
def test_what_is_told_is_no_setting(told: str) -> None:
    """A sentence that only begins like a wish is left to be read as a note."""
    assert not housekeeping.as_line(told)


@pytest.mark.parametrize(
    ("said", "what"),
    [("How do I log a call?", "log a call"), ("how to merge companies", "merge companies"), ("how is Jane", "")],
)
def test_asked_how(said: str, what: str) -> None:
    """What somebody wants to know how to do is told from other questions."""
    assert housekeeping.asked_how(said) == what
