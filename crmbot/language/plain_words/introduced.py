"""What may be the name of somebody who is introduced in a line: `jane doe at acme, +44 20 7946 0000`."""

import re

from crmbot.language import telltales
from crmbot.language.fold import fold
from crmbot.language.telltales import Telltale

LONGEST = 160
"""Letters; what is longer is told."""

_MOST, _MOST_OF_A_PART = 4, 4
_REACHED = frozenset({Telltale.PHONE, Telltale.MAIL})
_WORD = re.compile(r"[^\W\d_][^\W\d_.'’&-]*(?:[.'’&-][^\W\d_]*)*")
_NO_NAME = frozenset(
    "a an the my our his her their its this that these is are was were has have had got get new old other number"
    " phone tel mobile cell email mail fax office home work call calls called ring rang met meet saw see spoke talked"
    " text texted sent send gave give asked ask wants want needs need said says from to for with by on in of or not no"
    " please try dial use reach contact at via about he she they we i you it me us him them now today tomorrow"
    " yesterday changed change update updated here back".split()
)
"""Words with which something is told, or asked for."""


def may_be(text: str) -> bool:
    """Tell whether a line holds how somebody is reached, and is short enough to hold little else."""
    return len(text) <= LONGEST and "?" not in text and bool(telltales.found(text) & _REACHED)


def is_name(words: str) -> bool:
    """Tell whether words can be a name: few, of letters, and none with which something is told."""
    said = words.split()
    return 0 < len(said) <= _MOST and all(_WORD.fullmatch(word) and fold(word) not in _NO_NAME for word in said)


def is_detail(words: str) -> bool:
    """Tell whether words beside a name can be a role, a firm or a town."""
    return len(words.split()) <= _MOST_OF_A_PART
