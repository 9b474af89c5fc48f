"""Two press, say or fill in at the same instant on PostgreSQL: one effect, and a true answer to either."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from crmbot.store.engine import open_database
from tests.copies import Databases
from tests.handlers.conftest import furnish_desk
from tests.handlers.desk import Desk
from tests.postgres import Server
from tests.walks.meeting import Meeting


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things done at one instant, and what one of the two is told, whichever it is, and the other."""

    name: str
    before: tuple[str, ...]
    first: str
    second: str
    told: tuple[str, str]
    """What one of them is told, and the other: of several words, kept apart by a stroke, it is one."""
    who: tuple[str, str] = ("ana", "ana")
    """By one person on two devices, where nothing else is said."""
    or_else: tuple[str, str] = ("", "")
    """What they are told where the other one was first, and that makes a difference."""


TWO = ("ana", "eva")

PAIRS = [
    Pair(
        "one name",
        (),
        *("contact Ivan Petrov +44 20 7946 0955", "contact Ivan Petrov +44 20 7946 0955"),
        ("Made Ivan Petrov", "Looks like Ivan Petrov"),
        TWO,
    ),
    Pair(
        "erase",
        ("p = P: contact Orchid Poe",),
        *("erase for good {p} Orchid Poe", "erase for good {p} Orchid Poe"),
        ("Erased {p}", "There is no {p}"),
    ),
    Pair(
        "an answer",
        ("e = E: event Camellia tomorrow 10am", 'invite event {e} "Eva Blum"'),
        *("cancel event {e}", "attend {e} yes"),
        ("Cancelled: Camellia", "is cancelled already"),
        TWO,
        ("Cancelled: Camellia", "You come"),
    ),
    Pair(
        "a pipeline closed",
        ("c = C: company Tulip", 'd = D: deal {c} "Tulip pumps" 5k', "pipeline new Thirdly"),
        *("pipeline remove Thirdly", "transfer {d} Thirdly"),
        ("Closed Thirdly", "“Thirdly” is not on the list"),
        TWO,
        ("say where to", "Thirdly: New"),
    ),
    Pair("done", ("t = T: task Alder tomorrow",), "done {t}", "done {t}", ("Done: Alder", "is done already"), TWO),
    Pair(
        "won and lost",
        ("c = C: company Birch", 'd = D: deal {c} "Birch pumps" 5k'),
        *("won {d}", "lost {d} reason:price"),
        ("Birch pumps", "already; open it again"),
        TWO,
    ),
    Pair(
        "convert",
        ("l = L: lead Dogwood Toth, +36 1 555 0101",),
        *("convert {l} to:contact,deal", "convert {l} to:contact,deal"),
        ("Converted: Dogwood", "Already converted"),
        TWO,
    ),
    Pair(
        "merge",
        ("a = C: company Elmo", "b = C: company Fircone", "merge {a} {b}"),
        "Merge",
        "Merge",
        ("Merged", "merged into Elmo"),
        TWO,
    ),
    Pair(
        "merge and a note",
        ("a = C: company Gorse", "b = C: company Hazel", "merge {a} {b}"),
        *("Merge", "note {b}: met them all"),
        ("Merged", "saved on Gorse"),
        TWO,
        ("Merged", "saved on Hazel"),
    ),
    Pair(
        "merge and a deal",
        ("a = C: company Ivy", "b = C: company Juniper", "merge {a} {b}"),
        *("Merge", 'deal {b} "Juniper pumps" 5k'),
        ("Merged", "Ivy {a}"),
        TWO,
        ("Merged", "Made Juniper pumps"),
    ),
    Pair(
        "merge and a person",
        ("a = C: company Kapok", "b = C: company Larch", "p = P: contact Nora Kite", "merge {a} {b}"),
        *("Merge", "contact set {p} at:{b}"),
        ("Merged", "Company: Kapok"),
        TWO,
        ("Merged", "Company: Larch"),
    ),
    Pair(
        "delete and a note",
        ("a = C: company Maple", "delete {a}"),
        *("Delete", "note {a}: met them all"),
        ("Deleted Maple", "Your text is kept"),
        TWO,
        ("Deleted Maple", "saved on Maple"),
    ),
    Pair("the same undo", ("a = C: company Nettle",), "Undo", "Undo", ("Undone: Nettle", "undone already")),
    Pair("undo and undo", ("a = C: company Oaken",), "undo", "undo", ("Undone: Oaken", "undone already")),
    Pair(
        "undo and a change",
        ("a = C: company Poplar", 'd = D: deal {a} "Poplar pumps" 5k'),
        *("undo {d}", "next {d}"),
        ("Cannot undo", "Qualification"),
        TWO,
        ("Undone: Poplar", "was taken back by"),
    ),
    Pair(
        "a new tag",
        ("a = C: company Quince", "b = C: company Rowan"),
        "tag {a} #mossy",
        "tag {b} #mossy",
        ("Quince", "Rowan"),
    ),
    Pair(
        "alias",
        ("a = C: company Thistle", "b = C: company Umbel"),
        "alias Wombat = {a}",
        "alias Wombat = {b}",
        ("Thistle", "Umbel"),
    ),
    Pair("a new stage", (), "stages add Demo", "stages add Demo", ("Added Demo", "there already"), TWO),
    Pair(
        "an own field",
        ("field new size kind:company type:number", "a = C: company Vetch"),
        *("company set {a} size:5", "company set {a} size:6"),
        ("Size: 5", "Size: 6"),
        TWO,
    ),
    Pair("a colleague", (), "invite yew@x.example", "invite yew@x.example", ("Code for Yew", "Code for Yew")),
    Pair("a right", (), "grant ben task.see_all", "grant ben task.see_all", ("given specially", "that right already")),
    Pair(
        "access",
        ("suspend ben", "!Suspend"),
        "reactivate ben",
        "reactivate ben",
        ("has access again", "is not suspended"),
    ),
    Pair(
        "a stage taken out",
        ("c = C: company Zinnia", 'd = D: deal {c} "Zinnia pumps" 5k', "stages add Trial"),
        *("stages remove Trial", "stage {d} Trial"),
        ("Took Trial out", "No stage is called that"),
        TWO,
        ("1 deal is in it", "New → Trial"),
    ),
    Pair(
        "a tag renamed",
        ("a = C: company Acacia", "tag {a} #fern"),
        "tag rename fern to brown",
        "tag rename fern to green",
        ("Tag fern", "No such tag"),
        TWO,
    ),
    Pair(
        "a stage of a pipeline closed",
        (
            "c = C: company Bryony",
            'd = D: deal {c} "Bryony pumps" 5k',
            "pipeline new Fourthly",
            "stages add Pilot pipeline:Fourthly",
        ),
        *("pipeline remove Fourthly", "stage {d} Pilot"),
        ("Closed Fourthly", "No stage is called that"),
        TWO,
        ("say where to", "Pilot"),
    ),
    Pair(
        "a deal made in a pipeline closed",
        ("c = C: company Clover", "pipeline new Fifthly"),
        *("pipeline remove Fifthly", 'deal {c} "Clover pumps" 5k pipeline:Fifthly'),
        ("Closed Fifthly", "No pipeline is called that"),
        TWO,
        ("say where to", "Made Clover pumps"),
    ),
    Pair(
        "two pipelines closed",
        (
            "c = C: company Elder",
            "pipeline new Seventhly",
            "pipeline new Eighthly",
            'D = D: deal {c} "Elder pumps" 5k pipeline:Seventhly',
        ),
        *("pipeline remove Seventhly to:Eighthly", "pipeline remove Eighthly"),
        ("Closed Seventhly", "say where to"),
        TWO,
        ("Closed Eighthly", "is not on the list"),
    ),
    Pair(
        "a deal copied in a pipeline closed",
        (
            "c = C: company Daphne",
            "pipeline new Sixthly",
            'd = D: deal {c} "Daphne pumps" 5k pipeline:Sixthly',
        ),
        *("pipeline remove Sixthly to:Sales", "copy {d}"),
        ("Closed Sixthly", "Daphne pumps"),
        TWO,
    ),
    Pair("a holiday", (), "holiday add 24 dec Rest", "holiday add 24 dec Rest", ("Thu 24 Dec · Rest", "already"), TWO),
    Pair("a code", ("k = link: invite fig@x.example",), "link {k}", "link {k}", ("Fig", "used"), ("zed", "yan")),
    Pair(
        "given to one without access",
        ("t = T: task Mimosa tomorrow", "suspend ben"),
        *("Suspend", "give {t} @ben"),
        ("is suspended", "has no access at present|Nobody here is called"),
        TWO,
        ("has 1 open task: reassign?", "Given to Ben"),
    ),
]


def _are_told(answers: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether one answer has the one words and the other the others, or what they may be instead."""
    others = words[1].split("|")
    return any(words[0] in one and any(each in other for each in others) for one, other in (answers, answers[::-1]))


@pytest.fixture(scope="module")
def desk(postgresql: Server) -> Iterator[Desk]:
    """Furnish one house for all of them: each has records of its own."""
    databases = Databases(postgresql)
    database = open_database(databases.copy("at once", furnish_desk))
    yield Desk(database)
    database.close()
    databases.take_back()
    databases.close()


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
async def test_two_when_they_come_at_once(desk: Desk, pair: Pair) -> None:
    """One of them has its effect, the other is told what is true by then, and nothing is half done."""
    meeting = Meeting(desk)
    for line in pair.before:
        await (meeting.press(line[1:]) if line.startswith("!") else meeting.say(line))
    deeds = [meeting.button(what) if what[0].isupper() else what for what in (pair.first, pair.second)]

    answers = await meeting.at_once(*zip(pair.who, deeds, strict=True))

    ways = [told for told in (pair.told, pair.or_else) if told[0]]
    assert any(_are_told(answers, [words.format_map(meeting.codes) for words in way]) for way in ways), answers
    assert meeting.amiss() == []
