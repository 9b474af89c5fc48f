"""The console's side of a conversation, with a scripted dispatcher behind the door."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import pytest

from crmbot.chat.address import Address
from crmbot.chat.card import Action, Card, Drawn, Menu, spans
from crmbot.chat.form import FieldSpec
from crmbot.chat.inbound import (
    FileShared,
    Identity,
    Inbound,
    PersonShared,
    PlaceShared,
    Pressed,
    Said,
    Submitted,
    Uploaded,
)
from crmbot.chat.invocation import Invocation, write_token
from crmbot.chat.limits import Limits
from crmbot.chat.reply import Option
from crmbot.chat.sender import Delivered
from crmbot.core.clock import StandingClock
from crmbot.core.inbox import Stop
from crmbot.handlers.adapter import Answer, Offers, Polled, Standing, Stored
from crmbot.handlers.console.app import ConsoleAdapter
from crmbot.handlers.console.output import JsonOutput, Output, TextOutput
from crmbot.store.models.channel import ChannelState

NOON = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
ANA, BEN = "ana@x.example", "ben@x.example"


class ScriptedDoor:
    """Keeps what it is given and answers with what the test has laid out."""

    def __init__(self) -> None:
        self.inbounds: list[Inbound] = []
        self.answers: list[Answer] = []
        self.refs: list[str] = []

    @property
    def books(self) -> Self:
        """Keep its own books."""
        return self

    async def store(self, inbound: Inbound, polled: Polled | None = None) -> Stored:
        self.inbounds.append(inbound)
        return Stored(inbound, fresh=True)

    async def work(self, stored: Stored, limits: Limits) -> Answer:
        return self.answers.pop(0) if self.answers else Answer()

    def patience_s(self, longest_s: float) -> float:
        """Nobody else waits."""
        return longest_s

    async def arrived(self, answer: Answer) -> None:
        """Nothing is kept here."""

    async def still_ours(self, answer: Answer) -> Answer:
        """Nobody else is there."""
        return answer

    async def not_arrived(self, answer: Answer) -> None:
        """Nothing is kept here."""

    async def lead(self, name: str) -> bool:
        """Nobody else is there."""
        del name
        return True

    async def step_down(self, name: str) -> None:
        """Nobody else is there."""

    async def sent(self, answer: Answer, ref: str) -> None:
        self.refs.append(ref)

    async def suggest(self, who: Identity, text: str, spec: FieldSpec | None) -> tuple[Option, ...]:
        return ()

    async def offer(self, who: Identity, text: str) -> Offers:
        return Offers(Standing.STRANGER)

    async def stopped(self, platform: str, tenant: str) -> Stop | None:
        return None

    async def still_polling(self, platform: str, tenant: str) -> None:
        pass

    async def became(self, address: Address, state: ChannelState) -> None:
        pass

    async def changed(self, who: Identity) -> None:
        pass

    async def shared(self, address: Address) -> None:
        pass

    async def moved(self, old: Address, new: Address) -> None:
        pass


class Table:
    """A console with everything around it."""

    def __init__(self, output: Output) -> None:
        self.door = ScriptedDoor()
        self.clock = StandingClock(NOON)
        self.waited: list[datetime] = []
        self.introduced: list[str] = []
        self.falls_due: list[tuple[Address, Drawn]] = []
        self.console = ConsoleAdapter(self.door, ANA, output=output, clock=self.clock, house=self)

    async def advance(self, to: datetime) -> None:
        self.waited.append(to)
        self.clock.move_to(to)
        for address, card in self.falls_due:
            await self.console.sender.send(address, card)
        self.falls_due.clear()

    async def introduce(self, who: Identity) -> None:
        self.introduced.append(who.user)

    async def types(self, *lines: str, answers: tuple[Answer, ...] = ()) -> None:
        self.door.answers.extend(answers)
        for line in lines:
            await self.console.take(line)

    @property
    def last(self) -> Inbound:
        return self.door.inbounds[-1]


class Script:
    """Lines that are there from the beginning."""

    def __init__(self, *lines: str) -> None:
        self._lines: Iterator[str] = iter(lines)

    async def next(self) -> str | None:
        return next(self._lines, None)


@pytest.fixture
def table() -> Table:
    """A console that prints plain text."""
    return Table(TextOutput(is_terminal=False))


@pytest.fixture
def json_table() -> Table:
    """A console that prints JSON."""
    return Table(JsonOutput())


def button(label: str, command: str = "", **args: str) -> Action:
    """Make a button."""
    return Action(label, Invocation(command or label.lower(), args))


def drawn(title: str, *actions: Action | Menu, whisper: bool = False) -> Drawn:
    """Make a card with its buttons' tokens."""
    card = Card(spans(title), actions=actions, whisper=whisper)
    return Drawn(card, tuple(write_token(invocation) for invocation in card.invocations()))


def answer(title: str, *actions: Action | Menu) -> Answer:
    """Make an answer that shows a card."""
    return Answer(drawn(title, *actions))


def direct(user: str) -> Address:
    """Name somebody's own chat."""
    return Address("console", "local", user)


async def test_words_when_they_are_typed(table: Table) -> None:
    """A line reaches the door as words of the speaker in their own chat, at the clock's time."""
    await table.types("note Acme: met Jane")

    inbound = table.last
    assert inbound.event == Said("note Acme: met Jane", inbound.key.removeprefix("console:").replace(":", "-"))
    assert inbound.who == Identity("console", "local", ANA, email=ANA, vouched=True)
    assert (inbound.address, inbound.private, inbound.at) == (direct(ANA), True, NOON)


async def test_keys_when_several_lines_come(table: Table) -> None:
    """Every line has a key of its own: run and line number."""
    await table.types("a", "b")

    first, second = (inbound.key for inbound in table.door.inbounds)
    assert first.rpartition(":")[0] == second.rpartition(":")[0]
    assert [first.rpartition(":")[2], second.rpartition(":")[2]] == ["1", "2"]


async def test_keys_when_there_are_two_consoles() -> None:
    """Two runs never share a key, so nothing is taken for a redelivery."""
    one, two = Table(JsonOutput()), Table(JsonOutput())

    await one.types("a")
    await two.types("a")

    assert one.last.key != two.last.key


async def test_answers_when_lines_come_through_a_pipe(table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    """Replies are printed in the order of the lines, and their refs are told to the door."""
    table.door.answers.extend([answer("One", button("Done")), answer("Two")])

    await table.console.talk(Script("a", "b"))

    assert capsys.readouterr().out == "One\n[1 Done]\n\nTwo\n\n"
    assert len(set(table.door.refs)) == 2


async def test_answers_when_they_are_json(json_table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    """Each reply is one object with `to`, `text`, `card` and `buttons`."""
    await json_table.types("a", answers=(answer("One", button("Done")),))

    told = json.loads(capsys.readouterr().out)
    assert (told["to"], told["text"], told["buttons"]) == (ANA, "One", ["Done"])
    assert set(told) == {"to", "text", "card", "buttons"}


@pytest.mark.parametrize(("wanted", "command"), [("done", "done"), ("2", "undo"), ("UNDO", "undo")])
async def test_press_when_the_button_is_on_screen(table: Table, wanted: str, command: str) -> None:
    """A button is pressed by its label in any case, or by its number."""
    await table.types("a", f":press {wanted}", answers=(answer("One", button("Done"), button("Undo")),))

    assert table.last.event == Pressed(command, table.door.refs[0])


async def test_press_when_the_button_is_in_a_menu(table: Table) -> None:
    """An option of a menu is pressed by its label, with the menu's before it or without."""
    menu = Menu("Snooze", (button("1 h", "snooze", until="1h"),))

    await table.types("a", ":press snooze 1 h", answers=(answer("One", menu),))

    assert table.last.event == Pressed("snooze until:1h", table.door.refs[0])


async def test_press_when_there_is_no_such_button(json_table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown label is answered with those there are, and nothing is pressed."""
    await json_table.types("a", ":press Dance", answers=(answer("One", button("Done"), button("Undo")),))

    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told == {
        "to": ANA,
        "text": "No such button: Dance. There are: Done, Undo.",
        "card": None,
        "buttons": [],
    }
    assert len(table_events(json_table)) == 1


def table_events(table: Table) -> list[object]:
    """List what reached the door."""
    return [inbound.event for inbound in table.door.inbounds]


async def test_press_when_nothing_is_on_screen(table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    """Without any card there is nothing to press."""
    await table.types(":press 1")

    assert capsys.readouterr().out == "No such button: 1. There are none.\n\n"


async def test_press_when_several_buttons_have_the_label(table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    """Two buttons of one name are told apart by their numbers; none is guessed."""
    card = answer("Which?", button("Open", which="C-7"), button("Open", which="C-9"))

    await table.types("a", ":press Open", ":press 2", answers=(card,))

    assert "several buttons called Open" in capsys.readouterr().out
    assert table.last.event == Pressed("open C-9", table.door.refs[0])


async def test_press_when_a_newer_card_came(table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    """Only the latest card's buttons are there to be pressed."""
    await table.types("a", "b", ":press Done", answers=(answer("One", button("Done")), answer("Two", button("Undo"))))

    assert "No such button: Done. There are: Undo." in capsys.readouterr().out


async def test_press_when_the_latest_answer_has_no_buttons(table: Table) -> None:
    """Words without buttons do not take those of the card before away."""
    await table.types("a", "b", ":press Done", answers=(answer("One", button("Done")), answer("Hm?")))

    assert table.last.event == Pressed("done", table.door.refs[0])


async def test_press_when_two_reminders_came_at_once(table: Table) -> None:
    """After a wait the buttons of every card it brought can be pressed."""
    table.falls_due = [
        (direct(ANA), drawn("First", button("Done", which="T-1"))),
        (direct(ANA), drawn("Second", button("Open", which="T-2"))),
    ]

    await table.types(":wait 2h", ":press Done")

    assert isinstance(table.last.event, Pressed)
    assert table.last.event.token == "done T-1"


async def test_press_when_the_card_is_somebody_elses(table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    """A card in another person's chat is not on this person's screen."""
    table.falls_due = [(direct(BEN), drawn("For Ben", button("Done")))]

    await table.types(":wait 2h", ":press Done", f":as {BEN}", ":press Done")

    assert "No such button: Done. There are none." in capsys.readouterr().out
    assert (table.last.who.user, table.last.address) == (BEN, direct(BEN))


async def test_press_when_the_card_is_in_a_channel(table: Table) -> None:
    """The press happens where the card is, wherever the person speaks."""
    sales = Address("console", "local", "#sales")
    table.falls_due = [(sales, drawn("Due", button("Done")))]

    await table.types(":wait 2h", ":press Done")

    assert (table.last.address, table.last.private) == (sales, False)


async def test_press_when_one_goes_to_a_conversation(table: Table) -> None:
    """Whoever goes to a conversation looks at its last card, though newer ones came elsewhere."""
    table.falls_due = [(direct(BEN), drawn("For Ben", button("Done", which="T-1")))]
    await table.types(":wait 2h", "a", answers=(answer("Mine", button("Done", which="T-2")),))

    await table.types(":in #sales", f":as {BEN}", ":in", ":press Done")

    assert isinstance(table.last.event, Pressed)
    assert (table.last.event.token, table.last.address) == ("done T-1", direct(BEN))


async def test_press_when_a_card_comes_elsewhere_later(table: Table) -> None:
    """What came since is newer than the conversation one went to."""
    await table.types("a", ":in", answers=(answer("Mine", button("Done", which="T-2")),))
    table.falls_due = [(Address("console", "local", "#sales"), drawn("Due", button("Done", which="T-3")))]

    await table.types(":wait 2h", ":press Done")

    assert isinstance(table.last.event, Pressed)
    assert table.last.event.token == "done T-3"


async def test_answer_when_it_replaces_a_card(table: Table) -> None:
    """The new state stands under the old ref, and its buttons instead of the old ones."""
    await table.types("a", answers=(answer("Due", button("Done")),))
    ref = table.door.refs[0]

    await table.types(":press Done", ":press Undo", answers=(Answer(drawn("Done", button("Undo")), replaces=ref),))

    assert table.door.refs == [ref, ref]
    assert table.last.event == Pressed("undo", ref)


async def test_answer_when_it_is_only_a_notice(table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    """A short word for a press is printed when no card comes with it."""
    await table.types("a", answers=(Answer(notice="Nothing to undo."),))

    assert capsys.readouterr().out == "Nothing to undo.\n\n"


async def test_wait_when_something_falls_due(table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    """A wait moves the clock, and what falls due is printed with whom it is for."""
    table.falls_due = [(direct(BEN), drawn("Due")), (direct(ANA), drawn("Mine"))]

    await table.types(":wait 2h")

    assert table.waited == [NOON + timedelta(hours=2)]
    assert capsys.readouterr().out == f"→ {BEN}\nDue\n\nMine\n\n"


async def test_line_when_it_has_been_worked(table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    """What a line sets going for others is delivered before the next line."""
    table.falls_due = [(direct(BEN), drawn("Yours now"))]

    await table.types("give T-9 @ben", answers=(answer("Given"),))

    assert capsys.readouterr().out == f"Given\n\n→ {BEN}\nYours now\n\n"


async def test_channel_when_one_speaks_in_it(json_table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    """In a channel the address is the channel's, answers go to it, and whispers to the asker."""
    whisper = Answer(drawn("Psst", whisper=True))

    await json_table.types(":in #sales", "a", "b", answers=(answer("All"), whisper))

    assert (json_table.last.address.chat, json_table.last.private) == ("#sales", False)
    assert [json.loads(line)["to"] for line in capsys.readouterr().out.splitlines()] == ["#sales", ANA]


async def test_channel_when_one_goes_back(table: Table) -> None:
    """`:in` alone goes back to the direct chat."""
    await table.types(":in #sales", ":in", "a")

    assert table.last.address == direct(ANA)


async def test_speaker_when_it_changes(table: Table) -> None:
    """`:as` speaks as somebody else from then on, who is introduced first."""
    await table.types(f":as {BEN}", "a")

    assert table.introduced == [BEN]
    assert table.last.who == Identity("console", "local", BEN, email=BEN, vouched=True)


async def test_fill_when_a_question_is_open(table: Table) -> None:
    """`:fill` hands in the values under the dialog of the question on screen."""
    question = answer("Due?", button("Today", "answer", key="k7", value="today"), button("Cancel", key="k7"))

    await table.types("task", ':fill title="Call Delta" due=tomorrow', answers=(question,))

    assert table.last.event == Submitted("k7", {"title": "Call Delta", "due": "tomorrow"})


async def test_fill_when_no_form_is_open(table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    """Without an open question there is nothing to fill in."""
    await table.types("a", ":fill title=x", answers=(answer("One", button("Done")),))

    assert "No form is open." in capsys.readouterr().out


async def test_empty_line_when_a_question_may_be_skipped(table: Table) -> None:
    """An empty line leaves an optional question out."""
    question = answer("Due?", button("Skip", key="k7"), button("Cancel", key="k7"))

    await table.types("task", "", answers=(question,))

    assert table.last.event == Pressed("skip key:k7", table.door.refs[0])


async def test_empty_line_when_nothing_is_asked(table: Table) -> None:
    """An empty line says nothing."""
    await table.types("", "   ")

    assert table.door.inbounds == []


async def test_command_when_only_a_slash_is_typed(table: Table) -> None:
    """A slash alone is an empty command, which has an answer of its own."""
    await table.types("/")

    assert isinstance(table.last.event, Said)
    assert (table.last.event.text, table.last.event.as_command) == ("", True)


async def test_edit_when_something_was_said(table: Table) -> None:
    """An edit names the message it changes, and comes under a key of its own."""
    await table.types("note met Ana", ":edit note met Anna")

    said, edited = table_events(table)
    assert isinstance(said, Said)
    assert edited == Said("note met Anna", said.message, edited=True)
    assert len({inbound.key for inbound in table.door.inbounds}) == 2


async def test_edit_when_nothing_was_said(table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody who has just sat down has nothing to change."""
    await table.types("a", f":as {BEN}", ":edit b")

    assert "You have said nothing yet" in capsys.readouterr().out


async def test_reply_when_a_card_is_there(table: Table) -> None:
    """A reply names the card it answers."""
    await table.types("acme", ":reply no answer", answers=(answer("Acme"),))

    assert isinstance(table.last.event, Said)
    assert (table.last.event.text, table.last.event.reply_to) == ("no answer", table.door.refs[0])


async def test_attachment_when_it_is_a_file(table: Table, tmp_path: Path) -> None:
    """A file is sent with its name, kind, size and caption."""
    photo = tmp_path / "signed order.jpg"
    photo.write_bytes(b"12345")

    await table.types(f':attach "{photo}" d12 signed')

    assert isinstance(table.last.event, Uploaded)
    assert table.last.event.caption == "d12 signed"
    assert table.last.event.attachments == (
        FileShared(str(photo.resolve()), "signed order.jpg", "image/jpeg", 5, "photo"),
    )


async def test_attachment_when_the_file_is_not_there(table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing file is said to be missing, and nothing is sent."""
    await table.types(":attach nowhere.pdf")

    assert capsys.readouterr().out == "No such file: nowhere.pdf\n\n"
    assert table.door.inbounds == []


async def test_attachment_when_it_is_a_place_or_a_person(table: Table) -> None:
    """A location and a contact card are attachments like any other."""
    await table.types(":location 51.5,-0.12 Yard", ":contact Jane Doe +36 1 555 0123")

    assert table_attachments(table) == [
        PlaceShared(51.5, -0.12, "Yard"),
        PersonShared("Jane Doe", "+36 1 555 0123"),
    ]


def table_attachments(table: Table) -> list[object]:
    """List what was attached."""
    events = (inbound.event for inbound in table.door.inbounds)
    return [part for event in events if isinstance(event, Uploaded) for part in event.attachments]


async def test_sender_when_a_card_is_edited(table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    """The new state of a card is printed, since the old one cannot be taken back."""
    delivery = await table.console.sender.send(direct(BEN), drawn("Due", button("Done")))
    assert isinstance(delivery, Delivered)

    edited = await table.console.sender.edit(delivery.ref, drawn("Done by Ana"))

    assert edited == delivery
    assert capsys.readouterr().out.endswith(f"→ {BEN}\nDone by Ana\n\n")


async def test_start_when_lines_are_waiting(table: Table) -> None:
    """Once started, the console takes its opening lines and then the others, and tells the end."""
    over = asyncio.Event()
    table.console.listen(Script("a"), at_end=over.set, opening=("/start",))

    await table.console.start()

    await asyncio.wait_for(over.wait(), 5)
    table.console.result()
    assert table.introduced == [ANA]
    assert [event.text for event in table_events(table) if isinstance(event, Said)] == ["start", "a"]


async def test_talk_when_it_is_stopped(table: Table) -> None:
    """After `stop` no further line is taken."""
    await table.console.stop()

    await table.console.talk(Script("a"))

    assert table.door.inbounds == []
