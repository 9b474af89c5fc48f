"""What is done with many at once, all that a list would show: given to somebody, put to another day."""

import re
from dataclasses import dataclass

from crmbot.language.plain_words.phrasing import ways

_NAME = r"[^\W\d_][\w.'-]*(?: [\w.'-]+)?"
_GIVEN_AWAY = ways(
    r"(?:give|assign|reassign|hand|transfer|pass|(?P<moves>move))(?: over| on)? (?P<what>\S.{0,80}?) (?:over )?to"
    rf" (?P<whom>me|{_NAME})"
)
_PUT_OFF = ways(
    r"(?:(?P<rests>snooze|set aside)|move|push|postpone|reschedule|shift|delay|put off|put)(?: back)?"
    r" (?P<what>(?:all|every one|each|my|our)\b.{1,80}?)(?: (?:back|out|off|aside))?"
    r" (?:(?:to|until|till) (?P<to>\S.{0,40})|(?P<by>by \S.{0,40}))"
)
_EVERY_ONE = re.compile(r"^(?:all|every one|each)(?: of)?(?: the| those| these)? (?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GivenAway:
    """What is to go to somebody, whom it goes to, and whether it is said to be all of that.

    It is `sure` where it goes to nobody but somebody: what is moved may go anywhere.
    """

    what: str
    whom: str
    all_of_it: bool
    sure: bool


@dataclass(frozen=True, slots=True)
class PutOff:
    """What is put off, by which verb, and the day it is put to, or by how long."""

    verb: str
    what: str
    to: str
    by: str


def given_away(said: str) -> GivenAway | None:
    """Return what is given to whom, which may be many: `give all of jane's leads to ben`; None for other words."""
    found = _GIVEN_AWAY.match(said)
    if found is None:
        return None
    what = _EVERY_ONE.sub("", found["what"], count=1)
    return GivenAway(what, found["whom"], all_of_it=what != found["what"], sure=found["moves"] is None)


def put_off(said: str) -> PutOff | None:
    """Return what many are put off to, or by: `move all my leads to friday`; None for other words."""
    found = _PUT_OFF.match(said)
    if found is None:
        return None
    what = _EVERY_ONE.sub("", found["what"], count=1)
    return PutOff("snooze" if found["rests"] else "move", what, found["to"] or "", found["by"] or "")
