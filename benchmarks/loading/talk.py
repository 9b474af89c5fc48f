"""What people say all day: notes, look-ups, lists, cards, tasks, done, presses; in shares as of a busy morning."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from benchmarks.loading.platforms import Shown

PRESS = "press"
_LABELS = frozenset({"Done", "Undo", "Next", "Older", "More", "Tasks", "Notes", "History", "Open", "1", "2", "3", "4"})
_WORDS = "pump valve price delivery motor seal order spare drawing visit hall crane budget board sample steel".split()


@dataclass(frozen=True, slots=True)
class Known:
    """What somebody knows of: names and codes of what they see."""

    companies: Sequence[tuple[int, str]]
    contacts: Sequence[tuple[int, str]]
    deals: Sequence[int]
    tasks: Sequence[int]


@dataclass(frozen=True, slots=True)
class Turn:
    """A line that is said, or the button that is pressed: its label and what it carries."""

    sort: str
    line: str = ""
    token: str = ""
    card: str = ""


Line = Callable[[Known, Random], str]


def _words(chance: Random) -> str:
    return " ".join(chance.choices(_WORDS, k=5))


def _note(known: Known, chance: Random) -> str:
    return f"note C-{chance.choice(known.companies)[0]}: asked about the {_words(chance)}"


def _with_follow_up(known: Known, chance: Random) -> str:
    return f"note {chance.choice(known.companies)[1]}: {_words(chance)}, follow up tuesday 3pm"


def _free(known: Known, chance: Random) -> str:
    return f"met {chance.choice(known.contacts)[1]} today, wants the {_words(chance)}"


LINES: dict[str, tuple[int, Line]] = {
    "note": (14, _note),
    "note and follow-up": (5, _with_follow_up),
    "told freely": (6, _free),
    "find": (12, lambda known, chance: f"find {chance.choice(known.contacts)[1].split()[-1]}"),
    "list of contacts": (4, lambda known, chance: f"contacts at:C-{chance.choice(known.companies)[0]}"),
    "list of companies": (4, lambda _, chance: f"companies city:Town{chance.randrange(300)}"),
    "list of deals": (4, lambda _, __: "deals"),
    "notes of a company": (4, lambda known, chance: f"notes C-{chance.choice(known.companies)[0]}"),
    "tasks": (6, lambda _, __: "tasks"),
    "card of a company": (6, lambda known, chance: f"C-{chance.choice(known.companies)[0]}"),
    "card of a contact": (6, lambda known, chance: f"P-{chance.choice(known.contacts)[0]}"),
    "card of a deal": (3, lambda known, chance: f"D-{chance.choice(known.deals)}"),
    "new task": (8, lambda known, chance: f"task call {chance.choice(known.contacts)[1]} tomorrow 10am"),
    "done": (6, lambda known, chance: f"done T-{chance.choice(known.tasks)}"),
    "today": (2, lambda _, __: "today"),
    PRESS: (10, lambda _, __: "tasks"),
}


def turn(known: Known, shown: Shown | None, chance: Random) -> Turn:
    """Choose what somebody does next; where there is no button to press they look at their tasks."""
    sort = chance.choices(list(LINES), [share for share, _ in LINES.values()])[0]
    if sort == PRESS and shown is not None:
        buttons = [token for label, token in shown.buttons if label.split()[-1] in _LABELS]
        if buttons:
            return Turn(sort, token=chance.choice(buttons), card=shown.message)
    return Turn(sort if sort != PRESS else "tasks", LINES[sort][1](known, chance))
