"""Whose work something is: given, taken, handed on, one record or many."""

from crmbot.language.plain_words.phrasing import says, table

_WHO = r"(?P<who>\S.{0,60}?)"
_ANY = "contact company lead deal"
_NAME = r"[^\W\d_][\w.'-]*(?: [\w.'-]+)?"

TABLE = table(
    says(
        "transfer acme to zoe",
        'give {who} to:"{one}"',
        rf"(?:transfer|pass|hand over|move) {_WHO} (?:over )?to (?P<one>{_NAME})",
        one="person",
    ),
    says(
        "zoe owns acme now",
        'give {who} to:"{one}"',
        rf"(?P<one>{_NAME}) (?:takes(?: over)?|owns|gets|looks after|is responsible for) {_WHO}(?: now)?",
        who=_ANY,
        one="person",
    ),
    says(
        "acme belongs to zoe",
        'give {who}{it} to:"{one}{two}"',
        rf"(?:the )?owner of {_WHO} is(?: now)? (?P<one>{_NAME})"
        rf"|(?P<it>\S.{{0,60}}?)(?: now)? (?:belongs )?to (?P<two>{_NAME})",
        who=_ANY,
        it=_ANY,
        one="person",
        two="person",
    ),
    says("t6 to zoe", 'give {what} to:"{one}"', rf"(?P<what>#?[a-z]-?\d+) (?:goes )?to (?P<one>{_NAME})", one="person"),
    says(
        "assign zoe to acme",
        'give {who} to:"{one}"',
        rf"(?:assign|give) (?P<one>{_NAME}) to {_WHO}",
        who=_ANY,
        one="person",
    ),
    says(
        "make d5 mine",
        "take {who}{other}",
        rf"make {_WHO} mine|(?:i(?:['’]ll| will)? )?take over (?P<other>\S.{{0,60}})",
    ),
    says(
        "give acme to zoe",
        '{verb} {who} to:"{to}"',
        r"(?P<verb>give|assign|reassign|hand)(?: over)? (?P<who>(?!everything |all )[^\s\d\"@:,][^\d\"@:,]{0,60}?)"
        rf" to (?P<to>{_NAME})",
    ),
)
