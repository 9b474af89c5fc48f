"""Words that point at what is in hand, with "it" in their place: `and her email?`, `delete that`, `make that 20k`."""

import re
from dataclasses import dataclass

_OWNED = re.compile(
    r"(?:(?:and|what about|how about|what(?:['’]?s| is)|show me|give me) )?(?:his|her|their|its) (?P<what>\S.*)",
    re.IGNORECASE,
)
_SHE_IS = re.compile(
    r"(?:(?:he|she)(?:['’]s| is)|they(?:['’]re| are)) (?P<is>\S.*)"
    r"|(?:he|she|they) (?P<does>(?:works?|reports?|has|have|doesn['’]?t|don['’]?t) .*)",
    re.IGNORECASE,
)
_KIND = r"(?:deal|task|note|contact|lead|company|event)"
_LISTED = r"(?:deal|task|note|contact|lead|companie|event|document)s "
"""Behind the name of a list `that` only leads to what is asked: `deals that close next month`."""
_TO = r"(?:(?:to|by|until|till|back|forward|out|off|up|as|at|on|an?)\b|\d)"
"""How what is done with a thing goes on behind it: a name there says which it is."""
_THAT = re.compile(
    rf"(?:(?:i(?:['’]m| am) )?(?:done|finished|through) with|(?!{_LISTED})(?P<verb>\w+))"
    rf" (?:(?:that|this)(?: (?:one|{_KIND}))?(?P<rest> .*)?|the (?P<kind>{_KIND})(?P<to> {_TO}.*)?)",
    re.IGNORECASE,
)
_THAT_IS = re.compile(r"(?:that|this)(?: one)?(?:['’]?s| is| was) (?P<is>\S.*)", re.IGNORECASE)
_THERE = re.compile(
    r"(?P<asks>who(?:['’]?s| is| are)|(?:the |our |my )?(?:main |primary )?contacts?(?: person)?(?= there))"
    r"(?: (?:the |our |my )?(?:main |primary )?contacts?(?: person)?| people)? (?:there|here)"
    r"(?:(?: is|:) (?P<name>\S.*))?",
    re.IGNORECASE,
)
_THEIRS = re.compile(
    r"(?:what|which|how many|any)(?: open)? (?P<list>\w+) (?:do|does|has|have) (?:they|he|she)(?: have| got)?",
    re.IGNORECASE,
)
_DONE = re.compile(r"(?:all )?(?:done|finished|completed?)(?: (?:now|already))?", re.IGNORECASE)
"""Said alone it is of what is to be done."""
_AGAIN = re.compile(r"remind me (?:of (?:it|that|this) )?again (?:in |at |on )?(?P<time>\S.{0,40})", re.IGNORECASE)
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Pointed:
    """A line with "it" for what it points at; `tells`: something of that is asked for, or told.

    `kinds` are what that has to be one of, where it was said: `move the deal to april`.
    """

    line: str
    tells: bool
    kinds: tuple[str, ...] = ()


def with_it(said: str) -> Pointed | None:
    """Return a line with "it" in the place of what is pointed at; None where nothing is."""
    readings = (read(said) for read in _READERS) if len(said) <= _LONGEST else ()
    return next(filter(None, readings), None)


def _owned(said: str) -> Pointed | None:
    """Read `and her email?`, `his number is …`."""
    found = _OWNED.fullmatch(said)
    return Pointed(f"it's {found['what']}", tells=True) if found is not None else None


def _told(said: str) -> Pointed | None:
    """Read `she's the purchasing manager`."""
    found = _SHE_IS.fullmatch(said)
    if found is None:
        return None
    return Pointed(f"it is {found['is']}" if found["is"] else f"it {found['does']}", tells=True)


def _there(said: str) -> Pointed | None:
    """Read `who's the contact there?`, `contact there is Tom Hardy`."""
    found = _THERE.fullmatch(said)
    if found is None:
        return None
    line = f"new contact {found['name']} from it" if found["name"] else "contacts at it"
    return Pointed(line, tells=False, kinds=("company",))


def _theirs(said: str) -> Pointed | None:
    """Read `what deals do they have?`."""
    found = _THEIRS.fullmatch(said)
    return Pointed(f"what {found['list']} does it have", tells=True) if found is not None else None


def _done(said: str) -> Pointed | None:
    """Read a bare `done`."""
    return Pointed("done it", tells=False, kinds=("task", "event")) if _DONE.fullmatch(said) else None


def _again(said: str) -> Pointed | None:
    """Read `remind me again in 1h`."""
    found = _AGAIN.fullmatch(said)
    return Pointed(f"snooze it {found['time']}", tells=False, kinds=("task",)) if found is not None else None


def _that(said: str) -> Pointed | None:
    """Read `delete that`, `that one is urgent`, `move the deal to april`."""
    is_so = _THAT_IS.fullmatch(said)
    if is_so is not None:
        return Pointed(f"it is {is_so['is']}", tells=False)
    found = _THAT.fullmatch(said)
    if found is None:
        return None
    rest, kind = found["rest"] or found["to"] or "", (found["kind"] or "").lower()
    return Pointed(f"{found['verb'] or 'done'} it{rest}", tells=False, kinds=(kind,) if kind else ())


_READERS = (_owned, _told, _there, _theirs, _done, _again, _that)
