"""Statements that change a record, in plain words: `rename acme to …`, `jane's new number is …`, `make d5 mine`."""

import re
from dataclasses import dataclass

from crmbot.language.plain_words.rewording import reworded, table

_WHO = r"(?P<who>\S.{0,60}?)"
_IS = r"(?:\s*[:=]\s*|\s+(?:is|has changed to|changed to|are)(?:\s+now)?:?\s+|\s+now\s+)"
_FIELD = (
    r"(?P<field>(?:(?:tele)?phone|mobile|cell|fax|direct)(?:\s+number)?|number|e-?mail(?:\s+address)?|web\s?site"
    r"|job\s+title|title|city|postcode|zip)"
)
_FACTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_WHO}(?:['’]s?)\s+(?:new\s+)?{_FIELD}{_IS}(?P<value>\S.{{0,200}})",
        rf"(?:the\s+)?(?:new\s+)?{_FIELD}\s+(?:of|for)\s+{_WHO}{_IS}(?P<value>\S.{{0,200}})",
        rf"{_WHO}\s+has\s+an?\s+new\s+{_FIELD}(?:\s*[:,]\s*|\s+(?:it\s+is\s+)?)(?P<value>\S.{{0,200}})",
    )
)
_KEYS = {
    "number": "phone",
    "phone number": "phone",
    "telephone": "phone",
    "telephone number": "phone",
    "direct number": "phone",
    "direct": "phone",
    "mobile number": "mobile",
    "cell": "mobile",
    "cell number": "mobile",
    "fax number": "fax",
    "email address": "email",
    "e-mail address": "email",
    "e-mail": "email",
    "web site": "website",
    "job title": "role",
    "title": "role",
}
_RENAME = re.compile(
    rf"(?:rename|call)\s+(?:the\s+)?{_WHO}\s+(?:to|as|into|from now on)\s+(?P<name>\S.{{0,200}})", re.IGNORECASE
)
_CALLED = re.compile(rf"{_WHO}\s+is\s+(?:now\s+)?called\s+(?P<name>\S.{{0,200}}?)(?:\s+now)?", re.IGNORECASE)
_MINE = re.compile(
    rf"(?:make\s+{_WHO}\s+mine|i(?:['’]ll|\s+will)?\s+take\s+over\s+(?P<other>\S.{{0,60}}))", re.IGNORECASE
)
_GIVE = re.compile(
    r"(?P<verb>give|assign|reassign|hand)(?:\s+over)?\s+(?P<who>[^\s\d\"@:,][^\d\"@:,]{0,60}?)\s+to\s+(?P<to>[^\W\d_][\w.'-]*(?:\s[\w.'-]+)?)",
    re.IGNORECASE,
)
"""Only names: codes in front are read as they are."""
_ROLE = re.compile(
    rf"(?:make\s+{_WHO}|(?P<who2>\S.{{0,60}}?)\s+is(?:\s+now)?)\s+(?:an?\s+|the\s+)?"
    r"(?P<role>owner|manager|rep|read-only)",
    re.IGNORECASE,
)
_WORTH = re.compile(
    r"(?:(?:is|it['’]?s|are)\s+)?(?P<sure>now|worth|up\s+to|down\s+to|=)?(?:\s*(?:now|worth|at))*\s*"
    r"(?P<amount>[^\s\d]{0,3}\s?\d[\d.,' ]*\s?[km]?(?:\s?[^\s\d]{1,3})?)(?P<now>\s+now)?",
    re.IGNORECASE,
)
_QUIET = re.compile(
    r"(?:my\s+)?quiet(?:\s+hours)?(?:\s+(?:are|is|from|between))?\s+(?P<hours>\d\S*(?:\s*(?:-|to|until|till|and)\s*\d\S*)?|off)",
    re.IGNORECASE,
)
_SAID_OTHERWISE = table(
    (rf"(?:close|mark|set)\s+{_WHO}\s+(?:as|to)\s+(?P<how>won|lost)(?P<rest>\s.*)?", "{how} {who} {rest}"),
    (r"(?:set|put)\s+(?P<who>[a-z]-?\d+)\s+(?:to|in|into)\s+(?P<rest>[^\W\d].*)", "{who} to {rest}"),
    (
        rf"(?:change|update|set)\s+(?:the\s+)?(?P<field>\w+)\s+(?:of|for|on)\s+{_WHO}\s+to\s+(?P<rest>[^\"]+)",
        'set {who} {field}:"{rest}"',
    ),
    (rf"make\s+{_WHO}\s+an?\s+(?P<rest>customer|prospect|supplier|partner)", "set {who} {rest}"),
    (rf"add\s+(?:the\s+)?tags?\s+#?(?P<rest>\S.{{0,60}}?)\s+to\s+{_WHO}", "tag {who} {rest}"),
)
"""Lines that are commands in other words."""
_BETWEEN_HOURS = re.compile(r"\s?(?:-|to|until|till|and)\s?", re.IGNORECASE)
_INVITE = re.compile(r"invite\s+(?P<name>[^@:\s][^@:]*?)\s+<?(?P<mail>[^\s@]+@[^\s@>]+)>?(?P<rest>.*)", re.IGNORECASE)
_INVITED_AS = re.compile(
    r"invite\s+(?P<mail>[^\s@]+@\S{1,200})\s+(?P<name>.{0,80}?)\s?\b(?:as\s+(?:an?\s+)?)?(?P<role>owner|manager|rep|read-only)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of a record, by its key, and what it is from now on."""

    who: str
    key: str
    value: str


def fact(text: str) -> Fact | None:
    """Return what a line says a field of a record is: `jane's new number is 020 7946 0999`."""
    renamed = _RENAME.fullmatch(text) or _CALLED.fullmatch(text)
    if renamed is not None:
        return Fact(renamed["who"], "name", renamed["name"].strip('"'))
    found = next(filter(None, (pattern.fullmatch(text) for pattern in _FACTS)), None)
    if found is None:
        return None
    field = " ".join(found["field"].lower().split())
    return Fact(found["who"], _KEYS.get(field, field), found["value"].rstrip(" ."))


def worth(behind: str) -> str:
    """Return the amount that words behind a deal's code say it is worth now; nothing where they say something else."""
    found = _WORTH.fullmatch(behind.strip().rstrip(".!"))
    return found["amount"].strip() if found is not None and (found["sure"] or found["now"]) else ""


def as_line(text: str) -> str:
    """Return the line that a statement stands for: `take d5` for `make d5 mine`; nothing for other words."""
    mine = _MINE.fullmatch(text)
    if mine is not None:
        return f"take {mine['who'] or mine['other']}"
    given = _GIVE.fullmatch(text)
    if given is not None:
        return f'{given["verb"]} {given["who"]} to:"{given["to"]}"'
    otherwise = reworded(_SAID_OTHERWISE, text)
    if otherwise:
        return " ".join(otherwise.split())
    quiet = _QUIET.fullmatch(text)
    if quiet is not None:
        return f'set quiet:"{_BETWEEN_HOURS.sub("-", quiet["hours"])}"'
    return _invitation(text)


def _invitation(text: str) -> str:
    """Return an invitation with the address in front, and the role by its key: `invite Kim kim@x.example as rep`."""
    named = _INVITE.fullmatch(text)
    line = f"invite {named['mail']} {named['name']}{named['rest']}" if named is not None else text
    found = _INVITED_AS.fullmatch(line) if "role:" not in line else None
    if found is not None:
        return " ".join(f"invite {found['mail']} {found['name']} role:{found['role'].lower()}".split())
    return line if named is not None else ""


def role(text: str) -> tuple[str, str] | None:
    """Return who of us a line makes what: `make zoe manager`."""
    found = _ROLE.fullmatch(text.strip().rstrip(".!"))
    return ((found["who"] or found["who2"]), found["role"].lower()) if found is not None else None
