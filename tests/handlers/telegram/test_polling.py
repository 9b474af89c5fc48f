"""The adapter against Telegram by long polling."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crmbot.chat.address import Address
from crmbot.chat.card import Action, Card, bold, spans
from crmbot.chat.command import Registry
from crmbot.chat.inbound import Pressed, Said, Uploaded
from crmbot.chat.invocation import Invocation
from crmbot.core.inbox import Stop
from crmbot.handlers.adapter import Adapter, Answer
from crmbot.handlers.telegram import app, polling
from crmbot.handlers.telegram.app import TelegramAdapter, TelegramSettings
from crmbot.handlers.telegram.failures import TokenRefused
from crmbot.store.models.channel import ChannelState
from tests.doubles.telegram import TelegramDouble, User
from tests.doubles.telegram.stage import BOT_ID
from tests.handlers.telegram.scripted import ScriptedDoor, answering, drawn, holding

TENANT = str(BOT_ID)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Come back soon after a failure."""
    monkeypatch.setattr(polling, "_FIRST_PAUSE_S", 0.05)
    monkeypatch.setattr(app, "_FIRST_PAUSE_S", 0.05)


def done_card(text: str = "Send quote") -> Card:
    """Make a card with one button."""
    return Card(spans(bold(text)), actions=(Action("Done", Invocation("done", {"which": "T-9"}, rev=3)),))


def test_adapter_keeps_the_contract_when_type_checked(
    settings: TelegramSettings, door: ScriptedDoor, registry: Registry
) -> None:
    """The adapter is one in the eyes of the house."""
    adapter: Adapter = TelegramAdapter(door, settings, registry)

    assert (adapter.platform, adapter.routes) == ("telegram", ())


async def test_answer_is_shown_when_somebody_writes(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """What was said is worked, answered, and its message remembered."""
    await telegram.say(ben, "met Jane")
    await telegram.wait_for(lambda: bool(door.delivered))

    (answer,) = telegram.replies(ben)
    assert answer.text == "heard said"
    assert door.delivered == [f"telegram:{TENANT}:{ben.id}/{answer.message_id}"]


async def test_offset_is_stored_when_each_update_is(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """Every stored update carries the offset behind it."""
    for text in ("a", "b"):
        await telegram.say(ben, text)
    await telegram.settle()

    keys = [int(inbound.key.rpartition(":")[2]) for inbound in door.stored]
    assert [polled.offset for polled in door.polled] == [key + 1 for key in keys]


async def test_update_comes_again_when_it_could_not_be_stored(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """Without a database nothing is confirmed, and nothing is lost."""
    door.away = 2

    await telegram.say(ben, "met Jane")
    await telegram.settle()

    assert door.events == [Said("met Jane", message=str(telegram.messages(ben)[0].message_id))]


async def test_update_is_worked_once_when_it_is_repeated(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """Repetitions change nothing."""
    telegram.repeat_next(3)

    await telegram.say(ben, "met Jane")
    await telegram.settle()

    assert [inbound.event.kind for inbound in door.worked] == ["said"]


async def test_nothing_is_lost_when_ids_jump_down(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """After a quiet week Telegram may count from anywhere."""
    await telegram.say(ben, "before")
    await telegram.settle()
    telegram.jump_down(5)

    await telegram.say(ben, "after")
    await telegram.wait_for(lambda: len(door.worked) == 2)

    assert [event.text for event in door.events if isinstance(event, Said)] == ["before", "after"]


async def test_both_are_worked_when_two_updates_are_swapped(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """Order out of order loses nothing."""
    telegram.swap_next()

    await telegram.say(ben, "a")
    await telegram.say(ben, "b")
    await telegram.wait_for(lambda: len(door.worked) == 2)
    await telegram.settle()

    assert sorted(event.text for event in door.events if isinstance(event, Said)) == ["a", "b"]


@pytest.mark.parametrize("fault", ["conflict", "cut", "server_error", "bad_gateway", "rate_limit"])
async def test_polling_goes_on_when_telegram_fails(
    fault: str, adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """Nothing Telegram does ends the loop."""
    telegram.fail_next("getUpdates", fault, times=2)  # type: ignore[arg-type]  # one of its kinds

    await telegram.say(ben, "a")
    await telegram.say(ben, "b")
    await telegram.settle()

    assert len(door.worked) == 2


async def test_polling_takes_over_when_a_webhook_is_set_meanwhile(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """A webhook left behind by somebody does not silence the bot."""
    from tests.doubles.telegram.ptb import client

    async with client(telegram) as other:
        await other.set_webhook("http://127.0.0.1:9/nowhere")
    await telegram.say(ben, "a")
    await telegram.settle()

    assert len(door.worked) == 1


async def test_waiting_messages_are_worked_when_the_bot_was_away(
    door: ScriptedDoor, settings: TelegramSettings, registry: Registry, telegram: TelegramDouble, ben: User
) -> None:
    """What came in while we were away is not thrown away."""
    await telegram.say(ben, "a")
    await telegram.say(ben, "b")

    adapter = TelegramAdapter(door, settings, registry)
    await adapter.start()
    await telegram.settle()
    await adapter.stop()

    assert len(door.worked) == 2


async def test_updates_already_stored_are_confirmed_when_starting_again(
    door: ScriptedDoor, settings: TelegramSettings, registry: Registry, telegram: TelegramDouble, ben: User
) -> None:
    """The offset in the database is where polling goes on."""
    await telegram.say(ben, "a")
    door.stop = Stop(telegram.queue.pending[0].id + 1, datetime.now(UTC))

    adapter = TelegramAdapter(door, settings, registry)
    await adapter.start()
    await telegram.settle()
    await adapter.stop()

    assert door.stored == []


async def test_answers_are_finished_when_the_adapter_stops(
    door: ScriptedDoor, settings: TelegramSettings, registry: Registry, telegram: TelegramDouble, ben: User
) -> None:
    """What was confirmed to Telegram is answered before the process ends."""
    free = asyncio.Event()
    door.script = holding(Answer(drawn(Card(spans("late")))), free)
    adapter = TelegramAdapter(door, settings, registry)
    await adapter.start()
    await telegram.say(ben, "a")
    await telegram.settle()

    stopping = asyncio.create_task(adapter.stop())
    await asyncio.sleep(0)
    free.set()
    await stopping

    assert [message.text for message in telegram.replies(ben)] == ["late"]


async def test_answers_keep_their_order_when_the_first_is_slow_to_send(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """In one chat, answers come in the order of what was said."""

    async def script(inbound: object) -> Answer:
        return Answer(drawn(Card(spans(f"answer {len(door.worked)}"))))

    door.script = script
    telegram.fail_next("sendMessage", "delay", delay_s=0.3)

    await telegram.say(ben, "a")
    await telegram.say(ben, "b")
    await telegram.wait_for(lambda: len(door.delivered) == 2)

    assert [message.text for message in telegram.replies(ben)] == ["answer 1", "answer 2"]


async def test_press_is_answered_with_the_notice_when_work_is_quick(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """The button says what became of it, and the card takes its new state."""
    door.script = answering(Answer(drawn(done_card())))
    await telegram.say(ben, "/t9")
    await telegram.wait_for(lambda: bool(door.delivered))
    card = telegram.replies(ben)[0]
    done = drawn(Card(spans("Done: Send quote")))
    door.script = answering(Answer(done, replaces=door.delivered[0], notice="Done"))

    shown = await telegram.press(ben, card, "Done")
    await telegram.wait_for(lambda: card.edited)

    assert (shown.text, card.text, card.buttons) == ("Done", "Done: Send quote", [])
    assert door.events[-1] == Pressed("done T-9 rev:3", f"telegram:{TENANT}:{ben.id}/{card.message_id}")


async def test_press_is_released_when_work_is_slow(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """The button stops spinning though the answer is not ready, and the notice comes as a message."""
    door.script = answering(Answer(drawn(done_card())))
    await telegram.say(ben, "/t9")
    await telegram.wait_for(lambda: bool(door.delivered))
    free = asyncio.Event()
    door.script = holding(Answer(notice="Done after all"), free)

    shown = await telegram.press(ben, telegram.replies(ben)[0], "Done")
    free.set()
    await telegram.wait_for(lambda: len(telegram.replies(ben)) == 2)

    assert shown.text == ""
    assert telegram.replies(ben)[1].text == "Done after all"


async def test_press_is_worked_when_it_is_too_old_to_be_answered(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """A late press still does what it says."""
    door.script = answering(Answer(drawn(done_card())))
    await telegram.say(ben, "/t9")
    await telegram.wait_for(lambda: bool(door.delivered))
    telegram.fail_next("answerCallbackQuery", "query_too_old")

    await telegram.press(ben, telegram.replies(ben)[0], "Done", wait=False)
    await telegram.wait_for(lambda: len(door.worked) == 2)
    await telegram.wait_for(lambda: len(telegram.replies(ben)) == 2)

    assert isinstance(door.events[-1], Pressed)


async def test_group_answer_replies_when_somebody_asks_there(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """In a group it is plain whom we answer, and their next reply reaches us."""
    group = telegram.add_group("Sales", [ben])

    asked = await telegram.say(ben, "/today", group)
    await telegram.wait_for(lambda: bool(telegram.replies(group)))

    assert telegram.replies(group)[0].reply_to is asked


async def test_whisper_goes_to_the_private_chat_when_asked_in_a_group(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """What is for the asker alone is not shown to the group."""
    group = telegram.add_group("Sales", [ben])
    door.script = answering(Answer(drawn(Card(spans("secret"), whisper=True))))

    await telegram.say(ben, "/find anna", group)
    await telegram.wait_for(lambda: bool(telegram.replies(group)))

    assert [message.text for message in telegram.replies(ben)] == ["secret"]
    assert [message.text for message in telegram.replies(group)] == ["I've answered you in private."]
    assert door.delivered == [f"telegram:{TENANT}:{ben.id}/{telegram.replies(ben)[0].message_id}"]


async def test_whisper_invites_when_the_private_chat_is_not_open(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble
) -> None:
    """Where we may not write in private, the group gets a way there and no data."""
    stranger = telegram.add_user("Eva")
    group = telegram.add_group("Sales", [stranger])
    door.script = answering(Answer(drawn(Card(spans("secret"), whisper=True))))

    await telegram.say(stranger, "/find anna", group)
    await telegram.wait_for(lambda: bool(telegram.replies(group)))

    (invitation,) = telegram.replies(group)
    assert "secret" not in invitation.text
    assert f"https://t.me/{telegram.rules.username}?start=hello" in invitation.html
    assert door.delivered == []


async def test_whisper_is_announced_on_the_button_when_pressed_in_a_group(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """A press is answered on the button, not with one more message to everybody."""
    group = telegram.add_group("Sales", [ben])
    door.script = answering(Answer(drawn(done_card())))
    await telegram.say(ben, "/t9", group)
    await telegram.wait_for(lambda: bool(door.delivered))
    door.script = answering(Answer(drawn(Card(spans("secret"), whisper=True))))

    shown = await telegram.press(ben, telegram.replies(group)[0], "Done")
    await telegram.wait_for(lambda: bool(telegram.replies(ben)))

    assert shown.text == "I've answered you in private."
    assert len(telegram.replies(group)) == 1


async def test_nameless_administrator_is_sent_to_private_when_calling_us(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """Nobody can be known behind the group's own name."""
    group = telegram.add_group("Sales", [ben])

    await telegram.say_anonymously(group, "/today")
    await telegram.wait_for(lambda: bool(telegram.replies(group)))

    assert "in private" in telegram.replies(group)[0].text
    assert door.stored == []


async def test_answer_follows_when_the_group_has_moved(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """An answer to a group that moved meanwhile arrives at its new address."""
    group = telegram.add_group("Sales", [ben])
    free = asyncio.Event()
    door.script = holding(Answer(drawn(Card(spans("here")))), free)
    await telegram.say(ben, "/today", group)
    await telegram.settle()

    moved = telegram.migrate(group)
    await telegram.settle()
    free.set()
    await telegram.wait_for(lambda: bool(telegram.replies(moved)))

    old, new = Address("telegram", TENANT, str(group.id)), Address("telegram", TENANT, str(moved.id))
    assert set(door.moves) == {(old, new)}
    assert telegram.replies(moved)[0].text == "here"


async def test_answer_is_not_brought_when_another_process_does_by_now(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """Who was asleep for too long brings nothing: it would come twice."""
    free = asyncio.Event()
    free.set()
    door.script, door.overslept = holding(Answer(drawn(Card(spans("here")))), free), True
    await telegram.say(ben, "/today")
    await telegram.settle()
    await telegram.wait_for(lambda: bool(door.worked))
    await adapter.stop()

    assert telegram.replies(ben) == []


async def test_chat_is_noted_dead_and_alive_when_somebody_blocks_the_bot(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """Who blocks us is not written to until they let us in again."""
    telegram.block_bot(ben)
    telegram.unblock_bot(ben)
    await telegram.settle()

    here = Address("telegram", TENANT, str(ben.id))
    assert door.states == [(here, ChannelState.GONE), (here, ChannelState.LIVE)]


async def test_answer_waits_when_flood_control_asks_for_it(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """An answer that may not be sent now is sent when it may."""
    telegram.fail_next("sendMessage", "rate_limit", retry_after_s=1)

    await telegram.say(ben, "a")
    await telegram.wait_for(lambda: bool(door.delivered))

    assert [message.text for message in telegram.replies(ben)] == ["heard said"]


async def test_chat_is_noted_dead_when_an_answer_is_forbidden(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """An answer that can never arrive closes the chat, and nothing else breaks."""
    telegram.fail_next("sendMessage", "blocked")

    await telegram.say(ben, "a")
    await telegram.wait_for(lambda: bool(door.states))

    assert door.states == [(Address("telegram", TENANT, str(ben.id)), ChannelState.GONE)]


async def test_edit_is_posted_anew_when_the_card_is_gone(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """A card that was deleted comes back with its new state."""
    door.script = answering(Answer(drawn(done_card())))
    await telegram.say(ben, "/t9")
    await telegram.wait_for(lambda: bool(door.delivered))
    door.script = answering(Answer(drawn(Card(spans("changed"))), replaces=door.delivered[0]))
    telegram.clear(telegram.replies(ben)[0])

    await telegram.say(ben, "again")
    await telegram.wait_for(lambda: len(door.delivered) == 2)

    assert [message.text for message in telegram.replies(ben)] == ["changed"]
    assert door.delivered[1] != door.delivered[0]


async def test_work_that_breaks_ends_nothing_when_it_raises(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """One broken piece of work leaves the next one alone."""

    async def broken(inbound: object) -> Answer:
        raise LookupError

    working, door.script = door.script, broken
    await telegram.say(ben, "a")
    await telegram.wait_for(lambda: len(door.worked) == 1)
    door.script = working
    await telegram.say(ben, "b")
    await telegram.wait_for(lambda: bool(door.delivered))

    assert len(telegram.replies(ben)) == 1


async def test_files_arrive_as_uploads_when_sent(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """Everything people share over the wire is understood."""
    await telegram.send_photo(ben, caption="the plant", album="g")
    await telegram.send_voice(ben, duration_s=42)
    await telegram.send_document(ben)
    await telegram.share_contact(ben, "36301234567", "Ben", own=True)
    await telegram.share_location(ben)
    await telegram.wait_for(lambda: len(door.worked) == 5)

    shared = [event.attachments[0].what for event in door.events if isinstance(event, Uploaded)]
    assert shared == ["file", "file", "file", "person", "place"]


async def test_menu_is_set_once_when_it_has_not_changed(
    door: ScriptedDoor, settings: TelegramSettings, registry: Registry, telegram: TelegramDouble
) -> None:
    """Setting the menu is rationed, so it is compared first."""
    for _ in range(2):
        adapter = TelegramAdapter(door, settings, registry)
        await adapter.start()
        await adapter.stop()

    assert len(telegram.calls("setMyCommands")) == 2


async def test_menu_shows_each_command_once_when_published(adapter: TelegramAdapter, telegram: TelegramDouble) -> None:
    """What is used most is at the top, a noun makes one of its kind, and hidden or unfit names are left out."""
    private, group = telegram.menu({"type": "all_private_chats"}), telegram.menu({"type": "all_group_chats"})

    assert list(private) == ["note", "deal", "settings", "help"]
    assert list(group) == ["note", "deal", "help"]
    assert set(private.values()) == {"Write down what happened."}


async def test_token_stays_secret_when_it_is_refused(
    door: ScriptedDoor,
    settings: TelegramSettings,
    registry: Registry,
    telegram: TelegramDouble,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A wrong token is said in plain words, and never shown."""
    wrong = replace(settings, token="7100000001:wrong-token-wrong-token-wrong-token")
    adapter = TelegramAdapter(door, wrong, registry)

    with pytest.raises(TokenRefused, match="TELEGRAM_BOT_TOKEN") as refused:
        await adapter.start()
    await adapter.stop()
    telegram.violations.remove("getMe: Unauthorized")

    assert "wrong-token" not in f"{refused.value!r} {wrong!r} {capsys.readouterr()}"


async def test_start_goes_on_trying_when_telegram_is_away(
    door: ScriptedDoor, settings: TelegramSettings, registry: Registry, telegram: TelegramDouble, ben: User
) -> None:
    """A fault at the start is waited out."""
    telegram.fail_next("getMe", "cut")
    telegram.fail_next("deleteWebhook", "server_error")
    adapter = TelegramAdapter(door, settings, registry)

    await adapter.start()
    await telegram.say(ben, "a")
    await telegram.settle()
    await adapter.stop()

    assert len(door.worked) == 1


async def test_doctor_is_content_when_all_is_well(adapter: TelegramAdapter) -> None:
    """There is nothing to say about a good set-up."""
    assert await adapter.healthy() == ()


async def test_doctor_says_so_when_the_token_is_wrong(
    door: ScriptedDoor, settings: TelegramSettings, registry: Registry, telegram: TelegramDouble
) -> None:
    """The doctor needs no running bot to see a wrong token."""
    wrong = replace(settings, token="7100000001:wrong-token-wrong-token-wrong-token")
    adapter = TelegramAdapter(door, wrong, registry)

    said = await adapter.healthy()
    await adapter.stop()
    telegram.violations.remove("getMe: Unauthorized")

    assert said == (str(TokenRefused()),)


async def test_profile_keeps_the_identity_when_telegram_knows_no_more(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """Name and language come with each message; a zone Telegram does not know."""
    await telegram.say(ben, "a")
    await telegram.wait_for(lambda: bool(door.stored))
    who = door.stored[0].who

    nameless = await adapter.profile(replace(who, name=""))

    assert (nameless.name, nameless.locale, nameless.zone) == ("Ben Toth", "en", None)


async def test_answer_is_tried_once_more_when_stopping_in_flood_control(
    door: ScriptedDoor, settings: TelegramSettings, registry: Registry, telegram: TelegramDouble, ben: User
) -> None:
    """A short wait is waited out even at the end."""
    free = asyncio.Event()
    door.script = holding(Answer(drawn(Card(spans("late")))), free)
    adapter = TelegramAdapter(door, settings, registry)
    await adapter.start()
    await telegram.say(ben, "a")
    await telegram.settle()
    telegram.fail_next("sendMessage", "rate_limit", retry_after_s=1)

    stopping = asyncio.create_task(adapter.stop())
    await asyncio.sleep(0)
    free.set()
    await stopping

    assert [message.text for message in telegram.replies(ben)] == ["late"]
