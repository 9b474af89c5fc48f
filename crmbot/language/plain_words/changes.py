"""What is said of any record so that it changes: its tags, a field by its name, what it is called."""

from dataclasses import dataclass

from crmbot.language.plain_words.phrasing import says, table, ways

_WHO = r"(?P<who>\S.{0,60}?)"
_REST = r"(?P<rest>\S.{0,60}?)"
_ANY = "contact company lead deal"

TABLE = table(
    says(
        "remove the tag vip from acme",
        "untag {who} {rest}",
        rf"(?:remove|take|drop|delete) (?:the )?tags? #?{_REST} (?:from|off|of) {_WHO}",
    ),
    says(
        "remove key account from acme",
        'untag {who} "{rest}"',
        rf"(?:remove|take|drop|delete) #?{_REST} (?:from|off) {_WHO}",
        rest="tag",
        who=_ANY,
    ),
    says(
        "set d5 to proposal", "{who} to {rest}", r"(?:set|put) (?P<who>[a-z]-?\d+) (?:to|in|into) (?P<rest>[^\W\d].*)"
    ),
    says(
        "change the city of acme to York",
        'set {who} {field}:"{rest}"',
        rf"(?:change|update|set) (?:the )?(?P<field>\w+) (?:of|for|on) {_WHO} to (?P<rest>[^\"]+)",
    ),
    says("add tag vip to acme", "tag {who} {rest}", rf"add (?:the )?tags? #?{_REST} to {_WHO}"),
    field={"cell": "mobile", "number": "phone", "e-mail": "email", "address": "street"},
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of a record, by its key, and what it is from now on."""

    who: str
    key: str
    value: str


_BECOMES = r"(?:\s*[:=]\s*|\s+(?:is|has changed to|changed to|are)(?:\s+now)?:?\s+|\s+now\s+)"
_VALUE = r"(?P<value>\S.{0,200})"
_FIELD = (
    r"(?P<field>(?:(?:tele)?phone|mobile|cell|fax|direct)(?:\s+number)?|number|e-?mail(?:\s+address)?|web\s?site"
    r"|job\s+title|title|role|position|city|postcode|zip|industry|street|country)"
)
_RENAMED = ways(
    rf"(?:rename|call)\s+(?:the\s+)?{_WHO}\s+(?:to|as|into|from now on)\s+{_VALUE}",
    rf"{_WHO}\s+is\s+(?:now\s+)?called\s+(?P<value>\S.{{0,200}}?)(?:\s+now)?",
)
_FACTS = ways(
    rf"{_WHO}(?:['’]s?)\s+(?:new\s+)?{_FIELD}{_BECOMES}{_VALUE}",
    rf"(?:the\s+)?(?:new\s+)?{_FIELD}\s+(?:of|for)\s+{_WHO}{_BECOMES}{_VALUE}",
    rf"{_WHO}\s+has\s+an?\s+new\s+{_FIELD}(?:\s*[:,]\s*|\s+(?:it\s+is\s+)?){_VALUE}",
    rf"{_WHO}\s+{_FIELD}:\s+(?P<value>[^\s:][^:]{{0,200}})",
)
_KEYS = {
    **dict.fromkeys(("number", "telephone", "direct", "phone number", "telephone number", "direct number"), "phone"),
    **dict.fromkeys(("cell", "mobile number", "cell number"), "mobile"),
    **dict.fromkeys(("e-mail", "email address", "e-mail address"), "email"),
    **dict.fromkeys(("title", "job title", "position"), "role"),
    "fax number": "fax",
    "web site": "website",
}


def fact(said: str) -> Fact | None:
    """Return what a line says a field of a record is: `jane's new number is 020 7946 0999`."""
    renamed = _RENAMED.match(said)
    if renamed is not None:
        return Fact(renamed["who"], "name", renamed["value"].strip('"'))
    found = _FACTS.match(said)
    if found is None:
        return None
    field = " ".join(found["field"].lower().split())
    return Fact(found["who"], _KEYS.get(field, field), found["value"].rstrip(" ."))
