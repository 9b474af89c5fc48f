"""Small rules that say what is wrong with a piece of JSON, and where."""

import re
from collections.abc import Callable, Iterator, Mapping

from . import wording

Rule = Callable[[object, str], Iterator[str]]


def string(most: int, least: int = 0) -> Rule:
    """A string of so many characters."""

    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"{at}: must be a string"
        elif not least <= len(value) <= most:
            yield f"{at}: {len(value)} characters, allowed {least} to {most}"

    return check


def like(pattern: str) -> Rule:
    """A string of a certain form."""

    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            yield f"{at}: {value!r} does not look like {pattern}"

    return check


def flag(value: object, at: str) -> Iterator[str]:
    """A truth value."""
    if not isinstance(value, bool):
        yield f"{at}: must be true or false"


def whole(least: int, most: int) -> Rule:
    """A whole number within bounds."""

    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            yield f"{at}: {value!r} is not a whole number from {least} to {most}"

    return check


def exactly(*allowed: object) -> Rule:
    """One of a few values."""

    def check(value: object, at: str) -> Iterator[str]:
        if value not in allowed:
            yield f"{at}: {value!r} is none of {allowed}"

    return check


def anything(_value: object, _at: str) -> Iterator[str]:
    """Not looked into."""
    return iter(())


def plain(most: int, least: int = 1) -> Rule:
    """A plain_text object."""
    words = string(most, least)

    def check(value: object, at: str) -> Iterator[str]:
        yield from shape({"type": exactly("plain_text"), "text": words}, {"emoji": flag})(value, at)

    return check


def rich(most: int) -> Rule:
    """A plain_text or mrkdwn object; marked-up text must be escaped."""
    words = string(most, 1)

    def marked(value: object, at: str) -> Iterator[str]:
        yield from words(value, at)
        if isinstance(value, str):
            yield from (f"{at}: {problem}" for problem in wording.mrkdwn_problems(value))

    mrkdwn = shape({"type": exactly("mrkdwn"), "text": marked}, {"verbatim": flag})
    return by_type({"plain_text": plain(most), "mrkdwn": mrkdwn})


def many(rule: Rule, least: int, most: int) -> Rule:
    """A list of so many things."""

    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{at}: must be a list"
            return
        if not least <= len(value) <= most:
            yield f"{at}: {len(value)} items, allowed {least} to {most}"
        for number, item in enumerate(value):
            yield from rule(item, f"{at}[{number}]")

    return check


def shape(required: Mapping[str, Rule], optional: Mapping[str, Rule]) -> Rule:
    """An object with exactly these keys."""
    rules = {**required, **optional}

    def check(value: object, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{at}: must be an object"
            return
        yield from (f"{at}.{key}: required" for key in required if key not in value)
        for key, item in value.items():
            if key in rules:
                yield from rules[key](item, f"{at}.{key}")
            else:
                yield f"{at}.{key}: unknown"

    return check


def by_type(rules: Mapping[str, Rule]) -> Rule:
    """An object whose `type` names its rule."""

    def check(value: object, at: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if isinstance(kind, str) and kind in rules:
            yield from rules[kind](value, at)
        else:
            yield f"{at}: unknown or missing type {kind!r}"

    return check
