"""Slack's payloads as inbounds."""

from datetime import UTC, datetime

import pytest

from crmbot.chat.command import Registry
from crmbot.chat.inbound import FileShared, Inbound, Pressed, Said, Uploaded
from crmbot.handlers.slack import inbound
from crmbot.handlers.slack.messages import Ears, instant
from crmbot.handlers.slack.payload import Json, Payload

NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)


def hear(registry: Registry, event: Json) -> Inbound | None:
    """What is heard of a message event."""
    whole = {"type": "message", "user": "U1", "channel": "D1", "channel_type": "im", "ts": "1795160000.000100", **event}
    return Ears("UBOT", registry).hear(Payload.of({"team_id": "T1", "event": whole}), NOW)


def said(heard: Inbound | None) -> Said:
    """The words of what was heard."""
    assert heard is not None
    assert isinstance(heard.event, Said)
    return heard.event


IN_CHANNEL: Json = {"channel": "C1", "channel_type": "channel"}
IN_THREAD: Json = {**IN_CHANNEL, "thread_ts": "1795150000.000100"}


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        ("/crm", "note Acme: met", "note Acme: met"),
        ("/note", "Acme: met", "note Acme: met"),
        ("/today", "", "today"),
        ("/crm", "", ""),
        ("/acme-crm", "find jane", "find jane"),
    ],
)
def test_command_when_said(registry: Registry, word: str, text: str, expected: str) -> None:
    """Our own name is no word, a command's is."""
    payload = Payload.of({"command": word, "text": text, "team_id": "T1", "channel_id": "C1", "user_id": "U1"})

    event = inbound.from_command(payload, registry, NOW).event

    assert event == Said(expected, as_command=True)


def test_message_when_it_is_direct(registry: Registry) -> None:
    """Everything said in direct messages is for us, and private."""
    heard = hear(registry, {"text": "met <https://acme.com|acme.com> &amp; Jane"})

    assert said(heard) == Said("met acme.com & Jane", message="1795160000.000100")
    assert heard is not None
    assert (heard.private, heard.at) == (True, datetime.fromtimestamp(1795160000.0001, UTC))


def test_message_when_it_is_a_bang_command(registry: Registry) -> None:
    """`!word` is a command in direct messages, even an unknown one."""
    assert said(hear(registry, {"text": "!taks call"})) == Said(
        "taks call", message="1795160000.000100", as_command=True
    )


@pytest.mark.parametrize("text", ["!!!", "! wow", "!"])
def test_message_when_it_is_an_exclamation(registry: Registry, text: str) -> None:
    """Exclamation marks without a word are no command."""
    assert not said(hear(registry, {"text": text})).as_command


@pytest.mark.parametrize(
    "event",
    [
        {"text": "hello all", **IN_CHANNEL},
        {"text": "!note Acme", **IN_CHANNEL},
        {"text": "!important", **IN_THREAD},
        {"text": "nice", **IN_THREAD, "parent_user_id": "UBOT"},
        {"text": "hi", "bot_id": "B1"},
        {"text": "hi", "user": "USLACKBOT"},
        {"text": "hi", "user": "UBOT"},
        {"text": "hi", "user": ""},
        {"text": "joined", "subtype": "channel_join"},
        {"text": "gone", "subtype": "message_deleted"},
        {"text": "hi", "subtype": "bot_message"},
    ],
)
def test_message_when_it_is_not_for_us(registry: Registry, event: Json) -> None:
    """What nobody said to us is not read."""
    assert hear(registry, event) is None


def test_message_when_it_mentions_us(registry: Registry) -> None:
    """A mention is cut; the rest is free text."""
    heard = hear(registry, {"text": "<@UBOT> Acme: met Jane", **IN_CHANNEL})

    assert said(heard).text == "Acme: met Jane"
    assert heard is not None
    assert not heard.private


def test_message_when_it_is_a_bang_command_in_a_thread(registry: Registry) -> None:
    """A thread has no slash commands, so `!word` stands for them and answers the card above."""
    heard = hear(registry, {"text": "!note met Jane", **IN_THREAD, "parent_user_id": "UBOT"})

    assert said(heard).as_command
    assert said(heard).reply_to == "slack:T1:C1/1795150000.000100"
    assert heard is not None
    assert heard.address.thread == "1795150000.000100"


def test_reply_when_the_thread_is_not_ours(registry: Registry) -> None:
    """A thread under somebody else's message answers no card."""
    assert said(hear(registry, {"text": "!note met", **IN_THREAD, "parent_user_id": "U9"})).reply_to is None


def test_message_when_it_arrives_twice_as_two_kinds(registry: Registry) -> None:
    """One message has one key, whatever events bring it."""
    message = hear(registry, {"text": "<@UBOT> hi", **IN_CHANNEL})
    mention = hear(registry, {"text": "<@UBOT> hi", "type": "app_mention", "channel": "C1", "channel_type": None})

    assert message is not None
    assert mention is not None
    assert message.key == mention.key == "slack:msg:T1:C1:1795160000.000100:"


def changed(text: str, before: str, **message: object) -> Json:
    """An event that a message changed."""
    now = {"user": "U1", "text": text, "ts": "1795160000.000100", **message}
    return {"subtype": "message_changed", "ts": "1795160009.0", "message": now, "previous_message": {"text": before}}


def test_message_when_it_was_edited(registry: Registry) -> None:
    """An edit is the same message with another key."""
    heard = hear(registry, changed("new", "old", edited={"ts": "1795160005.000000"}))

    assert said(heard) == Said("new", message="1795160000.000100", edited=True)
    assert heard is not None
    assert heard.key == "slack:msg:T1:D1:1795160000.000100:1795160005.000000"


def deleted(text: str, *, tombstone: bool = False, **message: object) -> Json:
    """An event that a message was deleted; one that was answered leaves a tombstone."""
    before = {"user": "U1", "text": text, "ts": "1795160000.000100", **message}
    if not tombstone:
        return {"subtype": "message_deleted", "deleted_ts": before["ts"], "previous_message": before}
    stone = {"subtype": "tombstone", "user": "USLACKBOT", "text": "This message was deleted.", "ts": before["ts"]}
    return {"subtype": "message_changed", "message": stone, "previous_message": before}


@pytest.mark.parametrize("event", [deleted("met Jane"), deleted("met Jane", tombstone=True)])
def test_message_when_it_was_deleted(registry: Registry, event: Json) -> None:
    """It is the same message under another key, and its words are not repeated."""
    heard = hear(registry, event)

    assert said(heard) == Said("", message="1795160000.000100", withdrawn=True)
    assert heard is not None
    assert (heard.key, heard.who.user) == ("slack:msg:T1:D1:1795160000.000100:deleted", "U1")


@pytest.mark.parametrize(
    "event",
    [
        {**deleted("hello all"), **IN_CHANNEL},
        deleted("Saved", user="UBOT", bot_id="B1"),
        deleted("hi", user="USLACKBOT"),
        {"subtype": "message_deleted"},
    ],
)
def test_deletion_when_nothing_was_said_to_us(registry: Registry, event: Json) -> None:
    """Other people's talk, and our own cards, are deleted without us."""
    assert hear(registry, event) is None


@pytest.mark.parametrize(
    "event", [changed("same", "same", edited={"ts": "1"}), changed("x", "y"), changed("x", "y", bot_id="B1")]
)
def test_change_when_nobody_edited_words(registry: Registry, event: Json) -> None:
    """Previews, and edits of our own cards, are no edits."""
    assert hear(registry, event) is None


def test_file_when_shared(registry: Registry) -> None:
    """A file comes with its caption, its kind and its size."""
    clip = {"id": "F1", "name": "clip.mp4", "mimetype": "video/mp4", "subtype": "slack_audio", "duration_ms": 42500}
    photo = {"id": "F2", "name": "a.png", "mimetype": "image/png", "size": 12}

    heard = hear(registry, {"text": "at the fair", "subtype": "file_share", "files": [clip, photo]})

    assert heard is not None
    assert isinstance(heard.event, Uploaded)
    kinds = [
        (file.what == "file" and file.medium, file.what == "file" and file.seconds) for file in heard.event.attachments
    ]
    assert (kinds, heard.event.caption) == ([("voice", 42), ("photo", None)], "at the fair")


def test_message_when_another_is_shared_in_it(registry: Registry) -> None:
    """A shared message is told on with its author, and never as a command."""
    shared = {"is_share": True, "author_name": "Eva", "text": "note the price", "from_url": "https://a.example/p1"}

    heard = said(hear(registry, {"text": "!note", "attachments": [shared]}))

    assert (heard.text, heard.forwarded_from, heard.as_command) == ("note\nnote the price", "Eva", False)


@pytest.mark.parametrize("ts", ["", "x", "inf", "1e400", "nan"])
def test_time_stamp_when_it_is_none(ts: str) -> None:
    """Whatever is no time stamp gives no instant."""
    assert instant(ts) is None


def test_press_when_it_says_nothing() -> None:
    """An element without a value is none of ours."""
    assert inbound.from_action(Payload.of({"actions": [{"type": "button"}]}), NOW) is None


def test_press_when_it_is_of_a_menu() -> None:
    """The chosen option's token is what is pressed, on the card it stands on."""
    payload = {
        "team": {"id": "T1"},
        "user": {"id": "U1"},
        "channel": {"id": "C1"},
        "container": {"type": "message", "message_ts": "1.2", "thread_ts": "1.0"},
        "actions": [{"type": "static_select", "selected_option": {"value": "snooze T-9"}}],
    }

    pressed = inbound.from_action(Payload.of(payload), NOW)

    assert pressed is not None
    assert pressed.event == Pressed("snooze T-9", "slack:T1:C1/1.2")
    assert pressed.address.thread == "1.0"


def submission(text: str) -> Inbound:
    """A form that was sent with this text."""
    states = {"title": {"v": {"type": "plain_text_input", "value": text}}}
    view = {"id": "V1", "hash": "h", "private_metadata": '{"d": "k7", "c": "C1"}', "state": {"values": states}}
    return inbound.from_submission(Payload.of({"team": {"id": "T1"}, "user": {"id": "U1"}, "view": view}), NOW)


def test_form_when_sent_twice() -> None:
    """The same values are a second copy, others a second try."""
    assert submission("a").key == submission("a").key != submission("b").key


@pytest.mark.parametrize("raw", [None, [], "x", {"actions": "x"}, {"event": 3}, {"view": []}])
def test_payload_when_it_is_odd(registry: Registry, raw: object) -> None:
    """Whatever comes is read without an error."""
    payload = Payload.of(raw)

    assert inbound.from_action(payload, NOW) is None
    assert inbound.from_closed(payload, NOW) is None
    assert Ears("UBOT", registry).hear(payload, NOW) is None
    assert inbound.from_submission(payload, NOW).who.user == ""


def test_message_when_its_channel_is_shared(registry: Registry) -> None:
    """It is answered by the workspace that let us in; who said it is of their own."""
    event: Json = {"type": "app_mention", "user": "U1", "text": "<@UBOT> hi", "ts": "1.0", "channel": "C1"}
    homes: list[Json] = [{}, {"team": "TELSE"}, {"team": "T1"}, {"team": "T1", "user_team": "E1"}]
    bodies = [{"team_id": "TBEGAN", "authorizations": [{"team_id": "T1"}], "event": event | home} for home in homes]

    heard = [Ears("UBOT", registry).hear(Payload.of(body), NOW) for body in bodies]

    told = [(each.address.tenant, each.who.tenant) for each in heard if each is not None]
    assert told == [("T1", "T1"), ("T1", "TELSE"), ("T1", "T1"), ("T1", "T1")]


@pytest.mark.parametrize(
    ("payload", "workspace"),
    [
        ({"team": {"id": "TELSE"}, "view": {"app_installed_team_id": "T1"}}, "T1"),
        ({"team_id": "TELSE", "authorizations": [{"team_id": "T1"}, {"team_id": "T2"}]}, "T1"),
        ({"team": {"id": "T1"}, "user": {"team_id": "TELSE"}}, "T1"),
        ({"team_id": "T1"}, "T1"),
        ({"type": "url_verification"}, ""),
    ],
)
def test_workspace_when_a_request_comes(payload: Json, workspace: str) -> None:
    """It is the one whose token answers."""
    assert inbound.workspace_of(Payload.of(payload)) == workspace


def test_file_when_there_are_several_workspaces(registry: Registry) -> None:
    """Its id says which of them has it."""
    message = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "ts": "1.0", "text": ""}
    body = {"team_id": "T1", "event": {**message, "subtype": "file_share", "files": [{"id": "F1", "name": "a.pdf"}]}}

    heard = [Ears("UBOT", registry, several).hear(Payload.of(body), NOW) for several in (False, True)]

    events = [each.event for each in heard if each is not None]
    files = [part for event in events if isinstance(event, Uploaded) for part in event.attachments]
    assert [part.ref for part in files if isinstance(part, FileShared)] == ["F1", "T1/F1"]
