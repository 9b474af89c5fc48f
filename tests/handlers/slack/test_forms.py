"""Forms over the wire: opened, filled, refused, sent twice, closed."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crmbot.chat.card import Action, Card, Drawn, spans
from crmbot.chat.form import Aside, Ask, FieldSpec, Marker, Ref
from crmbot.chat.inbound import Inbound, Pressed, Said, Submitted
from crmbot.chat.invocation import Invocation
from crmbot.chat.reply import Fault as Wrong
from crmbot.chat.reply import Option, Problem
from crmbot.handlers.adapter import Answer, FormField, FormView
from crmbot.handlers.slack import app
from tests.doubles.slack import Fault, View
from tests.handlers.slack.conftest import Wired


def field(name: str, ask: Ask, *markers: Marker, required: bool = True) -> FormField:
    """An empty field."""
    return FormField(FieldSpec(name, ask, name.capitalize(), required, None, markers))


FORM = FormView(
    "k7m2",
    "New task",
    "Create",
    (
        field("title", Ask.TEXT),
        field("about", Ask.RECORD, Ref("company", "deal"), required=False),
        field("due", Ask.WHEN, required=False),
        field("who", Ask.PERSON, required=False),
        field("private", Ask.YES_NO, required=False),
    ),
)
WRONG = replace(
    FORM, fields=(replace(FORM.fields[0], problem=Problem(Wrong.TOO_LONG, "x", "250 characters; 200 fit")),)
)
SAVED = Answer(Drawn(Card(spans("Task T-9 saved"))))


def script(submitted: Answer) -> Callable[[Inbound], Answer]:
    """Open the form for everything said or pressed, answer like this once it is sent."""
    return lambda inbound: submitted if isinstance(inbound.event, Submitted) else Answer(form=FORM)


async def opened(wired: Wired, submitted: Answer = SAVED) -> View:
    """The form, opened by a slash command in the channel."""
    wired.door.script = script(submitted)
    await wired.slack.slash(wired.ben, wired.channel, "/task")
    (view,) = wired.slack.views(wired.ben)
    return view


async def test_form_when_a_command_lacks_parts(wired: Wired) -> None:
    """It opens at once, and the channel sees nothing of it."""
    view = await opened(wired)

    assert (view.title, view.fields) == ("New task", ["Title", "About", "Due", "Who", "Private"])
    assert wired.slack.messages(wired.channel, wired.ben) == []


async def test_form_when_sent(wired: Wired) -> None:
    """Every value comes as text, the modal closes, and the card stands where the form was asked for."""
    wired.door.records = (Option("D-12", "Acme renewal (D-12)"),)
    view = await opened(wired)

    await wired.slack.submit(
        wired.ben,
        view,
        {
            "Title": "Send quote",
            "About": "Acme renewal (D-12)",
            "Due": datetime(2026, 11, 24, 15, tzinfo=UTC),
            "Who": wired.ben,
            "Private": ["Yes"],
        },
    )

    values = {
        "title": "Send quote",
        "about": "D-12",
        "due": "2026-11-24T15:00:00Z",
        "who": f"@{wired.ben}",
        "private": "yes",
    }
    assert wired.door.worked[-1].event == Submitted("k7m2", values)
    assert wired.slack.views(wired.ben) == []
    assert [message.plain for message in wired.slack.messages(wired.channel, wired.ben)] == ["Task T-9 saved"]
    assert len(wired.door.refs) == 1


async def test_form_when_something_is_wrong(wired: Wired) -> None:
    """The field says so, and nothing that was entered is lost."""
    view = await opened(wired, Answer(form=WRONG))

    response = await wired.slack.submit(wired.ben, view, {"Title": "x"})

    (still,) = wired.slack.views(wired.ben)
    assert response.errors == {"title": "That is too long: 250 characters; 200 fit."}
    assert still.entered["Title"] == "x"


async def test_form_when_mended_and_sent_again(wired: Wired) -> None:
    """The second try is work of its own."""
    view = await opened(wired, Answer(form=WRONG))
    await wired.slack.submit(wired.ben, view, {"Title": "x"})
    wired.door.script = script(SAVED)

    await wired.slack.submit(wired.ben, view, {"Title": "y"})

    assert wired.slack.views(wired.ben) == []
    assert [message.plain for message in wired.slack.messages(wired.channel, wired.ben)] == ["Task T-9 saved"]


async def test_form_when_sent_twice(wired: Wired) -> None:
    """The second copy changes nothing and is told the same."""
    view = await opened(wired, Answer(form=WRONG))
    await wired.slack.submit(wired.ben, view, {"Title": "x"})

    response = await wired.slack.submit(wired.ben, view, {"Title": "x"})

    assert response.errors == {"title": "That is too long: 250 characters; 200 fit."}
    assert sum(isinstance(inbound.event, Submitted) for inbound in wired.door.worked) == 1


async def test_form_when_another_follows(wired: Wired) -> None:
    """The modal becomes the next form."""
    view = await opened(wired, Answer(form=replace(FORM, dialog="k8", title="And then?")))

    await wired.slack.submit(wired.ben, view, {"Title": "x"})

    assert [shown.title for shown in wired.slack.views(wired.ben)] == ["And then?"]


LONG = replace(
    FORM,
    fields=(
        field("title", Ask.TEXT),
        field("due", Ask.WHEN, required=False),
        field("about", Ask.RECORD, Ref("company"), Aside(), required=False),
        replace(field("place", Ask.TEXT, Aside(), required=False), value="Leeds"),
        field("private", Ask.YES_NO, Aside(), required=False),
        field("every", Ask.REPEAT, Aside(), required=False),
    ),
)


async def long_form(wired: Wired) -> View:
    """A form of which only the first fields are shown."""
    wired.door.script = lambda _: Answer(form=LONG)
    await wired.slack.slash(wired.ben, wired.channel, "/task")
    (view,) = wired.slack.views(wired.ben)
    return view


async def test_form_when_it_is_long(wired: Wired) -> None:
    """First what is usually said and what is said already; the rest comes by a button, and nothing typed is lost."""
    view = await long_form(wired)
    first = view.fields
    await wired.slack.fill(wired.ben, view, {"Title": "Send quote", "Due": datetime(2026, 11, 24, 15, tzinfo=UTC)})

    await wired.slack.press(wired.ben, view, "More fields")

    (unfolded,) = wired.slack.views(wired.ben)
    assert (first, view.buttons) == (["Title", "Due", "Place"], ["More fields"])
    assert (unfolded.fields, unfolded.buttons) == (["Title", "Due", "About", "Place", "Private", "Every"], [])
    assert unfolded.entered["Title"] == "Send quote"
    assert wired.door.worked[-1].event == Pressed("form key:k7m2", wired.door.worked[-1].event.card)  # type: ignore[union-attr] # a button was pressed
    wired.door.script = script(SAVED)
    await wired.slack.submit(wired.ben, unfolded, {"Every": "monday"})
    sent = wired.door.worked[-1].event
    assert isinstance(sent, Submitted)
    assert (sent.values["title"], sent.values["due"], sent.values["every"]) == (
        "Send quote",
        "2026-11-24T15:00:00Z",
        "monday",
    )
    assert [message.plain for message in wired.slack.messages(wired.channel, wired.ben)] == ["Task T-9 saved"]


async def test_form_when_what_is_wrong_is_not_shown(wired: Wired) -> None:
    """The field comes up with the word on it."""
    view = await long_form(wired)
    wrong = replace(LONG.fields[5], value="blue moon", problem=Problem(Wrong.UNREADABLE, "blue moon", "no time"))
    wired.door.script = script(Answer(form=replace(LONG, fields=(*LONG.fields[:5], wrong))))

    await wired.slack.submit(wired.ben, view, {"Title": "Send quote"})

    (again,) = wired.slack.views(wired.ben)
    assert "Every" in again.fields
    assert again.entered["Title"] == "Send quote"


async def test_form_when_the_work_takes_long(wired: Wired, monkeypatch: pytest.MonkeyPatch) -> None:
    """The modal closes in time; what is wrong then comes with a button that opens it again."""
    monkeypatch.setattr(app, "ACKNOWLEDGE_S", 0.05)
    view = await opened(wired, Answer(form=WRONG))
    wired.door.gate = asyncio.Event()

    response = await wired.slack.submit(wired.ben, view, {"Title": "x"})
    wired.door.gate.set()
    message = await wired.slack.until(lambda: wired.slack.messages(wired.channel, wired.ben))

    assert response.ok
    assert message[0].buttons == ["Open form"]


async def test_form_when_the_trigger_has_expired(wired: Wired) -> None:
    """A button, seen by the asker alone, brings a new trigger."""
    wired.slack.fail_next("views.open", "expired_trigger_id")
    wired.door.script = script(SAVED)
    response = await wired.slack.slash(wired.ben, wired.channel, "/task")
    assert response.message is not None

    await wired.slack.press(wired.ben, response.message, "Open form")

    assert response.message.ephemeral
    assert wired.door.worked[-1].event == Pressed(
        "form key:k7m2", f"slack:{wired.slack.team_id}:{wired.channel}/{response.message.ts}"
    )
    assert [view.title for view in wired.slack.views(wired.ben)] == ["New task"]


@pytest.mark.parametrize("kind", [Fault.SERVER_ERROR, Fault.RATE_LIMIT])
async def test_form_when_slack_fails(wired: Wired, kind: Fault) -> None:
    """Whatever keeps a form from opening, there is a button."""
    wired.slack.fail_next("views.open", kind)
    wired.door.script = script(SAVED)

    response = await wired.slack.slash(wired.ben, wired.channel, "/task")

    assert response.message is not None
    assert response.message.buttons == ["Open form"]


async def test_form_when_asked_for_by_a_message(wired: Wired) -> None:
    """A message has no trigger: a button opens the form, and the answer takes the button's place."""
    wired.door.script = script(SAVED)
    await wired.slack.say(wired.ben, wired.dm, "task")
    await wired.slack.press(wired.ben, wired.slack.latest(wired.dm, wired.ben), "Open form")
    (view,) = wired.slack.views(wired.ben)

    await wired.slack.submit(wired.ben, view, {"Title": "Send quote"})

    assert [message.plain for message in wired.slack.messages(wired.dm, wired.ben)][1:] == ["Task T-9 saved"]


async def test_form_when_closed(wired: Wired) -> None:
    """The dialog is cancelled, without a word."""
    view = await opened(wired)
    wired.door.script = lambda _inbound: Answer(Drawn(Card(spans("Cancelled"), whisper=True)))

    await wired.slack.close_view(wired.ben, view)

    assert wired.door.worked[-1].event == Pressed("cancel key:k7m2")
    assert wired.slack.messages(wired.channel, wired.ben) == []


async def test_form_when_opened_on_the_home_tab(wired: Wired) -> None:
    """Its answer is shown there."""
    action = Action("New task", Invocation("task"))
    wired.door.script = lambda _inbound: Answer(Drawn(Card(spans("Your day"), actions=(action,)), ("task",)))
    await wired.slack.open_home(wired.ben)
    home = wired.slack.home(wired.ben)
    assert home is not None
    wired.door.script = script(SAVED)
    await wired.slack.press(wired.ben, home, "New task")
    (view,) = wired.slack.views(wired.ben)

    await wired.slack.submit(wired.ben, view, {"Title": "Send quote"})

    shown = wired.slack.home(wired.ben)
    assert shown is not None
    assert shown.plain == "Task T-9 saved"


async def test_form_when_a_shortcut_asks_for_it(wired: Wired) -> None:
    """The answer comes in direct messages."""
    message = await wired.slack.say(wired.ben, wired.channel, "Acme wants 12 pumps")
    wired.door.script = script(SAVED)
    await wired.slack.shortcut(wired.ben, message, "log_to_crm")
    (view,) = wired.slack.views(wired.ben)

    await wired.slack.submit(wired.ben, view, {"Title": "Send quote"})

    assert [shown.plain for shown in wired.slack.messages(wired.dm, wired.ben)] == ["Task T-9 saved"]
    said = wired.door.worked[0].event
    assert isinstance(said, Said)
    assert said.forwarded_from == "ben"


async def test_picker_when_typed_into(wired: Wired) -> None:
    """It offers the records the person may pick, a hundred at most, however long their names."""
    wired.door.records = tuple(Option(f"C-{number}", f"Acme {'x' * 90} {number}") for number in range(150))
    view = await opened(wired)

    options = await wired.slack.suggest(wired.ben, view, "About", "acme")

    text, spec = wired.door.asked[-1]
    assert spec is not None
    assert (len(options), text, spec.kinds, spec.ask) == (100, "acme", ("company", "deal"), Ask.RECORD)
    assert all(option["text"]["text"].startswith("Acme x") for option in options)


async def test_picker_when_a_name_is_long(wired: Wired) -> None:
    """The code stays in sight: by it namesakes are told apart."""
    wired.door.records = (Option("C-17", f"Acme {'x' * 90}, London (C-17)"), Option("C-18", "Acme (C-18)"))
    view = await opened(wired)

    options = await wired.slack.suggest(wired.ben, view, "About", "acme")

    words = [option["text"]["text"] for option in options]
    assert words == [f"Acme {'x' * 62}… (C-17)", "Acme (C-18)"]
    assert max(map(len, words)) == 75


async def test_picker_when_the_house_is_busy(wired: Wired, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack gets an answer before it gives up, if an empty one."""
    monkeypatch.setattr("crmbot.handlers.slack.listeners._PICKED_WITHIN_S", 0.05)
    wired.door.records = (Option("C-1", "Acme"),)
    view = await opened(wired)
    wired.door.picking = asyncio.Event()

    late = await wired.slack.suggest(wired.ben, view, "About", "acme")
    wired.door.picking.set()
    again = await wired.slack.suggest(wired.ben, view, "About", "acme")

    assert (late, len(again)) == ([], 1)


async def test_picker_when_asked_the_same_twice_at_once(wired: Wired) -> None:
    """Equal questions of the same second are no replay."""
    wired.door.records = (Option("C-1", "Acme"),)
    view = await opened(wired)

    offered = [await wired.slack.suggest(wired.ben, view, "About", "acme") for _ in range(3)]

    assert [len(options) for options in offered] == [1, 1, 1]
