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
_TO = r"(?:(?:to|by|until|till|back|forward|out|off|up|as|at|on|an?)\b|\d)"
"""How what is done with a thing goes on behind it: a name there says which it is."""
_THAT = re.compile(
    rf"(?:(?:i(?:['’]m| am) )?(?:done|finished|through) with|(?P<verb>\w+))"
    rf" (?:(?:that|this)(?: (?:one|{_KIND}))?(?P<rest> .*)?|the (?P<kind>{_KIND})(?P<to> {_TO}.*)?)",
    re.IGNORECASE,
)
_THAT_IS = re.compile(r"(?:that|this)(?: one)?(?:['’]?s| is| was) (?P<is>\S.*)", re.IGNORECASE)
_DONE = re.compile(r"(?:all )?(?:done|finished|completed?)(?: (?:now|already))?", re.IGNORECASE)
"""Said alone it is of what is to be done."""
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
    if len(said) > _LONGEST:
        return None
    owned, told, that = _OWNED.fullmatch(said), _SHE_IS.fullmatch(said), _THAT.fullmatch(said)
    if owned is not None:
        return Pointed(f"it's {owned['what']}", tells=True)
    if told is not None:
        return Pointed(f"it is {told['is']}" if told["is"] else f"it {told['does']}", tells=True)
    if _DONE.fullmatch(said):
        return Pointed("done it", tells=False, kinds=("task", "event"))
    if (is_so := _THAT_IS.fullmatch(said)) is not None:
        return Pointed(f"it is {is_so['is']}", tells=False)
    if that is None:
        return None
    rest = that["rest"] or that["to"] or ""
    return Pointed(
        f"{that['verb'] or 'done'} it{rest}", tells=False, kinds=tuple(filter(None, ((that["kind"] or "").lower(),)))
    )
