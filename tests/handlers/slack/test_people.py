"""What Slack knows of people, and whether it is set up right."""

from dataclasses import replace

import pytest

from crmbot.chat.command import Registry
from crmbot.chat.inbound import Identity
from crmbot.handlers.slack.app import SlackAdapter
from crmbot.handlers.slack.payload import Payload
from crmbot.handlers.slack.people import KEPT_S, People, _verified_email
from crmbot.handlers.slack.settings import SlackSettings
from crmbot.store.models.channel import ChannelState
from tests.handlers.slack.conftest import Wired
from tests.handlers.slack.scripted import ScriptedDoor


def who(wired: Wired) -> Identity:
    """Ben, as a payload names him."""
    return Identity("slack", wired.slack.team_id, wired.ben, "ben")


async def test_profile_when_asked_for(wired: Wired) -> None:
    """Slack's verified address, zone and language complete the identity."""
    found = await wired.adapter.profile(who(wired))

    assert found == replace(who(wired), email="ben@acme.example", zone="Europe/London", locale="en-US")


async def test_profile_when_asked_for_twice(wired: Wired) -> None:
    """Slack is asked once, until the person changes something."""
    await wired.adapter.profile(who(wired))
    await wired.adapter.profile(who(wired))
    before = len(wired.slack.calls("users.info"))
    await wired.slack.emit({"type": "user_change", "user": {"id": wired.ben}})
    await wired.adapter.profile(who(wired))

    assert (before, len(wired.slack.calls("users.info"))) == (1, 2)


async def test_profile_when_an_hour_has_gone(wired: Wired) -> None:
    """Slack is asked again."""
    seconds = [0.0]
    people = People(wired.adapter.workspaces, lambda: seconds[0])
    await people.complete(who(wired))

    seconds[0] = KEPT_S + 1
    await people.complete(who(wired))

    assert len(wired.slack.calls("users.info")) == 2


async def test_profile_when_slack_does_not_answer(wired: Wired) -> None:
    """The identity stays as it is."""
    wired.slack.fail_next("users.info", "user_not_found")

    assert await wired.adapter.profile(who(wired)) == who(wired)


@pytest.mark.parametrize(
    "user",
    [
        {"is_email_confirmed": False},
        {"team_id": "T2"},
        {"is_stranger": True},
        {"deleted": True},
        {"is_bot": True},
        {"profile": {}},
    ],
)
def test_address_when_it_proves_nothing(user: dict[str, object]) -> None:
    """Only a confirmed address of our own workspace says who somebody is."""
    whole: dict[str, object] = {"team_id": "T1", "profile": {"email": "ben@acme.example"}}

    assert _verified_email(Payload.of({**whole, **user}), "T1") is None


async def test_health_when_all_is_well(wired: Wired) -> None:
    """There is nothing to complain about."""
    assert await wired.adapter.healthy() == ()


async def test_health_when_all_is_well_on_a_socket(socketed: Wired) -> None:
    """Nor is there by Socket Mode."""
    assert await socketed.adapter.healthy() == ()


async def test_health_when_a_scope_is_missing(wired: Wired) -> None:
    """It says which, what it is for and what to do."""
    wired.slack.scopes.discard("files:read")

    assert await wired.adapter.healthy() == (
        (
            "The Slack app lacks the scope files:read (to keep a shared photo, voice clip or file with its note): "
            "add it and install the app again."
        ),
    )


async def test_health_when_the_token_is_dead(wired: Wired) -> None:
    """It says what to do, in words."""
    wired.slack.kill_token()

    (complaint,) = await wired.adapter.healthy()

    assert complaint.startswith("Slack refuses SLACK_BOT_TOKEN (token_revoked)")


async def test_health_when_the_app_token_is_wrong(wired: Wired, registry: Registry) -> None:
    """The second token is tried as well."""
    settings = SlackSettings(wired.slack.bot_token, "", "xapp-wrong", wired.slack.url)
    adapter = SlackAdapter(ScriptedDoor(), settings, registry)

    (complaint,) = await adapter.healthy()
    await adapter.stop()
    wired.slack.violations.clear()

    assert complaint.startswith("Slack refuses SLACK_APP_TOKEN")


async def test_health_when_there_is_no_secret(wired: Wired, registry: Registry) -> None:
    """Without a signing secret nothing can be believed."""
    adapter = SlackAdapter(ScriptedDoor(), SlackSettings(wired.slack.bot_token, "", None, wired.slack.url), registry)

    complaints = await adapter.healthy()
    await adapter.stop()

    assert complaints == ("SLACK_SIGNING_SECRET is missing: without it no request of Slack's is believed.",)


def test_settings_when_printed() -> None:
    """No token shows."""
    assert "xoxb" not in repr(SlackSettings("xoxb-1", "secret", "xapp-1"))


async def test_person_when_taken_out_of_the_workspace(wired: Wired) -> None:
    """They read nothing there any more: what was for them goes elsewhere at once, not after a refusal."""
    await wired.slack.emit({"type": "user_change", "user": {"id": wired.ben, "deleted": True}})

    assert wired.door.channels == [(wired.ben, ChannelState.GONE)]
