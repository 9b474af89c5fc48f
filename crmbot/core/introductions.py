"""A company or a person told in one line: the name, how to reach them, and what else was said."""

import re
from dataclasses import dataclass

from crmbot.core.parties import Reach
from crmbot.language.fold import name_key
from crmbot.language.phones import email_key, phone_key

_MAIL = re.compile(r"(?:mailto:)?[^\s,;<>()\"]+@[^\s,;<>()\"]+\.[^\s,;<>()\"]+")
_PHONE = re.compile(r"(?<![\w./-])(?:tel:)?(?:\+|\(\+?)?\d[\d ()./-]{5,20}\d(?![\w-])")
_SITE = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[^\W\d_]{2,}(?:/\S*)?", re.IGNORECASE)
_AT = re.compile(r"(?:^|\s)at\s+(?P<company>\S.*)$", re.IGNORECASE)
_BREAK = re.compile(r"[,;\n]")


@dataclass(frozen=True, slots=True)
class Introduced:
    """What a line says: `at` is the company somebody works at, `more` what is none of the known things."""

    name: str
    reach: Reach
    at: str = ""
    more: tuple[str, ...] = ()


def of_company(text: str, region: str) -> Introduced:
    """Read a company's line: `Initech, prospect, +33 1 40 00 00 00, initech.example`."""
    rest, phone, email = _reachable(text, region)
    name, *others = _parts(rest)
    site = next((part for part in others if _SITE.fullmatch(part)), None)
    more = tuple(part for part in others if part != site)
    return Introduced(name, Reach(phone=phone, email=email, website=site), more=more)


def of_person(text: str, region: str) -> Introduced:
    """Read a person's line: `Bill Lumbergh, VP, bill@initech.example at Initech`, `Kim Lee +1 212 555 0100`."""
    rest, phone, email = _reachable(text, region)
    found = [(part, _AT.search(part)) for part in _parts(rest)]
    at = next((match["company"] for _, match in found if match), "")
    name, *more = [part[: match.start()].strip() if match else part for part, match in found]
    return Introduced(name, Reach(phone=phone, email=email), at, tuple(part for part in more if part))


def _reachable(text: str, region: str) -> tuple[str, str | None, str | None]:
    """Take the first e-mail address and the first phone number out of a text."""
    mail = next((found for found in _MAIL.finditer(text) if email_key(found[0].rstrip("."))), None)
    rest = text if mail is None else _without(text, mail)
    phone = next((found for found in _PHONE.finditer(rest) if phone_key(found[0], region)), None)
    rest = rest if phone is None else _without(rest, phone)
    address = mail[0].rstrip(".").removeprefix("mailto:") if mail else None
    return rest, phone[0].removeprefix("tel:").strip() if phone else None, address


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _parts(text: str) -> list[str]:
    """Split at commas, but never a legal form from its name: `Acme, Inc.` is one part."""
    parts: list[str] = []
    for piece in (" ".join(piece.split()) for piece in _BREAK.split(text)):
        if len(parts) == 1 and piece and parts[0] and name_key(f"{parts[0]} {piece}") == name_key(parts[0]):
            parts[0] = f"{parts[0]}, {piece}"
        elif piece or not parts:
            parts.append(piece)
    return parts
