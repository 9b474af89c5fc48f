"""The adapter over the wire: commands, messages, buttons, and what is whispered."""

import asyncio
from collections.abc import Callable

import pytest

from crmbot.chat.card import Action, Card, Drawn, Menu, Quote, RecordLink, spans
from crmbot.chat.inbound import Inbound, Pressed, Said, Uploaded
from crmbot.chat.invocation import Invocation
from crmbot.handlers.adapter import Adapter, Answer
from crmbot.handlers.slack import app
from crmbot.store.models.channel import ChannelState
from tests.doubles.slack import Fault, Message
from tests.handlers.slack.conftest import Wired

Script = Callable[[Inbound], Answer]


def card(text: str, *labels: str, whisper: bool = False, replaces: str | None = None) -> Answer:
    """An answer with a button for each label, whose token is the label in small letters."""
    actions = tuple(Action(label, Invocation(label.lower())) for label in labels)
    drawn = Drawn(Card(spans(text), actions=actions, whisper=whisper), tuple(label.lower() for label in labels))
    return Answer(drawn, replaces=replaces)


def always(answer: Answer) -> Script:
    """Answer the same to everything."""
    return lambda _inbound: answer


def in_place(text: str) -> Script:
    """Put a new card in the place of the one that was pressed."""

    def script(inbound: Inbound) -> Answer:
        assert isinstance(inbound.event, Pressed)
        return card(text, replaces=inbound.event.card)

    return script


def seen(wired: Wired, where: str, user: str | None = None) -> list[str]:
    """What stands in a conversation, as one person reads it."""
    return [message.plain for message in wired.slack.messages(where, user or wired.ben)]


def test_adapter_when_typed(wired: Wired) -> None:
    """The adapter is what the house takes for one."""
    adapter: Adapter = wired.adapter

    assert (adapter.platform, adapter.limits.forms) == ("slack", True)


async def test_command_when_answered_in_a_channel(wired: Wired) -> None:
    """The answer is in the acknowledgement, for all to see."""
    wired.door.script = always(card("Saved", "Undo"))

    response = await wired.slack.slash(wired.ben, wired.channel, "/note", "Acme: met Jane")

    assert response.message is not None
    assert (response.message.plain, response.message.buttons) == ("Saved", ["Undo"])
    assert not response.message.ephemeral
    assert wired.door.inbounds[0].event == Said("note Acme: met Jane", as_command=True)


async def test_command_when_its_answer_comes_back(wired: Wired) -> None:
    """Where Slack posted the answer is learnt from the message's own event."""
    wired.door.script = always(card("Saved", "Undo"))
    response = await wired.slack.slash(wired.ben, wired.channel, "/note", "Acme: met Jane")
    assert response.message is not None

    await wired.slack.settle()

    assert wired.door.refs == [f"slack:{wired.slack.team_id}:{wired.channel}/{response.message.ts}"]
    assert len(wired.door.inbounds) == 1


async def test_message_when_another_process_answers_it_by_now(wired: Wired) -> None:
    """Who was asleep for too long brings nothing: it would come twice."""
    wired.door.script, wired.door.overslept = always(card("Saved")), True

    await wired.slack.say(wired.ben, wired.dm, "note Acme: met Jane")
    await wired.slack.settle()

    assert (len(wired.door.worked), seen(wired, wired.dm)[1:]) == (1, [])


async def test_command_when_its_answer_is_whispered(wired: Wired) -> None:
    """Only the asker reads it."""
    eva = wired.slack.add_user("eva")
    wired.slack.channel(wired.channel).members.add(eva)
    wired.door.script = always(card("You may not", whisper=True))

    await wired.slack.slash(wired.ben, wired.channel, "/crm", "d12")

    assert seen(wired, wired.channel)[-1:] == ["You may not"]
    assert seen(wired, wired.channel, eva) == []


async def test_command_when_said_in_direct_messages(wired: Wired) -> None:
    """The answer is an ordinary message, and its place is remembered."""
    wired.door.script = always(card("Saved", whisper=True))

    await wired.slack.slash(wired.ben, wired.dm, "/crm", "note Acme: met")

    (message,) = wired.slack.messages(wired.dm, wired.ben)
    assert wired.door.refs == [f"slack:{wired.slack.team_id}:{wired.dm}/{message.ts}"]


async def test_command_when_the_answer_is_long(wired: Wired) -> None:
    """Several messages follow one another by the response URL."""
    long = Card(spans("Long"), tuple(Quote("word " * 550) for _ in range(8)))
    wired.door.script = always(Answer(Drawn(long)))

    await wired.slack.slash(wired.ben, wired.channel, "/crm", "log d12")

    assert "\n".join(seen(wired, wired.channel)).count("word") == 8 * 550


async def test_command_when_the_bot_is_no_member(wired: Wired) -> None:
    """The answer comes all the same."""
    elsewhere = wired.slack.add_channel("elsewhere", [wired.ben], with_bot=False)
    wired.door.script = always(card("Saved"))

    await wired.slack.slash(wired.ben, elsewhere, "/crm", "note Acme: met")

    assert seen(wired, elsewhere) == ["Saved"]


async def test_command_when_said_to_another_person(wired: Wired) -> None:
    """In two people's own conversation nobody but the asker reads the answer."""
    eva = wired.slack.add_user("eva")
    theirs = wired.slack.workspace.add_channel("", {wired.ben, eva}, "im")
    wired.door.script = always(card("Acme: 12,000"))

    await wired.slack.slash(wired.ben, theirs, "/crm", "acme")

    assert (seen(wired, theirs), seen(wired, theirs, eva)) == (["Acme: 12,000"], [])


async def test_command_when_the_work_takes_long(wired: Wired, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is acknowledged in time, and the answer follows by itself."""
    monkeypatch.setattr(app, "ACKNOWLEDGE_S", 0.05)
    wired.door.gate = asyncio.Event()
    wired.door.script = always(card("Saved"))

    response = await wired.slack.slash(wired.ben, wired.channel, "/note", "Acme: met")
    before = seen(wired, wired.channel)
    wired.door.gate.set()
    await wired.slack.until(lambda: seen(wired, wired.channel))

    assert (response.ok, before) == (True, [])
    assert seen(wired, wired.channel) == ["Saved"]


async def test_stop_when_an_answer_is_under_way(wired: Wired, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was acknowledged is answered before the adapter stops."""
    monkeypatch.setattr(app, "ACKNOWLEDGE_S", 0.05)
    wired.door.gate = asyncio.Event()
    wired.door.script = always(card("Saved"))
    await wired.slack.slash(wired.ben, wired.channel, "/note", "Acme: met")

    stopping = asyncio.create_task(wired.adapter.stop())
    await asyncio.sleep(0)
    wired.door.gate.set()
    await stopping

    assert seen(wired, wired.channel) == ["Saved"]


async def test_command_when_the_database_is_away(wired: Wired) -> None:
    """Nothing is acknowledged that is not stored."""
    wired.door.away = 1

    response = await wired.slack.slash(wired.ben, wired.channel, "/note", "Acme: met")

    assert (response.ok, response.status) == (False, 500)


async def test_message_when_the_database_was_away(wired: Wired) -> None:
    """The retry, which may be the only copy, is taken."""
    wired.door.away = 1
    wired.door.script = always(card("Saved"))
    await wired.slack.say(wired.ben, wired.dm, "Acme: met Jane")

    await wired.slack.retry_lost()

    assert seen(wired, wired.dm)[1:] == ["Saved"]
    assert wired.slack.unacknowledged == []


async def test_message_when_delivered_again_and_again(wired: Wired) -> None:
    """Retries and copies under new event ids are one message."""
    wired.door.script = always(card("Saved"))
    await wired.slack.say(wired.ben, wired.dm, "Acme: met Jane")

    responses = [*await wired.slack.redeliver(times=3), *await wired.slack.repeat_as_new(times=10)]

    assert all(response.ok for response in responses)
    assert seen(wired, wired.dm)[1:] == ["Saved"]
    assert len(wired.door.worked) == 1


async def test_mention_when_in_a_channel(wired: Wired) -> None:
    """Two events bring it; it is heard once, and answered in the channel."""
    wired.door.script = always(card("Saved"))

    await wired.slack.mention(wired.ben, wired.channel, "Acme: met Jane")

    assert seen(wired, wired.channel)[1:] == ["Saved"]
    assert [inbound.event for inbound in wired.door.worked] == [
        Said("Acme: met Jane", message=wired.slack.messages(wired.channel, wired.ben)[0].ts)
    ]


async def test_message_when_nobody_addresses_us(wired: Wired) -> None:
    """In a channel nothing else is read."""
    await wired.slack.say(wired.ben, wired.channel, "lunch?")

    assert wired.door.inbounds == []


async def test_whisper_when_the_question_was_a_message(wired: Wired) -> None:
    """A mention's whispered answer is seen by the asker alone."""
    eva = wired.slack.add_user("eva")
    wired.slack.channel(wired.channel).members.add(eva)
    wired.door.script = always(card("You may not", whisper=True))

    await wired.slack.mention(wired.ben, wired.channel, "d12")

    assert (seen(wired, wired.channel)[1:], seen(wired, wired.channel, eva)[1:]) == (["You may not"], [])


async def test_whisper_when_it_cannot_be_in_the_channel(wired: Wired) -> None:
    """It goes to the asker's direct messages instead."""
    wired.slack.fail_next("chat.postEphemeral", "user_not_in_channel")
    wired.door.script = always(card("You may not", whisper=True))

    await wired.slack.mention(wired.ben, wired.channel, "d12")

    assert seen(wired, wired.dm) == ["You may not"]


async def test_bang_command_when_in_a_thread(wired: Wired) -> None:
    """It answers the card above, in the thread."""
    wired.door.script = always(card("Deal D-12"))
    await wired.slack.mention(wired.ben, wired.channel, "d12")
    root = wired.slack.messages(wired.channel, wired.ben)[-1]

    await wired.slack.say(wired.ben, wired.channel, "!note met Jane", thread_ts=root.ts)

    heard = wired.door.worked[-1]
    assert isinstance(heard.event, Said)
    assert heard.event.reply_to == wired.door.refs[0]
    assert wired.slack.messages(wired.channel, wired.ben)[-1].thread_ts == root.ts


async def test_file_when_shared(wired: Wired) -> None:
    """A photo comes with its caption."""
    await wired.slack.share_file(wired.ben, wired.dm, "a.png", "image/png", "at the fair")

    event = wired.door.worked[0].event
    assert isinstance(event, Uploaded)
    assert (event.caption, len(event.attachments)) == ("at the fair", 1)


async def pressed(wired: Wired, label: str = "Done", *, answer: Answer | None = None) -> Message:
    """A card with a button, posted in the channel."""
    wired.door.script = always(answer or card("Task", label))
    await wired.slack.mention(wired.ben, wired.channel, "t9")
    return wired.slack.messages(wired.channel, wired.ben)[-1]


async def test_button_when_pressed(wired: Wired) -> None:
    """The card takes its new state in its place."""
    message = await pressed(wired)
    wired.door.script = in_place("Done")

    await wired.slack.press(wired.ben, message, "Done")

    assert seen(wired, wired.channel)[1:] == ["Done"]
    assert wired.door.worked[-1].event == Pressed("done", wired.door.refs[0])
    assert wired.door.refs[1] == wired.door.refs[0]


async def test_button_when_on_a_whispered_card(wired: Wired) -> None:
    """The whispered card is replaced, and nobody else sees anything."""
    eva = wired.slack.add_user("eva")
    wired.slack.channel(wired.channel).members.add(eva)
    wired.door.script = always(card("Which one?", "Acme", whisper=True))
    response = await wired.slack.slash(wired.ben, wired.channel, "/crm", "acme")
    assert response.message is not None
    wired.door.script = in_place("Acme it is")

    await wired.slack.press(wired.ben, response.message, "Acme")

    assert (seen(wired, wired.channel), seen(wired, wired.channel, eva)) == (["Acme it is"], [])


async def test_button_when_a_whispered_card_leads_on(wired: Wired) -> None:
    """What was asked for in a whisper is answered in one."""
    eva = wired.slack.add_user("eva")
    wired.slack.channel(wired.channel).members.add(eva)
    wired.door.script = always(card("Which one?", "Acme", whisper=True))
    response = await wired.slack.slash(wired.ben, wired.channel, "/crm", "acme")
    assert response.message is not None
    wired.door.script = always(card("Acme: 12,000"))

    await wired.slack.press(wired.ben, response.message, "Acme")

    assert seen(wired, wired.channel) == ["Which one?", "Acme: 12,000"]
    assert seen(wired, wired.channel, eva) == []


async def test_button_when_its_card_came_by_a_command_where_the_bot_is_no_member(wired: Wired) -> None:
    """The response URL changes what no call could."""
    elsewhere = wired.slack.add_channel("elsewhere", [wired.ben], with_bot=False)
    wired.door.script = always(card("Task", "Done"))
    response = await wired.slack.slash(wired.ben, elsewhere, "/crm", "t9")
    assert response.message is not None
    wired.door.script = in_place("Done")

    await wired.slack.press(wired.ben, response.message, "Done")

    assert seen(wired, elsewhere) == ["Done"]


async def test_button_when_nothing_can_be_posted(wired: Wired) -> None:
    """The response URL brings the answer all the same, to the asker."""
    message = await pressed(wired)
    wired.slack.fail_next("chat.postMessage", "restricted_action")
    wired.door.script = always(card("Deal D-12"))

    await wired.slack.press(wired.ben, message, "Done")

    assert wired.slack.messages(wired.channel, wired.ben)[-1].plain == "Deal D-12"
    assert wired.slack.messages(wired.channel, wired.ben)[-1].ephemeral


async def test_button_when_its_card_is_gone(wired: Wired) -> None:
    """The new state is posted anew."""
    message = await pressed(wired)
    wired.slack.fail_next("chat.update", "message_not_found")
    wired.door.script = in_place("Done")

    await wired.slack.press(wired.ben, message, "Done")

    assert seen(wired, wired.channel)[1:] == ["Task", "Done"]
    assert wired.door.refs[1] != wired.door.refs[0]


async def test_button_when_there_is_only_a_notice(wired: Wired) -> None:
    """A short word is whispered."""
    message = await pressed(wired)
    wired.door.script = always(Answer(notice="Eva did it already."))

    await wired.slack.press(wired.ben, message, "Done")

    assert wired.slack.messages(wired.channel, wired.ben)[-1].ephemeral


async def test_menu_when_an_option_is_chosen(wired: Wired) -> None:
    """An option of a menu acts like a button."""
    menu = Menu("Snooze", (Action("1 hour", Invocation("snooze")), Action("Tomorrow", Invocation("snooze"))))
    drawn = Drawn(Card(spans("Task ", RecordLink("T-9")), actions=(menu,)), ("snooze 1h", "snooze tomorrow"))
    message = await pressed(wired, answer=Answer(drawn))

    await wired.slack.choose(wired.ben, message, "Tomorrow")

    assert wired.door.worked[-1].event == Pressed("snooze tomorrow", wired.door.refs[0])


async def test_home_when_opened(wired: Wired) -> None:
    """The Home tab shows today; a card reached from there leads back."""
    wired.door.script = always(card("Your day", "Open"))
    await wired.slack.open_home(wired.ben)
    home = wired.slack.home(wired.ben)
    assert home is not None
    wired.door.script = always(card("Task T-9"))

    await wired.slack.press(wired.ben, home, "Open")

    shown = wired.slack.home(wired.ben)
    assert shown is not None
    assert (home.buttons, shown.plain, shown.buttons) == (["Open"], "Task T-9", ["Back to my day"])
    assert wired.door.worked[0].event == Said("today", as_command=True)
    assert wired.door.worked[0].private


async def test_home_when_only_messages_are_opened(wired: Wired) -> None:
    """The Messages tab asks for nothing."""
    await wired.slack.open_home(wired.ben, tab="messages")

    assert wired.door.inbounds == []


async def test_shortcut_when_used_on_a_message(wired: Wired) -> None:
    """The message comes with its author and address, and is answered in private."""
    eva = wired.slack.add_user("eva")
    wired.slack.channel(wired.channel).members.add(eva)
    message = await wired.slack.say(eva, wired.channel, "Acme wants 12 pumps")
    wired.door.script = always(card("Saved"))

    await wired.slack.shortcut(wired.ben, message, "log_to_crm")

    link = f"https://{wired.slack.workspace.domain}.slack.com/archives/{wired.channel}/p{message.ts.replace('.', '')}"
    assert wired.door.worked[0].event == Said(
        "Acme wants 12 pumps", message=message.ts, forwarded_from="eva", link=link
    )
    assert seen(wired, wired.dm) == ["Saved"]


async def test_shortcut_when_used_anywhere(wired: Wired) -> None:
    """A global shortcut stands for its command."""
    await wired.slack.global_shortcut(wired.ben, "crm.say.note")

    assert wired.door.worked[0].event == Said("note", as_command=True)


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("channel_archive", ChannelState.GONE),
        ("channel_unarchive", ChannelState.LIVE),
        ("channel_left", ChannelState.GONE),
    ],
)
async def test_channel_when_its_state_changes(wired: Wired, kind: str, state: ChannelState) -> None:
    """The dispatcher learns whether a channel can be written to."""
    await wired.slack.emit({"type": kind, "channel": wired.channel})

    assert wired.door.channels == [(wired.channel, state)]


async def test_channel_when_it_is_shared_with_others(wired: Wired) -> None:
    """The dispatcher learns that outsiders read along."""
    await wired.slack.emit({"type": "channel_shared", "channel": wired.channel, "connected_team_id": "T9"})

    assert wired.door.outsiders == [wired.channel]


async def test_channel_when_somebody_else_joins(wired: Wired) -> None:
    """Only our own joining says that we may write."""
    await wired.slack.emit({"type": "member_joined_channel", "channel": wired.channel, "user": wired.ben})
    await wired.slack.emit({"type": "member_joined_channel", "channel": wired.channel, "user": wired.slack.bot})

    assert wired.door.channels == [(wired.channel, ChannelState.LIVE)]


async def test_answer_when_slack_asks_to_wait(wired: Wired) -> None:
    """It is sent when Slack lets it."""
    wired.slack.fail_next("chat.postMessage", Fault.RATE_LIMIT, retry_after_s=0)
    wired.door.script = always(card("Saved"))

    await wired.slack.say(wired.ben, wired.dm, "Acme: met")

    assert seen(wired, wired.dm)[1:] == ["Saved"]


async def test_answer_when_the_channel_is_closed_to_us(wired: Wired) -> None:
    """The asker reads it in direct messages."""
    wired.slack.fail_next("chat.postMessage", "restricted_action")
    wired.door.script = always(card("Saved"))

    await wired.slack.mention(wired.ben, wired.channel, "Acme: met")

    assert seen(wired, wired.dm) == ["Saved"]


async def test_conversation_when_the_socket_is_used(socketed: Wired) -> None:
    """By Socket Mode everything is the same."""
    socketed.door.script = always(card("Saved", "Undo"))
    response = await socketed.slack.slash(socketed.ben, socketed.channel, "/note", "Acme: met")
    await socketed.slack.say(socketed.ben, socketed.dm, "Acme: met")
    await socketed.slack.open_home(socketed.ben)

    assert response.message is not None
    assert response.message.plain == "Saved"
    assert seen(socketed, socketed.dm)[1:] == ["Saved"]


async def test_socket_when_the_database_is_away(socketed: Wired) -> None:
    """An envelope that could not be stored is not acknowledged, and its retry is taken."""
    socketed.slack.courier.ack_within_s = 0.2
    socketed.door.away = 1
    socketed.door.script = always(card("Saved"))
    await socketed.slack.say(socketed.ben, socketed.dm, "Acme: met")

    await socketed.slack.retry_lost()

    assert seen(socketed, socketed.dm)[1:] == ["Saved"]


async def test_socket_when_it_is_refreshed(socketed: Wired) -> None:
    """After a refresh the conversation goes on."""
    socketed.door.script = always(card("Saved"))
    await socketed.slack.refresh_sockets()
    await socketed.slack.connected()

    response = await socketed.slack.slash(socketed.ben, socketed.channel, "/note", "Acme: met")

    assert response.ok


async def test_socket_when_closed_with_something_in_hand(socketed: Wired) -> None:
    """What was taken is acknowledged before the connection is closed."""
    socketed.door.gate = asyncio.Event()
    saying = asyncio.create_task(socketed.slack.say(socketed.ben, socketed.dm, "Acme: met"))
    await socketed.slack.until(lambda: socketed.door.inbounds)

    stopping = asyncio.create_task(socketed.adapter.stop())
    await asyncio.sleep(0)
    socketed.door.gate.set()
    await asyncio.gather(stopping, saying)

    assert socketed.slack.unacknowledged == []
    assert len(socketed.door.worked) == 1
