"""Words that go on with a list just shown: `more`, `only mine`, `over 20k`, `sort by amount`, `and delta?`."""

from dataclasses import dataclass
from enum import Enum, auto

from crmbot.language.fold import fold
from crmbot.language.plain_words.phrasing import ways


class Turn(Enum):
    """What becomes of the list: another page of it, fewer of its records, all of them, the same of somebody else."""

    NEXT = auto()
    PREVIOUS = auto()
    NARROWER = auto()
    MINE = auto()
    EVERYBODYS = auto()
    OF = auto()


@dataclass(frozen=True, slots=True)
class GoneOn:
    """A turn, and the words of a filter or a name that came with it."""

    turn: Turn
    words: str = ""


_LONGEST = 120
"""Letters; what is longer is told."""
_TURNS = {
    Turn.NEXT: "next|more|show more|see more|next page|the next ones|next ones|more please|and more|the rest|rest"
    "|weiter|mehr|suivant|plus|la suite|siguiente|mas|avanti|altri|volgende|meer|mais",
    Turn.PREVIOUS: "previous|previous page|prev|page back|last page|the page before|precedent|anterior|vorige",
    Turn.MINE: "mine|my own|only mine|just mine|only my own|just my own|only my ones|only me|my ones|nur meine|meine"
    "|seulement les miens|les miens|solo las mias|solo los mios",
    Turn.EVERYBODYS: "everybodys|everybody s|everyones|everyone s|everybody|everyone|all|all of them|show all"
    "|from everybody|of everybody|of everyone|also the others|alle|tous|toutes|todos|todas",
}
_SAID = {words: turn for turn, every in _TURNS.items() for words in every.split("|")}
_SAME = ways(
    r"(?:(?:and|now|then) )?(?:(?:the )?same (?:list )?(?:for|of|with|at|again for)|(?:what|how) about"
    r"|and (?:for|of|at|with|from)?)"
    r" ?(?P<name>\S.{0,60}?) ?[?.!]*",
)
_TELLS = (
    r"\w+ed|spoke|met|got|had|saw|rang|left|sent|came|back|won|lost|been|heard|was|were"
    r"|a|an|the|in|out|off|to|so"
)
"""What stands behind a "just" that tells when something was: `just spoke to mark`."""
_ONLY = ways(
    rf"(?:(?:and|but|now) )?(?:only|just(?!\s+(?:{_TELLS})\b)|but only|nur|seulement|solo)\s+(?P<words>\S.{{0,80}})"
)
_SORT = ways(
    r"(?:now )?(?P<words>(?:sort(?:ed)?|order(?:ed)?|rank(?:ed)?) (?:them |it )?by \S.{0,40}"
    r"|(?:biggest|largest|highest|smallest|lowest|newest|latest|oldest|likeliest)(?: ones?)? first|biggest ones?)",
)
_SIZE = ways(
    r"(?:and )?(?P<words>(?:over|above|under|below|more than|less than|at least|at most|between|bigger than"
    r"|closing|closes|due|older than|newer than|tagged|without|with no|in|from) \S.{0,60})",
)
_IT = ways(r"(?:.* )?(?:it|this|these|them|those|(?:this|that) (?:list|view|filter|search))(?: .*)?")
_KEEP = ways(
    r"(?:save|keep|remember|call)(?: (?:it|this|that|these|them|(?:this|that|the) (?:list|view|filter|search)))?"
    r"(?: (?:as|under))(?: (?:an? |the )?(?:view|name|list))?(?: called)? (?P<name>[^\W_][^\"]{0,60}?)[.!]?"
)
_FILE = ways(
    r"(?:(?:and |now |please )?(?:send (?:it |this |that |me )?|(?:export|download|save)(?: it| this| that| them)?"
    r"|give me (?:that |this |it )?)?"
    r" ?(?:as|to|in|into|als|en)(?: an?)? ?)(?P<format>csv|excel|xlsx|xls|spreadsheet)(?: file)?[.!?]*"
    r"|(?P<bare>csv|excel|xlsx|(?:export|download)(?: (?:it|this|that|them|these|those|all of (?:them|these)"
    r"|(?:this|that|the) list|everything))?)[.!?]*",
)


def read(text: str) -> GoneOn | None:
    """Return what words do with the list just shown; None for words that do nothing with one."""
    if len(text) > _LONGEST:
        return None
    said = " ".join(text.split())
    turn = _SAID.get(fold(said))
    if turn is not None:
        return GoneOn(turn)
    file = _FILE.match(said)
    if file is not None:
        wanted = (file["format"] or file["bare"]).lower()
        return GoneOn(Turn.NARROWER, f"as:{'xlsx' if wanted[0] in 'xs' or wanted == 'excel' else 'csv'}")
    kept = _KEEP.match(said)
    if kept is not None:
        return GoneOn(Turn.NARROWER, f'save:"{kept["name"]}"')
    for way in (_ONLY, _SORT, _SIZE):
        found = way.match(said.rstrip(" ?!."))
        if found is not None:
            return GoneOn(Turn.NARROWER, found["words"])
    same = _SAME.match(said)
    return GoneOn(Turn.OF, same["name"]) if same is not None else None


def names_it(text: str) -> bool:
    """Tell whether words say that the list just shown is meant: `export these`."""
    return _IT.match(" ".join(text.split())) is not None
