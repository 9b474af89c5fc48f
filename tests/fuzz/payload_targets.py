"""What platforms send, as far as it is ours to read: their payloads, what buttons carry, command lines."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from urllib.parse import urlencode

from telegram import Bot, Update

from crmbot.chat import kept_card, parse
from crmbot.chat.address import Address, SentRef
from crmbot.chat.colonless import choice
from crmbot.chat.command import Command, Registry
from crmbot.chat.inbound import Inbound
from crmbot.chat.invocation import read_token, write_token
from crmbot.chat.reading import Reading
from crmbot.commands import build_registry, buttons
from crmbot.handlers.intake import oversize
from crmbot.handlers.slack import inbound, inputs, messages, web
from crmbot.handlers.slack.payload import Payload
from crmbot.handlers.telegram import inbound as updates
from crmbot.handlers.telegram import webhook
from crmbot.handlers.telegram.words import Me
from tests.fuzz import samples, words
from tests.fuzz.target import Shape, Target, as_bytes, as_text

NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)
READING = Reading(NOW, "Europe/London", "EUR")
ME = Me(777_000_001, "our_crm_bot")


@cache
def _registry() -> Registry:
    return build_registry()


@cache
def _bot() -> Bot:
    return Bot("1:a")


def _slack(given: bytes) -> None:
    payload = Payload.of(json.loads(given))
    ears = messages.Ears("UBOT", _registry())
    readers: tuple[Callable[[], Inbound | None], ...] = (
        lambda: inbound.from_command(payload, _registry(), NOW),
        lambda: inbound.from_action(payload, NOW),
        lambda: inbound.from_submission(payload, NOW),
        lambda: inbound.from_closed(payload, NOW),
        lambda: inbound.from_message_shortcut(payload, "Ann", "D1", NOW),
        lambda: inbound.from_lead_shortcut(payload, "Ann", "D1", NOW),
        lambda: inbound.from_global_shortcut(payload, "D1", NOW),
        lambda: inbound.from_home(payload, NOW),
        lambda: ears.hear(payload, NOW),
    )
    for read in readers:
        found = read()
        if found is not None:
            storable(found)
    inputs.spec_of(payload.text("action_id"), payload.text("block_id"))


def _slack_body(given: bytes) -> None:
    body = given.decode("utf-8", "replace")
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        web._parsed(body, {"content-type": kind})


def _telegram(given: bytes) -> None:
    payload = webhook._update_in(given)
    if payload is None:
        return
    try:
        told = updates.told_in(Update.de_json(dict(payload), _bot()), ME, NOW)
    except updates.UNREADABLE:  # told in the log, and skipped
        return
    if told.inbound is not None:
        storable(told.inbound)


def storable(found: Inbound) -> None:
    """Assert that something that came can be written down and read back the same."""
    clean = found.clean()
    assert Inbound.from_json(clean.to_json()) == clean, "what is stored is not what is read back"
    oversize.refused(clean)


def _token(given: str) -> None:
    invocation = read_token(given)
    if invocation is None:
        return
    again = read_token(write_token(invocation))
    assert again is not None, "a button of ours is not read back"
    try:
        buttons.unfolded(invocation.args)
    except ValueError:
        return


def _kept(given: str) -> None:
    kept_card.read_card(given)
    for read in (Address.parse, SentRef.parse):
        try:
            read(given)
        except ValueError:
            continue


@cache
def _forms() -> tuple[Command, ...]:
    return tuple(_registry())


def _line(given: str) -> None:
    """Match a line, and split it for its command and for some others."""
    match = _registry().match(given)
    place = len(given) % len(_forms())
    chosen = [*_forms()[place : place + 2]]
    if match is not None and isinstance(match.found, Command):
        chosen.append(match.found)
    for command in chosen:
        parse.split(match.rest if match is not None else given, command.fields, READING, _head_length)
        parse.is_all_options(given, command.fields)
        choice(given, command.fields)


def _head_length(said: Sequence[str], _kinds: tuple[str, ...]) -> int:
    return min(len(said), 2)


def _all_payloads() -> Sequence[bytes]:
    return [json.dumps(each).encode() for each in samples.SLACK]


def _all_bodies() -> Sequence[bytes]:
    forms: list[Mapping[str, object]] = [{"payload": json.dumps(each)} for each in samples.SLACK]
    return [*_all_payloads(), *(urlencode(each).encode() for each in forms), urlencode(samples.COMMAND).encode()]


def _all_updates() -> Sequence[bytes]:
    return [json.dumps(each).encode() for each in samples.TELEGRAM]


def _keys_of_payloads() -> Sequence[str]:
    return samples.KEYS


def _lines() -> Sequence[bytes]:
    return [as_bytes(each) for each in words.lines()]


def _texts(read: Callable[[str], None]) -> Callable[[bytes], None]:
    return lambda given: read(as_text(given))


TARGETS = (
    Target("Slack payloads", Shape.TREE, _slack, _all_payloads, _keys_of_payloads),
    Target(
        "Slack bodies", Shape.RAW, _slack_body, _all_bodies, lambda: ("payload=", "&", "%", "%00", "{", "[" * 5_000)
    ),
    Target("Telegram updates", Shape.TREE, _telegram, _all_updates, _keys_of_payloads),
    Target(
        "Telegram bodies",
        Shape.RAW,
        _telegram,
        _all_updates,
        lambda: ('{"update_id":', "[" * 50_000, "1e999", "\\ud800", "NaN"),
    ),
    Target("buttons", Shape.TEXT, _texts(_token), lambda: samples.TOKENS, words.commands),
    Target("kept cards and addresses", Shape.TEXT, _texts(_kept), lambda: samples.KEPT, lambda: samples.KEPT_WORDS),
    Target("command lines", Shape.TEXT, _texts(_line), _lines, words.commands),
)
