"""Telegram's updates read into our words."""

from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Update

from crmbot.chat.address import Address
from crmbot.chat.inbound import (
    Event,
    FileShared,
    Identity,
    Inbound,
    PersonShared,
    PlaceShared,
    Pressed,
    Said,
    Uploaded,
)
from crmbot.chat.invocation import read_token
from crmbot.handlers.telegram.inbound import Became, Moved, asks_anonymously, became_in, inbound_of, moved_in
from crmbot.handlers.telegram.words import Me
from crmbot.store.models.channel import ChannelState

Payload = dict[str, Any]

ME = Me(7100, "crm_bot")
NOW = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)
SENT = 1_795_000_000
BEN: Payload = {
    "id": 55,
    "is_bot": False,
    "first_name": "Ben",
    "last_name": "Toth",
    "language_code": "hu",
}
BOT: Payload = {"id": 7100, "is_bot": True, "first_name": "CRM", "username": "crm_bot"}
ANONYMOUS: Payload = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
PRIVATE: Payload = {"id": 55, "type": "private", "first_name": "Ben"}
GROUP: Payload = {"id": -400, "type": "group", "title": "Sales"}
FORUM: Payload = {"id": -1001234, "type": "supergroup", "title": "Sales", "is_forum": True}
CARD: Payload = {"message_id": 3, "date": SENT, "chat": GROUP, "from": BOT, "text": "a card"}


def entity(kind: str, offset: int, length: int, **more: object) -> Payload:
    """Mark a piece of a text, in UTF-16 units."""
    return {"type": kind, "offset": offset, "length": length, **more}


def message(chat: Payload = PRIVATE, **fields: object) -> Payload:
    """Make a message of Ben's."""
    return {"message_id": 9, "date": SENT, "chat": chat, "from": BEN, **fields}


def update(kind: str = "message", **body: object) -> Update:
    """Make an update."""
    found = Update.de_json({"update_id": 41, kind: body})
    assert found is not None
    return found


def read(kind: str = "message", **body: object) -> Inbound | None:
    """Read an update."""
    return inbound_of(update(kind, **body), ME, NOW)


def event(**body: object) -> Event | None:
    """Read what happened in a message."""
    inbound = inbound_of(update("message", **body), ME, NOW)
    return inbound.event if inbound else None


def said(**body: object) -> tuple[str, bool]:
    """Read a message as words: the text, and whether it was a command."""
    found = event(**body)
    assert isinstance(found, Said)
    return found.text, found.as_command


def test_message_has_its_envelope_when_private() -> None:
    """Who, where, when, and under which key."""
    assert read(**message(text="met Jane")) == Inbound(
        key="telegram:7100:41",
        who=Identity("telegram", "7100", "55", name="Ben Toth", locale="hu"),
        address=Address("telegram", "7100", "55"),
        at=datetime.fromtimestamp(SENT, UTC),
        event=Said("met Jane", message="9"),
        private=True,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/note Acme: met Jane", "note Acme: met Jane"),
        ("/note@crm_bot Acme", "note Acme"),
        ("/NOTE@CRM_Bot Acme", "NOTE Acme"),
        ("/d12", "d12"),
        ("/start K7Q2-XW", "start K7Q2-XW"),
        ("/note\nmet Jane\nall well", "note\nmet Jane\nall well"),
        ("/d12, please", "d12, please"),
        ("/käufer liste", "käufer liste"),
    ],
)
def test_command_loses_its_slash_when_it_is_ours(text: str, expected: str) -> None:
    """A command is its words, as everywhere else."""
    assert said(**message(text=text)) == (expected, True)


@pytest.mark.parametrize("text", ["/usr/bin is full", "/ note", "a /note", "//note", "/"])
def test_text_is_no_command_when_the_slash_means_something_else(text: str) -> None:
    """Paths and stray slashes are words."""
    assert said(**message(text=text)) == (text, False)


def test_command_is_ignored_when_it_is_for_another_bot() -> None:
    """What carries another bot's name is not ours, in private either."""
    assert read(**message(GROUP, text="/note@other_bot hi")) is None


@pytest.mark.parametrize("text", ["hello all", "@someone hi"])
def test_group_talk_is_ignored_when_we_are_not_meant(text: str) -> None:
    """In groups nothing is read unless the bot is addressed."""
    entities = [entity("mention", 0, 8)] if text.startswith("@") else []

    assert read(**message(GROUP, text=text, entities=entities)) is None


def test_mention_is_taken_out_when_it_names_us() -> None:
    """What is said to us does not begin with our name."""
    text = "@crm_bot: note Acme"

    assert said(**message(GROUP, text=text, entities=[entity("mention", 0, 8)])) == ("note Acme", False)


def test_mention_is_found_when_emoji_stand_before_it() -> None:
    """Places in a text count as Telegram counts them."""
    text = "👩‍👧 ask @crm_bot now"

    assert said(**message(GROUP, text=text, entities=[entity("mention", 10, 8)])) == ("👩‍👧 ask  now", False)


def test_command_is_read_when_it_follows_our_name() -> None:
    """`@bot /note …` is a command too."""
    entities = [entity("mention", 0, 8), entity("bot_command", 9, 5)]

    assert said(**message(GROUP, text="@crm_bot /note hi", entities=entities)) == ("note hi", True)


def test_person_is_written_with_at_when_mentioned_without_a_name() -> None:
    """A mention of somebody without a user name reads like any other."""
    eva = {"id": 77, "is_bot": False, "first_name": "Eva"}
    text = "/task call Delta Eva"

    found = said(**message(text=text, entities=[entity("text_mention", 17, 3, user=eva)]))

    assert found == ("task call Delta @Eva", True)


def test_user_name_is_written_when_a_mention_hides_it() -> None:
    """The user name tells people apart better than a first name."""
    eva = {"id": 77, "is_bot": False, "first_name": "Eva", "username": "evan"}

    found = said(**message(text="/task call Eva", entities=[entity("text_mention", 11, 3, user=eva)]))

    assert found == ("task call @evan", True)


def test_reply_names_our_card_when_it_answers_one() -> None:
    """An answer to a card carries the card's ref, and is for us without any mention."""
    found = event(**message(GROUP, text="called, all fine", reply_to_message=CARD))

    assert found == Said("called, all fine", message="9", reply_to="telegram:7100:-400/3")


def test_topic_is_part_of_the_address_when_in_a_forum() -> None:
    """Topics are places of their own."""
    inbound = read(**message(FORUM, text="/today", message_thread_id=12, is_topic_message=True))

    assert inbound is not None
    assert inbound.address == Address("telegram", "7100", "-1001234", "12")
    assert not inbound.private


def test_thread_is_left_out_when_it_is_only_a_chain_of_replies() -> None:
    """Supergroups number chains of replies like topics, but they are no places."""
    inbound = read(**message({**FORUM, "is_forum": False}, text="/today", message_thread_id=12))

    assert inbound is not None
    assert inbound.address.thread == ""


def test_topic_start_is_no_reply_when_our_bot_opened_it() -> None:
    """Telegram writes each message of a topic as a reply to its first."""
    opened = {
        **CARD,
        "chat": FORUM,
        "text": None,
        "forum_topic_created": {"name": "x", "icon_color": 1},
    }
    body = message(FORUM, text="hello", message_thread_id=3, is_topic_message=True, reply_to_message=opened)

    assert read(**body) is None


def test_link_leads_to_the_message_when_the_chat_has_links() -> None:
    """A note of what somebody said can point back to it; a command is no such note, wherever it is given."""
    theirs = {**CARD, "from": {**BEN, "id": 56}, "text": "Acme wants 40 pumps", "chat": FORUM}
    noted = event(**message(FORUM, text="/note", reply_to_message=theirs))
    told = event(**message(FORUM, text="/tasks"))

    assert isinstance(noted, Said)
    assert isinstance(told, Said)
    assert (noted.link, told.link) == (f"https://t.me/c/1234/{CARD['message_id']}", None)


def test_bare_lead_takes_the_words_it_answers_when_a_reply() -> None:
    """`/lead` under a message makes a lead of it, with its author and its address; `/lead Hooli` is a plain command."""
    theirs = {**CARD, "from": {**BEN, "id": 56, "first_name": "Mia"}, "text": "Umbrella wants 40 pumps", "chat": FORUM}
    made = event(**message(FORUM, text="/lead", reply_to_message=theirs))
    named = event(**message(FORUM, text="/lead Hooli", reply_to_message=theirs))

    assert isinstance(made, Pressed)
    invocation = read_token(made.token)
    assert invocation is not None
    assert (invocation.command, invocation.args) == (
        "keep as lead",
        {
            "text": "Umbrella wants 40 pumps",
            "author": "Mia Toth",
            "link": f"https://t.me/c/1234/{CARD['message_id']}",
        },
    )
    assert isinstance(named, Said)


def test_bare_note_takes_the_words_it_answers_when_a_reply() -> None:
    """`/note` under a message logs that message."""
    theirs = {**CARD, "from": {**BEN, "id": 56}, "text": "Acme wants 40 pumps"}

    assert said(**message(GROUP, text="/note", reply_to_message=theirs)) == ("note Acme wants 40 pumps", True)


@pytest.mark.parametrize(
    ("origin", "author"),
    [
        ({"type": "user", "date": SENT, "sender_user": {**BEN, "id": 56, "first_name": "Mia"}}, "Mia Toth"),
        ({"type": "hidden_user", "date": SENT, "sender_user_name": "Somebody"}, "Somebody"),
        ({"type": "chat", "date": SENT, "sender_chat": GROUP}, "Sales"),
        ({"type": "channel", "date": SENT, "chat": {**GROUP, "type": "channel"}, "message_id": 1}, "Sales"),
    ],
)
def test_forward_names_its_author_when_passed_on(origin: Payload, author: str) -> None:
    """Forwarded words are somebody else's, and never a command."""
    found = event(**message(text="/done t9", forward_origin=origin))

    assert found == Said("/done t9", message="9", forwarded_from=author)


def test_edit_is_marked_when_words_change() -> None:
    """An edited message says that it is one, and which."""
    inbound = read("edited_message", **message(text="/note Acme", edit_date=SENT + 60))

    assert inbound is not None
    assert inbound.event == Said("note Acme", message="9", edited=True, as_command=True)
    assert inbound.at == datetime.fromtimestamp(SENT + 60, UTC)


def test_edit_of_a_caption_is_words_when_a_file_was_sent_before() -> None:
    """The file is kept already; only its words change."""
    photo = [{"file_id": "p", "file_unique_id": "u", "width": 1, "height": 1}]

    inbound = read("edited_message", **message(photo=photo, caption="new words", edit_date=SENT))

    assert inbound is not None
    assert inbound.event == Said("new words", message="9", edited=True)


def test_edit_is_ignored_when_a_live_location_moves() -> None:
    """Walking about does not write a note every few seconds."""
    place = {"latitude": 1.0, "longitude": 2.0, "live_period": 600}

    assert read("edited_message", **message(location=place, edit_date=SENT)) is None


SIZES = [
    {"file_id": "small", "file_unique_id": "a", "width": 90, "height": 90, "file_size": 5},
    {"file_id": "large", "file_unique_id": "b", "width": 800, "height": 800, "file_size": 50},
]
FILE = {"file_id": "f", "file_unique_id": "u", "file_size": 7}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"photo": SIZES}, FileShared("large", "photo.jpg", "image/jpeg", 50, "photo")),
        ({"voice": {**FILE, "duration": 42}}, FileShared("f", "voice.ogg", "audio/ogg", 7, "voice", 42)),
        (
            {"video": {**FILE, "duration": 3, "width": 1, "height": 1}},
            FileShared("f", "video.mp4", "video/mp4", 7, "video", 3),
        ),
        (
            {"video_note": {**FILE, "duration": 3, "length": 1}},
            FileShared("f", "video.mp4", "video/mp4", 7, "video", 3),
        ),
        (
            {"animation": {**FILE, "duration": 3, "width": 1, "height": 1}, "document": FILE},
            FileShared("f", "video.mp4", "video/mp4", 7, "video", 3),
        ),
        (
            {"audio": {**FILE, "duration": 9, "file_name": "a.m4a", "mime_type": "audio/mp4"}},
            FileShared("f", "a.m4a", "audio/mp4", 7, "file", 9),
        ),
        (
            {"document": {**FILE, "file_name": "offer.pdf", "mime_type": "application/pdf"}},
            FileShared("f", "offer.pdf", "application/pdf", 7, "file"),
        ),
        ({"document": FILE}, FileShared("f", "file", "application/octet-stream", 7, "file")),
        ({"location": {"latitude": 1.5, "longitude": 2.5}}, PlaceShared(1.5, 2.5)),
        (
            {
                "venue": {"location": {"latitude": 1.5, "longitude": 2.5}, "title": "Plant", "address": "Dock 1"},
                "location": {"latitude": 1.5, "longitude": 2.5},
            },
            PlaceShared(1.5, 2.5, "Plant, Dock 1"),
        ),
        (
            {"contact": {"phone_number": "0630 1", "first_name": "Kim", "last_name": "Lee", "user_id": 99}},
            PersonShared("Kim Lee", "0630 1"),
        ),
        (
            {"contact": {"phone_number": "36301234567", "first_name": "Ben", "user_id": 55}},
            PersonShared("Ben", "+36301234567", own=True),
        ),
        (
            {
                "contact": {
                    "phone_number": "+1",
                    "first_name": "Kim",
                    "vcard": "BEGIN:VCARD\r\nEMAIL;TYPE=work:kim@lee.example\r\nEND:VCARD",
                }
            },
            PersonShared("Kim", "+1", "kim@lee.example"),
        ),
    ],
)
def test_attachment_is_read_when_something_is_sent(fields: Payload, expected: object) -> None:
    """Each thing people send has its place, the largest photo and the vouched number among them."""
    found = event(**message(**fields))

    assert found == Uploaded((expected,), message="9")  # type: ignore[arg-type]  # one of the attachments


def test_contact_is_not_ones_own_when_it_was_forwarded() -> None:
    """Passing a card on proves nothing."""
    contact = {"phone_number": "1", "first_name": "Ben", "user_id": 55}
    origin = {"type": "hidden_user", "date": SENT, "sender_user_name": "Ben"}

    found = event(**message(contact=contact, forward_origin=origin))

    assert found == Uploaded((PersonShared("Ben", "1"),), "Forwarded from Ben", "9")


def test_album_keeps_its_group_when_it_comes_in_parts() -> None:
    """The parts of an album can be put together."""
    found = event(**message(photo=SIZES, media_group_id="g7", caption="/note Acme: plant"))

    assert found == Uploaded(
        (FileShared("large", "photo.jpg", "image/jpeg", 50, "photo"),), "note Acme: plant", "9", None, "g7"
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"from": None},
        {"from": {**BEN, "is_bot": True}},
        {"from": ANONYMOUS, "sender_chat": GROUP},
        {"from": {**BEN, "id": 777000}, "is_automatic_forward": True},
        {"from": {**BEN, "id": 136817688, "is_bot": True}, "sender_chat": {**GROUP, "type": "channel"}},
        {"via_bot": {**BOT, "id": 1}},
    ],
)
def test_message_is_ignored_when_nobody_is_behind_it(fields: Payload) -> None:
    """Bots, channels, service accounts and nameless administrators are nobody we know."""
    assert read(**message(GROUP, text="/today", **fields)) is None


@pytest.mark.parametrize(("text", "expected"), [("/today", True), ("just talk", False)])
def test_nameless_administrator_is_noticed_when_calling_us(text: str, expected: bool) -> None:
    """Only a call gets the advice to write in private."""
    body = {**message(GROUP, text=text), "from": ANONYMOUS, "sender_chat": GROUP}

    assert asks_anonymously(update(**body), ME) == expected


@pytest.mark.parametrize(
    "fields", [{"sticker": None}, {"new_chat_members": [BEN]}, {"pinned_message": CARD}, {"group_chat_created": True}]
)
def test_service_message_is_ignored_when_it_has_no_words(fields: Payload) -> None:
    """What a chat says about itself is nothing for us."""
    assert read(**message(**fields)) is None


def test_press_carries_token_and_card_when_the_message_is_there() -> None:
    """A button is its token, on the card it stands on."""
    inbound = read("callback_query", id="1", **{"from": BEN}, chat_instance="x", data="done T-9 rev:3", message=CARD)

    assert inbound is not None
    assert inbound.event == Pressed("done T-9 rev:3", "telegram:7100:-400/3")
    assert (inbound.at, inbound.private) == (NOW, False)


def test_press_has_no_card_when_the_message_is_out_of_reach() -> None:
    """A very old card can be pressed, but not edited."""
    shell = {"chat": PRIVATE, "message_id": 3, "date": 0}

    inbound = read("callback_query", id="1", **{"from": BEN}, chat_instance="x", data="done T-9", message=shell)

    assert inbound is not None
    assert inbound.event == Pressed("done T-9")
    assert inbound.address == Address("telegram", "7100", "55")


def test_press_is_private_when_there_is_no_message() -> None:
    """A button on an inline message is answered to the person."""
    inbound = read("callback_query", id="1", **{"from": BEN}, chat_instance="x", data="a", inline_message_id="i")

    assert inbound is not None
    assert (inbound.address.chat, inbound.private) == ("55", True)


def test_press_is_ignored_when_it_has_no_data() -> None:
    """A button of a game is not one of ours."""
    assert read("callback_query", id="1", **{"from": BEN}, chat_instance="x", game_short_name="g") is None


OLD, NEW = Address("telegram", "7100", "-400"), Address("telegram", "7100", "-1001234")


@pytest.mark.parametrize(
    "body",
    [
        message(GROUP, migrate_to_chat_id=-1001234),
        {**message(FORUM, migrate_from_chat_id=-400, sender_chat=FORUM), "from": ANONYMOUS},
    ],
)
def test_move_is_understood_when_either_chat_tells(body: Payload) -> None:
    """The old and the new chat both tell; either is enough."""
    assert moved_in(update(**body), ME) == Moved(OLD, NEW)


SILENT: Payload = dict.fromkeys(
    (
        *("can_change_info", "can_invite_users", "can_pin_messages", "can_send_messages", "can_send_polls"),
        *("can_send_other_messages", "can_add_web_page_previews", "can_manage_topics", "can_edit_tag"),
        "can_react_to_messages",
        *("can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos"),
        *("can_send_video_notes", "can_send_voice_notes"),
    ),
    False,
) | {"until_date": 0}


@pytest.mark.parametrize(
    ("status", "more", "state"),
    [
        ("member", {}, ChannelState.LIVE),
        ("left", {}, ChannelState.GONE),
        ("kicked", {"until_date": 0}, ChannelState.GONE),
        ("restricted", {**SILENT, "is_member": True}, ChannelState.MUTED),
        ("restricted", {**SILENT, "is_member": True, "can_send_messages": True}, ChannelState.LIVE),
        ("restricted", {**SILENT, "is_member": False}, ChannelState.GONE),
    ],
)
def test_state_of_a_chat_when_our_standing_changes(status: str, more: Payload, state: ChannelState) -> None:
    """Being let in, shut out or silenced is noted; who is silenced and has left is out."""
    body = {
        "chat": PRIVATE,
        "from": BEN,
        "date": SENT,
        "old_chat_member": {"user": BOT, "status": "left"},
        "new_chat_member": {"user": BOT, "status": status, **more},
    }

    assert became_in(update("my_chat_member", **body), ME) == Became(Address("telegram", "7100", "55"), state)
