"""A company, a person or a lead told in one line: the name, how to reach them, and what else was said."""

import re
from dataclasses import dataclass, field, replace

from crmbot.core.parties import Reach
from crmbot.language import fullnames, money
from crmbot.language.fold import fold, name_key
from crmbot.language.money import Money
from crmbot.language.phones import email_key, is_mobile, phone_key

_MAIL = re.compile(r"(?<![^\s,;<>()\"])[^\s,;<>()\"@]+@[^\s,;<>()\"@]+\.[^\s,;<>()\"@]+(?!@)")
_PHONE = re.compile(r"(?<![\w./-])(?:tel:)?(?:\+|\(\+?)?\d[\d ()./-]{5,20}\d(?![\w-])")
_MOBILE = r"(?:mobile|mob|cell)(?: phone)?"
_LABELS = rf"(?:{_MOBILE}|tele?phone|phone|tel|e-?mail|mail)(?: number| address)?"
_LABEL = re.compile(rf"(?:(?<![^\s,;]){_LABELS}[.:]?|(?<=[,;] )(?i:{_LABELS})[.:]?|(?<![^\s,;])(?i:{_LABELS})[.:])\s*$")
"""What leads to a number or an address, as in `Kim Lee, mobile 06 11 22 33 44`; `Orange Mobile` is a name."""
_SITE = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[^\W\d_]{2,}(?:/\S*)?", re.IGNORECASE)
_AT = re.compile(r"(?:^|\s)at\s+(?P<company>\S.*)$", re.IGNORECASE)
_IN = re.compile(
    r"(?P<name>\S.{0,100}?),?\s+(?:based\s+)?(?:in|from)\s+(?P<place>[^\W\d_][\w' .-]{1,40})", re.IGNORECASE
)
_IN_TOWN = re.compile(
    r"(?:\S.{0,100}\s)?(?P<last>[^\s,]+),?\s+(?:based\s+)?in\s+(?P<place>[A-ZÀ-ÞŁŠŽČ][\w'.-]+(?:\s+[A-ZÀ-ÞŁŠŽČ][\w'.-]+)?)"
)
"""A town is written with capitals, in one word or two."""
_NO_TOWNS = frozenset(
    "action art arts balance bloom business class colour color concert construction design education engineering faith"
    " finance focus love media mind motion music order power print progress science service space style sync tech"
    " technology time touch town trade transit tune white black".split()
)
_NOT_BEFORE = frozenset("all best born built children expert experts leader leaders made men women".split())
"""Words before `in` that a name goes on behind: `Made in Italy`, `Best in Class`."""
_BREAK = re.compile(r",(?!\d)|(?<!\d),|[;\n]")  # none in "1,250.50"


@dataclass(frozen=True, slots=True)
class Introduced:
    """What a line says: `at` is the company somebody works at, `more` what is none of the known things."""

    name: str
    reach: Reach
    at: str = ""
    more: tuple[str, ...] = ()
    civility: str = ""


_QUOTED = re.compile(r'^("[^"]+")\s+(?:(?:in|from)\s+)?(?=[^\s,;])')
"""A name in quotes: what stands behind it is none of it."""


def of_company(text: str, region: str) -> Introduced:
    """Read a company's line: `Initech, prospect, +33 1 40 00 00 00, initech.example`."""
    rest, phone, email = _reachable(text, region)
    name, *others = _parts(_QUOTED.sub(r"\1, ", rest))
    site = next((part for part in others if _SITE.fullmatch(part)), None)
    name, *place = _placed(name)
    more = (*place, *(part for part in others if part != site))
    return Introduced(name, Reach(phone=phone, email=email, website=site), more=more)


def _placed(name: str) -> list[str]:
    """Split the place from a name: behind a legal form, `Wayne Ltd from Bristol`, or of a town, `Umbra in Bristol`.

    A name in quotes stays whole; so does one that ends in what is no town: `Women in Business`.
    """
    found = _IN.fullmatch(name) if '"' not in name else None
    if found is None:
        return [name.strip('"')]
    is_certain = _is_firm(found["name"])
    town = _IN_TOWN.fullmatch(name)
    if not is_certain and (town is None or fold(town["place"]) in _NO_TOWNS or fold(town["last"]) in _NOT_BEFORE):
        return [name]
    return [found["name"], found["place"]]


def of_person(text: str, region: str) -> Introduced:
    """Read a person's line: `Bill Lumbergh, VP, bill@initech.example at Initech`, `Kim Lee +1 212 555 0100`.

    A number that is certainly a mobile one is taken for that.
    """
    rest, reach = _all_reachable(text, region)
    found = [(part, _AT.search(part)) for part in _parts(rest)]
    at = next((match["company"] for _, match in found if match), "")
    named, *more = [part[: match.start()].strip() if match else part for part, match in found]
    civility, name = fullnames.civil(named)
    return Introduced(name, reach, at, tuple(part for part in more if part), civility)


def _reachable(text: str, region: str) -> tuple[str, str | None, str | None]:
    """Take the first e-mail address and the first phone number out of a text."""
    mail = next((found for found in _MAIL.finditer(text) if email_key(found[0].rstrip("."))), None)
    rest = text if mail is None else _without(text, mail)
    phone = next((found for found in _PHONE.finditer(rest) if phone_key(found[0], region)), None)
    rest = rest if phone is None else _without(rest, phone)
    address = mail[0].rstrip(".").removeprefix("mailto:") if mail else None
    return rest, phone[0].removeprefix("tel:").strip() if phone else None, address


def _without(text: str, found: re.Match[str]) -> str:
    return f"{_LABEL.sub('', text[: found.start()])} {text[found.end() :]}"


def _parts(text: str) -> list[str]:
    """Split at commas, but never a legal form from its name: `Acme, Inc.` is one part."""
    parts: list[str] = []
    for piece in (" ".join(piece.split()) for piece in _BREAK.split(text)):
        if len(parts) == 1 and piece and parts[0] and name_key(f"{parts[0]} {piece}") == name_key(parts[0]):
            parts[0] = f"{parts[0]}, {piece}"
        elif piece or not parts:
            parts.append(piece)
    return parts


@dataclass(frozen=True, slots=True)
class IntroducedLead:
    """What a lead's line says; `unsure` when its one name may be that of a person or of a company."""

    person: str = ""
    company: str = ""
    civility: str = ""
    job_title: str = ""
    reach: Reach = field(default_factory=Reach)
    source: str = ""
    referred_by: str = ""
    budget: Money | None = None
    grade: str = ""
    no_calls: bool = False
    no_emails: bool = False
    more: tuple[str, ...] = ()
    unsure: bool = False


_CLAUSES = (
    ("referred_by", re.compile(r"(?:^|\s)(?:referred|recommended|sent)\s+by\s+(?P<said>\S.*)$", re.IGNORECASE)),
    (
        "source",
        re.compile(r"(?:^|\s)(?:we\s+)?(?:met|seen|found)\s+(?:at|on|in|through)\s+(?P<said>\S.*)$", re.IGNORECASE),
    ),
    ("source", re.compile(r"(?:^|\s)(?:from|via)\s+(?P<said>\S.*)$", re.IGNORECASE)),
    ("budget", re.compile(r"(?:^|\s)budget(?:\s+(?:of|is|about))?\s*:?\s+(?P<said>\S.*)$", re.IGNORECASE)),
    ("company", re.compile(r"(?:^|\s)at\s+(?P<said>\S.*)$", re.IGNORECASE)),
)
_NO_CALLS = re.compile(r"(?:^|\s)(?:no ?calls?|do(?: not|n'?t) call)$", re.IGNORECASE)
_NO_MAILS = re.compile(r"(?:^|\s)(?:no ?e-?mails?|no ?mails?|do(?: not|n'?t) e?-?mail)$", re.IGNORECASE)
_TOLD = re.compile(
    r"(?:(?:he|she|they|who)(?:['’]s|['’]re)?\s+\S"
    r"|(?:wants?|needs?|seeks?|asked|asks|requests?|requested|requires?|looking|looks|interested|hoping|planning|plans"
    r"|wrote|called|rang|emailed|saw|visited|came|has|have|is|are|would|could|might|maybe|please|likes?|uses?|buys"
    r"|currently)\s).*",
    re.IGNORECASE | re.DOTALL,
)
"""What begins so tells something of somebody, and is no name."""
_GRADE = re.compile(r"(?:a |as )?(?P<grade>suspect|prospect)", re.IGNORECASE)
_CIVILITY = re.compile(r"(?P<civility>(?:Mrs?|Ms|Mme|Mlle|Dr|Prof|Herr|Frau)\.?|M\.|Miss)\s+(?=\S)", re.IGNORECASE)
_JOB = re.compile(
    r"\b(?:vp|c[etfoim]o|managers?|director|head|buyer|engineer|officer|president|owner|founder|chief|assistant"
    r"|secretary|consultant|sales|purchas\w+|procurement|technician|planner|supervisor|foreman|analyst|architect)\b",
    re.IGNORECASE,
)
_FIRM = re.compile(
    r"\d|&|\b(?:and|of|the|group|bank|industries|systems|solutions|technolog\w+|services|holding|university|hotels?)\b",
    re.IGNORECASE,
)


def of_lead(text: str, region: str, currency: str) -> IntroducedLead:
    """Read a lead's line: `Paul Martin, Umbrella, paul@umbrella.example, from trade show, referred by Jane`.

    Args: `currency`: of a budget that is said without one.
    """
    rest, reach = _all_reachable(text, region)
    told = IntroducedLead(reach=reach)
    names: list[str] = []
    for part in _parts(rest):
        told, left = _known(told, part, currency)
        if names and _TOLD.fullmatch(left) and not _is_firm(left):
            told = replace(told, more=(*told.more, left))
        elif left:
            names.append(left)
    return _called(told, names)


def _all_reachable(text: str, region: str) -> tuple[str, Reach]:
    """Take an e-mail address, a mobile number and another number out of a text."""
    rest, first, email = _reachable(text, region)
    numbers = [first] if first else []
    again, second, _ = _reachable(rest, region) if first else (rest, None, None)
    if first and second and is_mobile(first, region) != is_mobile(second, region):
        rest, numbers = again, [first, second]
    mobile = next((number for number in numbers if is_mobile(number, region) or _is_called_mobile(number, text)), None)
    phone = next((number for number in numbers if number != mobile), None)
    return rest, Reach(phone=phone, mobile=mobile, email=email)


def _is_called_mobile(number: str, text: str) -> bool:
    """Tell whether a number is said to be a mobile one, where it cannot be told by its digits."""
    return re.search(rf"(?<!\w){_MOBILE}(?: number)?[.:]?\s*{re.escape(number)}", text, re.IGNORECASE) is not None


def _known(told: IntroducedLead, part: str, currency: str) -> tuple[IntroducedLead, str]:
    """Take what has a sign of its own out of one part; return what is left, which is a name or a word more."""
    for flag, pattern in (("no_calls", _NO_CALLS), ("no_emails", _NO_MAILS)):
        if pattern.search(part):
            told, part = _with(told, flag, value=True), pattern.sub("", part)
    for name, pattern in _CLAUSES:
        found = pattern.search(part)
        said = money.read(found["said"], currency=currency) if found and name == "budget" else found and found["said"]
        # `Kim Lee from Acme Ltd` says where she works, `from trade show` where we met.
        meant = "company" if name == "source" and found and _is_firm(found["said"]) else name
        if found and said and not getattr(told, meant):
            told, part = _with(told, meant, said), part[: found.start()].strip()
    grade = _GRADE.fullmatch(part)
    if grade:
        return replace(told, grade=fold(grade["grade"])), ""
    if _SITE.fullmatch(part) and told.reach.website is None:
        return replace(told, reach=replace(told.reach, website=part)), ""
    return told, part.strip()


def _with(told: IntroducedLead, name: str, value: object) -> IntroducedLead:
    changed: IntroducedLead = replace(told, **{name: value})  # type: ignore[arg-type] # each name goes with its own type
    return changed


def _called(told: IntroducedLead, names: list[str]) -> IntroducedLead:
    """Tell person, company and job apart: in this order, unless a legal form or the words say otherwise."""
    if not names:
        return replace(told, company=told.company or told.reach.website or "")
    first, *others = names
    job = next((part for part in others if _JOB.search(part) and not _is_firm(part)), "")
    others = [part for part in others if part != job]
    company = told.company or (others.pop(0) if others else "")
    if not company:
        return _one_name(replace(told, job_title=job), first)
    person = first
    if _is_firm(first) and not _is_firm(company):
        person, company = company, first
    civility, person = _civil(person)
    more = (*told.more, *others)
    return replace(told, person=person, company=company, civility=civility, job_title=job, more=more)


def _one_name(told: IntroducedLead, name: str) -> IntroducedLead:
    """Tell whether the only name is a person's: two words and more are, one alone is rather a company's."""
    civility, bare = _civil(name)
    if civility or told.job_title:
        return replace(told, person=bare, civility=civility)
    if _is_firm(name) or _FIRM.search(name):
        return replace(told, company=name)
    if len(name.split()) > 1:
        return replace(told, person=name, unsure=True)
    return replace(told, company=name, unsure=True)


def _civil(name: str) -> tuple[str, str]:
    found = _CIVILITY.match(name)
    return (found["civility"], name[found.end() :]) if found else ("", name)


def _is_firm(name: str) -> bool:
    """Tell whether a name carries a legal form: Ltd, GmbH."""
    return name_key(name) != fold(name)
