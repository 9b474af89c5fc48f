"""People and firms that a text names and no record knows: as they were typed."""

from collections.abc import Collection, Iterator, Sequence

from crmbot.language.names_index.ordinary import BEFORE_DAYS, FIRMS_END_IN, LEADS, ORDINARY, ROLES, SPEAKS, TIME_WORDS
from crmbot.language.names_index.spelling import TITLES, form_number
from crmbot.language.names_index.values import Span, Unlisted
from crmbot.language.names_index.words import NEXT, Word

_AT = frozenset("at from of".split())
_FIRM_LEADS = _AT | frozenset("visited visit lead prospect customer client company firm".split())
_DOES = SPEAKS - frozenset("on at from of out off away back and".split()) | {"took", "takes", "joined", "joins", "will"}
_TURNED = frozenset(
    "lost went going gone signed signing stuck stay stayed staying switched switching moved moving".split()
)
_SAYS = frozenset(
    "rang called phoned emailed texted says said asks asked wants needs confirmed signed replied wrote".split()
)
_PERSON_LEADS = (LEADS - frozenset("from by about re visited visit".split())) | ROLES | {"new"}
_TOLD = frozenset("met named called spoke with to".split())
_PLACES = frozenset("place company firm shop outfit business store startup agency practice restaurant customer".split())
_FEWEST, _MOST = 2, 4
_MOST_OF_PERSON = 3


def unlisted(
    text: str, words: Sequence[Word], taken: Sequence[Span], *, has_firm: bool, given: Collection[int] = ()
) -> tuple[Unlisted, ...]:
    """Return the people, and where no listed firm is meant the firm, that are named and not known.

    Args: `taken`: where listed names stand. `given`: places of words that are first names.
    """
    free = [not any(low < word.end and word.start < high for low, high in taken) for word in words]
    people = list(_people(text, words, free, given))
    spans = [person.span for person in people]
    if has_firm:
        return tuple(people)
    beyond = [
        one and not any(low < word.end and word.start < high for low, high in spans)
        for one, word in zip(free, words, strict=True)
    ]
    firm = next(_firms(text, words, beyond, has_people=bool(people or taken)), None)
    return (*people, firm) if firm else tuple(people)


def _people(text: str, words: Sequence[Word], free: Sequence[bool], given: Collection[int]) -> Iterator[Unlisted]:
    place = 0
    while place < len(words):
        last = (
            _titled(words, free, place)
            or _beside_firm(words, free, place, given)
            or _full_name(text, words, free, place, given)
            or _plainly(words, free, place)
            or _first_name(words, free, place)
        )
        if last:
            span = words[place].start, words[last - 1].end
            yield Unlisted("contact", text[slice(*span)], span)
        place = last or place + 1


def _titled(words: Sequence[Word], free: Sequence[bool], place: int) -> int:
    """Return where "Mr Singh" ends that begins here; 0 where nothing does."""
    if words[place].plain not in TITLES or not free[place]:
        return 0
    last = place + 1
    while last < len(words) and last - place < _MOST_OF_PERSON and _goes_on(words, free, last, place):
        last += 1
    return last if last > place + 1 else 0


def _goes_on(words: Sequence[Word], free: Sequence[bool], place: int, first: int) -> bool:
    word = words[place]
    named = word.capital or (place == first + 1 and not word.ordinary)
    return free[place] and word.gap == NEXT and named and word.plain not in TIME_WORDS and not word.sign


def _beside_firm(words: Sequence[Word], free: Sequence[bool], place: int, given: Collection[int]) -> int:
    """Return where somebody's name ends that begins with a first name, behind a firm that does not.

    "Meridian Cold Storage, Tina Albright": which of the two is the firm, the first name tells.
    """
    last = _run(words, free, place, _MOST_OF_PERSON)
    if not 0 < place < len(words) or place not in given or last - place < _FEWEST or words[place].gap == NEXT:
        return 0
    first = place - 1
    while first > 0 and words[first].gap == NEXT and _in_run(words, free, first - 1, first - 1):
        first -= 1
    named = _in_run(words, free, place - 1, place - 1) and not _tells_nothing(words[first:place])
    return last if named and first not in given else 0


def _full_name(text: str, words: Sequence[Word], free: Sequence[bool], place: int, given: Collection[int]) -> int:
    """Return where a first and a last name with capitals end, if what stands around them tells of a person."""
    last = _run(words, free, place, _MOST_OF_PERSON)
    run = words[place:last]
    if len(run) < _FEWEST or _tells_nothing(run) or form_number(run[-1].plain):
        return 0
    if _ordinary_start(run) or _sounds_like_firm(run):
        return 0
    if run[0].sign == "@" or _goes_on_in_capitals(words, last):
        return 0
    if _is_competitor(words, place) or (place not in given and _beside_firm(words, free, last, given)):
        return 0
    if place and words[place - 1].plain in _AT:
        return last if words[place - 1].plain == "from" and _is_placed(words, free, last) else 0
    if (
        _is_behind_firm(words, free, place)
        or _is_placed(words, free, last)
        or _is_introduced(words, free, place)
        or _is_beside(text, words, last, free)
    ):
        return last
    return last if _acts(words, place, last) else 0


def _is_placed(words: Sequence[Word], free: Sequence[bool], last: int) -> bool:
    """Tell whether it is said behind somebody's name where they work: "at Acme"."""
    if last + 1 >= len(words):
        return False
    named = words[last + 1].capital or not free[last + 1] or words[last + 1].may_name
    at = words[last].plain in _AT and named
    if words[last].plain in {"new", "now", "based", "works"} and last + 2 < len(words):
        return words[last + 1].plain in _AT and (words[last + 2].capital or not free[last + 2])
    return at or words[last].sign == "@"


def _is_competitor(words: Sequence[Word], place: int) -> bool:
    """Tell whether it is said that a deal went there: "lost to", "went with"."""
    return place > 1 and words[place - 1].plain in {"to", "with"} and words[place - 2].plain in _TURNED


def _sounds_like_firm(run: Sequence[Word]) -> bool:
    return len(run) > 1 and run[-1].plain in FIRMS_END_IN


def _is_behind_firm(words: Sequence[Word], free: Sequence[bool], place: int) -> bool:
    """Tell whether a text opens with a firm, and somebody is named behind it: "Jarrah Timbers - Noel Whitby"."""
    if not 0 < place <= _MOST or words[place].gap == NEXT:
        return False
    last = _run(words, free, 0, _MOST)
    run = words[:last]
    return last == place and not _tells_nothing(run) and (len(run) == 1 or _sounds_like_firm(run))


def _acts(words: Sequence[Word], place: int, last: int) -> bool:
    """Tell whether a run of names is told to have done something; a place is not, that something was done in."""
    if last >= len(words) or words[last].gap != NEXT or words[last].plain not in _DOES:
        return False
    inside = place > 0 and words[place - 1].plain in BEFORE_DAYS
    return not inside and not any(word.ordinary for word in words[place:last])


def _goes_on_in_capitals(words: Sequence[Word], last: int) -> bool:
    """Tell whether a run was only cut: London Bike Week is nobody."""
    return last < len(words) and words[last].gap == NEXT and words[last].capital


def _is_introduced(words: Sequence[Word], free: Sequence[bool], place: int) -> bool:
    """Tell whether what stands before somebody's name tells that one comes."""
    if not place:
        return False
    before = words[place - 1]
    if before.plain in {"and", "a"} or words[place].sign == "+":
        return any(not one for one in free[max(0, place - 3) : place])
    return before.plain in _PERSON_LEADS or (not free[place - 1] and before.plain not in _AT)


def _tells_nothing(run: Sequence[Word]) -> bool:
    """Tell whether words are ordinary ones, or letters that stand for some: NDA, MOT."""
    return all(word.ordinary or word.shouted for word in run)


def _ordinary_start(run: Sequence[Word]) -> bool:
    """Tell whether a run only begins with a capital because a sentence does: Visited Larkspur."""
    return run[0].ordinary and run[0].opens


def _is_beside(text: str, words: Sequence[Word], place: int, free: Sequence[bool]) -> bool:
    """Tell whether a firm is told of right behind: ", Acme" or "(Acme"."""
    if place >= len(words):
        return False
    between = text[words[place - 1].end : words[place].start]
    return ("," in between or "(" in between or " - " in between) and (words[place].capital or not free[place])


def _plainly(words: Sequence[Word], free: Sequence[bool], place: int) -> int:
    """Return where two small words end that can only be a name: "met tomas varga from"."""
    last = place + 2
    if not place or last >= len(words) or words[place - 1].plain not in _TOLD or words[last].plain not in _AT:
        return 0
    run = words[place:last]
    fits = (
        all(word.plain.isalpha() for word in run)
        and all(free[place:last])
        and not any(word.ordinary or word.binds for word in run)
    )
    return last if fits and run[1].gap == NEXT and words[place].gap == NEXT else 0


def _first_name(words: Sequence[Word], free: Sequence[bool], place: int) -> int:
    """Return where a first name ends that a firm follows: "Shaz from Bondi Boards rang", "spoke to Shaz at Acme"."""
    word, at, firm = words[place], place + 1, place + 2
    if not (free[place] and word.capital and word.may_name) or word.shouted or word.binds or firm >= len(words):
        return 0
    if words[at].plain not in _AT or words[at].gap != NEXT or words[firm].gap != NEXT:
        return 0
    if place and word.gap == NEXT and (words[place - 1].capital or not free[place - 1]):
        return 0
    behind = _behind_firm(words, free, firm)
    if behind == firm:
        return 0
    speaks = behind < len(words) and words[behind].plain in _SAYS
    introduced = not word.opens and words[place - 1].plain in _PERSON_LEADS
    return at if speaks or introduced else 0


def _behind_firm(words: Sequence[Word], free: Sequence[bool], place: int) -> int:
    """Return where a firm's name ends that begins here, listed or in capitals; the same place where none does."""
    last = place
    while last < len(words) and not free[last]:
        last += 1
    return last if last > place else _run(words, free, place, _MOST)


def _run(words: Sequence[Word], free: Sequence[bool], place: int, most: int) -> int:
    """Return where a run of words with capitals ends."""
    last = place
    while last < len(words) and last - place < most and _in_run(words, free, last, place):
        last += 1
    return last


def _in_run(words: Sequence[Word], free: Sequence[bool], place: int, first: int) -> bool:
    word = words[place]
    joined = place == first or (word.gap == NEXT and word.sign != "@")
    return free[place] and word.capital and joined and word.plain not in TIME_WORDS and len(word.plain) > 1


def _firms(text: str, words: Sequence[Word], free: Sequence[bool], *, has_people: bool) -> Iterator[Unlisted]:
    for place, word in enumerate(words):
        last = _run(words, free, place, _MOST) if word.capital else _small(words, free, place)
        run = words[place:last]
        if not run or _tells_nothing(run) or (_ordinary_start(run) and len(run) > 1):
            continue
        led = _is_called(words, place) or (place > 0 and _is_led_to(words, place, has_people=has_people))
        beside = place > 0 and _follows_person(text, words, place, free)
        opens = not place and last < len(words) and words[last].gap != NEXT
        ahead = len(run) > 1 and last < len(words) and words[last].gap != NEXT and not free[last]
        if led or (has_people and (word.sign == "@" or beside or opens or ahead)):
            span = word.start, words[last - 1].end
            yield Unlisted("company", text[slice(*span)], span)


def _small(words: Sequence[Word], free: Sequence[bool], place: int) -> int:
    """Return where a firm written small ends behind somebody written small: "tomas varga from brightwave"."""
    if place < _FEWEST or words[place - 1].plain not in _AT or free[place - 2]:
        return place
    if words[place - 2].capital and words[place - 1].plain != "from":
        return place
    last = place
    while last < len(words) and last - place < _MOST and free[last] and _is_of_firm(words, place, last):
        last += 1
    return last


def _is_of_firm(words: Sequence[Word], first: int, place: int) -> bool:
    plain = words[place].plain
    if place == first:
        return plain not in ORDINARY
    return words[place].gap == NEXT and (plain not in ORDINARY or plain in FIRMS_END_IN)


def _is_led_to(words: Sequence[Word], place: int, *, has_people: bool) -> bool:
    """Tell whether a word tells that a firm comes behind: "visited", and "at" where somebody is spoken of."""
    before = words[place - 1].plain
    return has_people if before in _AT else words[place].gap == NEXT and before in _FIRM_LEADS


def _is_called(words: Sequence[Word], place: int) -> bool:
    """Tell whether it is said that a firm is called so: "a place called"."""
    return place > 1 and words[place - 1].plain in {"called", "named"} and words[place - 2].plain in _PLACES


def _follows_person(text: str, words: Sequence[Word], place: int, free: Sequence[bool]) -> bool:
    between = text[words[place - 1].end : words[place].start].strip()
    return not free[place - 1] and between in {",", "(", "-", "\u2013", "\u2014", "/", "|"}
