"""How somebody is reached, on cards: numbers and addresses to tap, or only to read where that is not wanted."""

from urllib.parse import quote

from crmbot.chat.card import Line, Link, Mail, Spans, code, spans
from crmbot.commands import phrases
from crmbot.commands.leads.card import NO_CALLS, NO_MAILS
from crmbot.core.context import Context
from crmbot.store.models.party import Party

_MAP = "https://www.openstreetmap.org/search?query="


def rejections(party: Party) -> tuple[Line, ...]:
    """Return the line that says what somebody rejects; none when they may be called and written to."""
    words = [word for said, word in ((party.no_calls, NO_CALLS), (party.no_emails, NO_MAILS)) if said]
    return (Line(spans(" · ".join(words))),) if words else ()


def ways(ctx: Context, party: Party) -> list[tuple[str, Spans]]:
    """Return every way to reach somebody, with what it is called; those that are not known are empty."""
    return [
        ("Phone", _number(ctx, party, party.phone, party.phone_key)),
        ("Mobile", _mobile(ctx, party)),
        ("Email", _mail(party)),
        ("Web", _site(party.website)),
        ("Fax", spans(party.fax or "")),
        ("Address", _on_a_map(_address(party))),
    ]


def _number(ctx: Context, party: Party, text: str | None, key: str | None) -> Spans:
    """Return a number to tap; when they want no calls, one to copy, since apps dial what looks like a number."""
    if not text:
        return ()
    return spans(code(text)) if party.no_calls else spans(phrases.phone(ctx, text, key))


def _mobile(ctx: Context, party: Party) -> Spans:
    """Return a mobile number, with the way to write to it beside it."""
    number = _number(ctx, party, party.mobile, party.mobile_key)
    if not number or not party.mobile_key or party.no_calls:
        return number
    return (*number, *spans(" · ", Link(f"https://wa.me/{party.mobile_key}", "WhatsApp")))


def _mail(party: Party) -> Spans:
    if not party.email:
        return ()
    return spans(party.email) if party.no_emails else spans(Mail(party.email))


def _site(address: str | None) -> Spans:
    """Return a web site to tap, shown as it was typed."""
    if not address:
        return ()
    return spans(Link(address if "://" in address else f"https://{address}", address))


def _on_a_map(address: str) -> Spans:
    """Return an address to tap, which leads to a map."""
    return spans(Link(f"{_MAP}{quote(address)}", address)) if address else ()


def _address(party: Party) -> str:
    """Return an address on one line; a city alone stands behind the name already."""
    town = " ".join(filter(None, (party.postcode, party.city)))
    whole = [part for part in (party.street, town, party.region, party.country) if part]
    return ", ".join(whole) if whole != [party.city] else ""
