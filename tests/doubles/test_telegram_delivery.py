"""The Telegram double, driven by python-telegram-bot: how updates arrive, and what goes wrong on demand."""

import asyncio
from itertools import pairwise

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, NetworkError, RetryAfter, TimedOut

from tests.doubles.telegram import TelegramDouble, User
from tests.doubles.telegram.ptb import client

# The client warns, whenever it makes a RetryAfter, that its type will change.
pytestmark = pytest.mark.filterwarnings("ignore:.*attribute `retry_after` will be")


async def texts(bot: Bot, offset: int | None = None) -> list[str | None]:
    """Give the words of the next batch."""
    updates = await bot.get_updates(offset=offset, timeout=0)
    return [update.message.text for update in updates if update.message]


async def test_poll_waits_until_something_is_there(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """A long poll hangs and returns with the first update."""
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await telegram.wait_for(lambda: bool(telegram.calls("getUpdates")))
    assert not poll.done()

    await telegram.say(ben, "hello")

    (update,) = await poll
    assert update.message is not None
    assert update.message.text == "hello"


async def test_update_comes_again_until_its_offset_is_confirmed(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """Only a higher offset takes an update off the queue."""
    await telegram.say(ben, "one")
    await telegram.say(ben, "two")
    first, _ = await bot.get_updates(timeout=0)

    again = await texts(bot, first.update_id + 1)

    assert again == ["two"]


async def test_settle_waits_for_the_confirmation(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """Delivered is not settled; confirmed is."""
    await telegram.say(ben, "one")
    (update,) = await bot.get_updates(timeout=0)
    with pytest.raises(TimeoutError):
        await telegram.settle(0.01)

    await bot.get_updates(offset=update.update_id + 1, timeout=0)

    await telegram.settle(0.01)


async def test_older_poller_gets_a_conflict(telegram: TelegramDouble, bot: Bot) -> None:
    """Of two pollers the newer one stays."""
    async with client(telegram) as newer:
        older_poll = asyncio.create_task(bot.get_updates(timeout=30))
        await telegram.wait_for(lambda: bool(telegram.calls("getUpdates")))

        await newer.get_updates(timeout=0)

        with pytest.raises(Conflict):
            await older_poll


async def test_poll_is_refused_while_a_webhook_is_set(telegram: TelegramDouble, bot: Bot) -> None:
    """The two ways of receiving exclude each other."""
    await bot.set_webhook("https://crm.example.com/telegram")

    with pytest.raises(Conflict):
        await bot.get_updates(timeout=0)
    await bot.delete_webhook()

    assert await bot.get_updates(timeout=0) == ()


async def test_update_is_left_out_when_its_kind_was_not_asked_for(
    telegram: TelegramDouble, bot: Bot, ben: User
) -> None:
    """The list of kinds holds for what happens after it was given."""
    await bot.get_updates(timeout=0, allowed_updates=["callback_query"])

    await telegram.say(ben, "hello")

    assert await texts(bot) == []


async def test_disorder_is_played_when_asked(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """Updates repeat, change places, come back later, and their ids jump down."""
    telegram.repeat_next()
    await telegram.say(ben, "twice")
    (update, _) = await bot.get_updates(timeout=0)
    await bot.get_updates(offset=update.update_id + 1, timeout=0)
    telegram.swap_next()
    await telegram.say(ben, "first")
    held = await texts(bot)
    await telegram.say(ben, "second")
    swapped = await texts(bot)
    await bot.get_updates(offset=update.update_id + 3, timeout=0)
    telegram.redeliver(telegram.queue.confirmed[0])
    replayed = await texts(bot, update.update_id + 3)
    telegram.jump_down(5_000)
    await telegram.say(ben, "after the jump")
    jumped = await texts(bot, update.update_id + 3)

    assert (held, swapped, replayed, jumped) == ([], ["second", "first"], ["twice"], ["after the jump"])


async def test_every_update_is_one_the_real_client_reads(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """Blocking, groups and migration come as the kinds they are, in the order asked for."""
    telegram.block_bot(ben)
    telegram.unblock_bot(ben)
    group = telegram.add_group("Sales", [ben])
    new = telegram.migrate(group, new_first=True)

    updates = await bot.get_updates(timeout=0)

    standings = [u.my_chat_member.new_chat_member.status for u in updates if u.my_chat_member]
    *_, arrived, left = [u.message for u in updates if u.message]
    assert standings == ["kicked", "member", "member"]
    assert (arrived.chat.id, arrived.migrate_from_chat_id) == (new.id, group.id)
    assert (left.chat.id, left.migrate_to_chat_id) == (group.id, new.id)
    assert telegram.violations == []


async def test_send_fails_when_the_group_has_moved(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """The refusal tells the new id, and there the message arrives."""
    group = telegram.add_group("Sales", [ben])
    new = telegram.migrate(group)

    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group.id, "x")
    await bot.send_message(moved.value.new_chat_id, "x")

    assert (moved.value.new_chat_id, [m.text for m in telegram.replies(new)]) == (new.id, ["x"])
    assert telegram.violations == []


async def test_send_fails_when_the_bot_is_blocked_or_thrown_out(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """Both are 403 and no fault of the bot."""
    group = telegram.add_group("Sales", [ben])
    telegram.block_bot(ben)
    telegram.remove_bot(group, ben)

    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(ben.id, "x")
    with pytest.raises(Forbidden, match="kicked from the group"):
        await bot.send_message(group.id, "x")

    assert telegram.violations == []


async def test_waiting_time_is_kept_when_a_rate_limit_is_played(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """After a 429 the chat stays closed for its time, other chats do not."""
    eva = telegram.add_user("Eva", started=True)
    telegram.fail_next("sendMessage", "rate_limit", chat=ben, retry_after_s=30)

    for _ in range(2):
        with pytest.raises(RetryAfter):
            await bot.send_message(ben.id, "x")
    await bot.send_message(eva.id, "x")

    assert [call.status for call in telegram.calls("sendMessage")] == [429, 429, 200]


async def test_pacing_is_demanded_when_it_is_strict() -> None:
    """A second message within a second to the same chat is refused."""
    async with TelegramDouble(strict_pacing=True) as telegram, client(telegram) as bot:
        ben = telegram.add_user("Ben", started=True)
        await bot.send_message(ben.id, "one")

        with pytest.raises(RetryAfter):
            await bot.send_message(ben.id, "two")


async def test_overall_pacing_is_demanded_when_it_is_strict() -> None:
    """Of 31 messages to 31 people within a second the last is refused."""
    async with TelegramDouble(strict_pacing=True) as telegram, client(telegram) as bot:
        *people, last = [telegram.add_user(f"P{number}", started=True) for number in range(31)]
        now = asyncio.get_running_loop().time()
        telegram.flood._sent.extend((now, person.id) for person in people)

        with pytest.raises(RetryAfter):
            await bot.send_message(last.id, "x")


async def test_group_pacing_is_demanded_when_it_is_strict() -> None:
    """The 21st message of a minute to a group is refused until the first is a minute old."""
    async with TelegramDouble(strict_pacing=True) as telegram, client(telegram) as bot:
        group = telegram.add_group("Sales", [telegram.add_user("Ben")])
        now = asyncio.get_running_loop().time()
        telegram.flood._sent.extend((now - 50 + second, group.id) for second in range(20))

        with pytest.raises(RetryAfter, match=r"Retry in (10 seconds|0:00:10)"):
            await bot.send_message(group.id, "x")


async def test_faults_are_played_once_each(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """Server errors, a broken gateway, cut lines and slow answers come in the order planned."""
    for kind in ("server_error", "bad_gateway", "cut", "cut_after"):
        telegram.fail_next("sendMessage", kind)
        with pytest.raises(NetworkError):
            await bot.send_message(ben.id, kind)
    telegram.fail_next("sendMessage", "delay", delay_s=0.3)
    with pytest.raises(TimedOut):
        await bot.send_message(ben.id, "slow", read_timeout=0.05)
    await telegram.wait_for(lambda: len(telegram.replies(ben)) > 1)

    await bot.send_message(ben.id, "well")

    # Cut after the work and late: the message is there although the bot could not know.
    assert [message.text for message in telegram.replies(ben)] == ["cut_after", "slow", "well"]


async def test_refusals_are_played_without_a_violation(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """What a test ordered is not the bot's fault."""
    telegram.fail_next("sendMessage", "chat_not_found")
    telegram.fail_next("sendMessage", "cant_parse")

    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(ben.id, "x")
    with pytest.raises(BadRequest, match="Can't parse entities"):
        await bot.send_message(ben.id, "x")

    assert telegram.violations == []


async def test_two_presses_are_both_answered_when_two_people_tap(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """Each press is a query of its own."""
    eva = telegram.add_user("Eva")
    group = telegram.add_group("Sales", [ben, eva])
    done = InlineKeyboardMarkup([[InlineKeyboardButton("Done", callback_data="done T-9")]])
    await bot.send_message(group.id, "Task", reply_markup=done)
    card = telegram.replies(group)[0]
    presses = asyncio.gather(telegram.press(ben, card, "Done"), telegram.press(eva, card, "Done"))
    await telegram.wait_for(lambda: len(telegram.queries) == 2)

    queries = [u.callback_query for u in await bot.get_updates(timeout=0) if u.callback_query]
    for query in queries:
        await query.answer(f"to {query.from_user.first_name}")

    assert [answer.text for answer in await presses] == ["to Ben", "to Eva"]
    assert all(one.chat_instance == other.chat_instance for one, other in pairwise(queries))


async def test_polling_loop_misses_nothing_when_the_line_is_bad(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """A bot that polls by offset gets each update, in order, through cuts, conflicts and 5xx."""
    heard: list[str] = []

    async def loop() -> None:
        offset = 0
        while True:
            try:
                updates = await bot.get_updates(offset=offset, timeout=5)
            except (NetworkError, Conflict):
                continue
            heard.extend(str(update.message and update.message.text) for update in updates)
            offset = updates[-1].update_id + 1 if updates else offset

    for kind in ("cut", "server_error", "conflict", "cut_after"):
        telegram.fail_next("getUpdates", kind)
    polling = asyncio.create_task(loop())
    for number in range(10):
        await telegram.say(ben, str(number))
    await telegram.settle()
    polling.cancel()

    assert heard == [str(number) for number in range(10)]
