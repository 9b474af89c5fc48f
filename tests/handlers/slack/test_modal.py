"""Forms as modals, and what was filled in as text again."""

from datetime import date, time
from typing import Any

import pytest
from slack_sdk.models.views import View

from crmbot.chat.form import Ask, FieldSpec, Long, Marker, Quick, Ref
from crmbot.chat.reply import Fault, Option, Problem
from crmbot.handlers.adapter import FormField, FormView
from crmbot.handlers.slack import modal
from crmbot.handlers.slack.inputs import spec_of, text_of
from crmbot.handlers.slack.payload import Json, Payload
from crmbot.language.when import When
from tests.doubles.slack.blocks import view_problems

OPENED = modal.Opened("k7", "C1", "1.2", "3.4")
FEW = tuple(Option(f"v{number}", f"Label {number}") for number in range(3))
MANY = tuple(Option(f"v{number}", f"Label {number}") for number in range(250))


def spec(ask: Ask, *markers: Marker, name: str = "field", required: bool = True, most: int | None = None) -> FieldSpec:
    """A field of a form."""
    return FieldSpec(name, ask, "The label", required, most, markers)


def asked(field: FormField, **form: Any) -> Payload:
    """The first input of a form with this one field, refused where the SDK or the double would."""
    view = drawn(FormView("k7", "New task", "Create", (field,), **form))
    return next(block for block in view.parts("blocks") if block.text("type") == "input")


def drawn(form: FormView) -> Payload:
    """A form as a modal, checked."""
    view: dict[str, Any] = modal.modal(form, OPENED)
    assert view_problems(view) == []
    assert View(**view).to_dict()["type"] == "modal"
    return Payload.of(view)


def element_of(field: FormField) -> Payload:
    """The element of an only field."""
    return asked(field).part("element")


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        (FormField(spec(Ask.TEXT)), "plain_text_input"),
        (FormField(spec(Ask.RECORD)), "external_select"),
        (FormField(spec(Ask.PERSON)), "users_select"),
        (FormField(spec(Ask.PERSON), "@U0123ABC"), "users_select"),
        (FormField(spec(Ask.PERSON), "ben"), "plain_text_input"),
        (FormField(spec(Ask.PERSON), "ben", options=FEW), "static_select"),
        (FormField(spec(Ask.WHEN)), "datetimepicker"),
        (FormField(spec(Ask.WHEN), "fri", when=When(date(2026, 11, 27), None, "UTC")), "plain_text_input"),
        (FormField(spec(Ask.WHEN), "gibberish"), "plain_text_input"),
        (FormField(spec(Ask.DATE)), "datepicker"),
        (FormField(spec(Ask.DATE), "fri", when=When(date(2026, 11, 27), None, "UTC")), "datepicker"),
        (FormField(spec(Ask.DATE), "31 Feb"), "plain_text_input"),
        (FormField(spec(Ask.MONEY), "12k"), "plain_text_input"),
        (FormField(spec(Ask.NUMBER), "60"), "number_input"),
        (FormField(spec(Ask.NUMBER), "60%"), "plain_text_input"),
        (FormField(spec(Ask.YES_NO)), "radio_buttons"),
        (FormField(spec(Ask.YES_NO, required=False)), "checkboxes"),
        (FormField(spec(Ask.YES_NO, required=False), "perhaps"), "plain_text_input"),
        (FormField(spec(Ask.CHOICE), options=FEW), "radio_buttons"),
        (FormField(spec(Ask.CHOICE), "v7", options=MANY[:50]), "static_select"),
        (FormField(spec(Ask.CHOICE), "nonsense", options=MANY), "static_select"),
        (FormField(spec(Ask.CHOICE)), "plain_text_input"),
        (FormField(spec(Ask.TAGS), "#q4"), "plain_text_input"),
    ],
)
def test_element_when_a_field_is_of_a_kind(field: FormField, kind: str) -> None:
    """Each kind of question has its element, and words that fit into none stay words."""
    assert element_of(field).text("type") == kind


def test_time_when_it_is_known() -> None:
    """The picker shows the instant; the reader's client shows it in the reader's zone."""
    field = FormField(spec(Ask.WHEN), "tue 3pm", when=When(date(2026, 11, 24), time(15), "Europe/London"))

    assert element_of(field).number("initial_date_time") == 1795532400


def test_yes_when_it_is_said_in_another_language() -> None:
    """It is ticked as it is read: a form that is sent as it was shown takes nothing back."""
    box = element_of(FormField(spec(Ask.YES_NO, required=False), "ja"))
    choice = element_of(FormField(spec(Ask.YES_NO), "Nein"))

    assert [option.text("value") for option in box.parts("initial_options")] == ["yes"]
    assert choice.text("initial_option", "value") == "no"


def test_words_when_they_cannot_be_read() -> None:
    """What was typed stays in the field, and the hint says what is wrong with it."""
    problem = Problem(Fault.UNREADABLE, "at 25", "not a time", (Option("17:00", "Today 17:00"),))

    block = asked(FormField(spec(Ask.WHEN), "at 25", problem=problem))

    assert block.text("element", "initial_value") == "at 25"
    assert block.text("hint", "text") == "“at 25” is not a time. Perhaps: Today 17:00"


def test_record_when_it_is_known() -> None:
    """The picker shows the record's words and holds its code."""
    picker = element_of(FormField(spec(Ask.RECORD, Ref("company", "deal")), "D-12", "Acme renewal (D-12)"))

    assert picker.text("initial_option", "value") == "D-12"
    assert spec_of(picker.text("action_id"), "about").kinds == ("company", "deal")


def test_record_when_several_are_meant() -> None:
    """One is chosen among those that were meant."""
    problem = Problem(Fault.AMBIGUOUS, "acme", "", FEW)

    picker = element_of(FormField(spec(Ask.RECORD), "acme", problem=problem, options=FEW))

    assert [option.text("value") for option in picker.parts("options")] == ["v0", "v1", "v2"]


def test_choice_when_there_are_hundreds() -> None:
    """All of them can be reached, in groups of a hundred."""
    select = element_of(FormField(spec(Ask.CHOICE), "v249", options=MANY))

    assert [len(group.parts("options")) for group in select.parts("option_groups")] == [100, 100, 50]
    assert select.text("initial_option", "value") == "v249"


def test_text_when_it_is_longer_than_an_input() -> None:
    """It stands in several inputs, and comes back whole."""
    text = "".join(f"line {number:05}\n" for number in range(1000))
    view = drawn(FormView("k7", "Note", "Save", (FormField(spec(Ask.TEXT, Long(), name="text"), text),)))
    states = {
        block.text("block_id"): {
            "v": {"type": "plain_text_input", "value": block.text("element", "initial_value")},
        }
        for block in view.parts("blocks")
    }

    back = modal.values(Payload.of({"state": {"values": states}}))

    assert back == {"text": text}


def test_text_when_its_problem_is_its_length() -> None:
    """The input takes what was typed, though the field would not."""
    block = asked(FormField(spec(Ask.TEXT, most=200), "x" * 250))

    assert block.number("element", "max_length") == 250


def test_field_when_it_may_be_left_out() -> None:
    """Only required questions must be answered; quick answers are shown as examples."""
    block = asked(FormField(spec(Ask.TEXT, Quick("one", "two"), required=False)))

    assert block.flag("optional")
    assert block.text("hint", "text") == "For example: one, two"


def test_title_when_it_is_long() -> None:
    """The modal's own words keep Slack's limits, and the whole title stands above the questions."""
    view = drawn(FormView("k7", "A title that is far too long for it", "Create", (), "Something to say"))

    said = [block.text("text", "text") for block in view.parts("blocks")]
    assert view.text("title", "text") == "A title that is far too…"
    assert said == ["A title that is far too long for it", "Something to say"]


def test_metadata_when_read_back() -> None:
    """A modal knows which dialog it is, and where its answer belongs."""
    assert modal.Opened.of(Payload.of({"private_metadata": OPENED.write()})) == OPENED


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', '{"d": 1}'])
def test_metadata_when_it_is_none_of_ours(text: str) -> None:
    """Whatever stands there reads as nothing."""
    assert modal.Opened.of(Payload.of({"private_metadata": text})) == modal.Opened("", "")


@pytest.mark.parametrize(
    ("state", "text"),
    [
        ({"type": "plain_text_input", "value": "words"}, "words"),
        ({"type": "plain_text_input", "value": None}, ""),
        ({"type": "datetimepicker", "selected_date_time": 1795532400}, "2026-11-24T15:00:00Z"),
        ({"type": "datetimepicker", "selected_date_time": None}, ""),
        ({"type": "datepicker", "selected_date": "2026-11-24"}, "2026-11-24"),
        ({"type": "users_select", "selected_user": "U1"}, "@U1"),
        ({"type": "checkboxes", "selected_options": [{"value": "yes"}]}, "yes"),
        ({"type": "checkboxes", "selected_options": []}, "no"),
        ({"type": "static_select", "selected_option": {"value": "won"}}, "won"),
        ({"type": "external_select", "selected_option": None}, ""),
        ({"type": "number_input", "value": "60"}, "60"),
    ],
)
def test_value_when_an_element_holds_it(state: Json, text: str) -> None:
    """Every element's state is the text a person could have typed."""
    assert text_of(Payload.of(state)) == text


def test_errors_when_fields_have_problems() -> None:
    """Each stands at its own input, what belongs to none at the first."""
    view = Payload.of({"blocks": [{"type": "input", "block_id": "title"}, {"type": "input", "block_id": "due"}]})
    wrong = Problem(Fault.UNREADABLE, "at 25", "not a time")
    hidden = FormField(spec(Ask.TEXT, name="hidden"), problem=Problem(Fault.REFUSED, "", "No right."))
    form = FormView("k7", "T", "S", (FormField(spec(Ask.WHEN, name="due"), problem=wrong), hidden))

    assert modal.errors(form, view) == {"due": "“at 25” is not a time.", "title": "No right."}
