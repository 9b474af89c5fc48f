"""A form asked one question at a time."""

from crmbot.chat import wizard
from crmbot.chat.form import FieldSpec, question_fields
from crmbot.chat.reply import Fault, Problem
from crmbot.chat.wizard import Complete, Question, State
from crmbot.commands.tasks.acting import Elsewhen
from crmbot.commands.tasks.tasks import NewTask

FIELDS = question_fields(NewTask)


def fine(spec: FieldSpec, text: str) -> Problem | None:
    """Find nothing wrong."""
    del spec, text
    return None


def wrong(spec: FieldSpec, text: str) -> Problem | None:
    """Find everything wrong."""
    del spec
    return Problem(Fault.UNREADABLE, text)


def asked(step: wizard.Step) -> str:
    """Return the name of the field a step asks for."""
    assert isinstance(step, Question)
    return step.field.name


def test_first_question_is_what_is_required() -> None:
    """What must be said is asked before what may be said."""
    assert asked(wizard.start(FIELDS, {}, {})) == "title"


def test_what_was_typed_is_not_asked_again() -> None:
    """A part that is there already is no question."""
    assert asked(wizard.start(FIELDS, {"title": "Call"}, {})) == "due"


def test_what_is_wrong_is_asked_first() -> None:
    """A part that could not be read is asked again, and nothing else is lost."""
    problem = Problem(Fault.UNREADABLE, "at 25")

    step = wizard.start(FIELDS, {"title": "Call", "due": "at 25"}, {"due": problem})

    assert step == Question(State({"title": "Call"}, "due"), FIELDS[1], problem)


def test_unreadable_answer_keeps_the_rest() -> None:
    """An answer that cannot be read clears nothing."""
    state = State({"title": "Call"}, "due", ("title",))

    step = wizard.answer(FIELDS, state, "gibberish", wrong)

    assert isinstance(step, Question)
    assert step.state == state


def test_back_returns_to_the_question_before() -> None:
    """Back leads to the last question, with its answer still known."""
    step = wizard.back(FIELDS, State({"title": "Call"}, "due", ("title",)))

    assert asked(step) == "title"


def test_answer_after_back_goes_on() -> None:
    """After going back and answering anew the dialog goes on where it was."""
    back = wizard.back(FIELDS, State({"title": "Call"}, "due", ("title",)))
    assert isinstance(back, Question)

    step = wizard.answer(FIELDS, back.state, "Call Bob", fine)

    assert asked(step) == "due"


def test_skip_leaves_a_question_out() -> None:
    """What may be left out is left out for good."""
    step = wizard.skip(FIELDS, State({"title": "Call"}, "due", ("title",)))

    assert asked(step) == "about"


def test_required_question_cannot_be_skipped() -> None:
    """What must be said is asked again."""
    step = wizard.skip(FIELDS, State({}, "title"))

    assert isinstance(step, Question)
    assert step.problem == Problem(Fault.MISSING)


def test_last_answer_completes() -> None:
    """When everything was asked the form can be run."""
    state = State({"title": "Call"}, "about", ("title", "due"))

    assert wizard.answer(FIELDS, state, "Acme", fine) == Complete({"title": "Call", "about": "Acme"})


def test_question_when_its_field_is_gone() -> None:
    """What is answered, skipped or gone back to is of no field there is any more: the dialog goes on with the next."""
    state = State({"title": "Call"}, "own_fleet", ("title", "own_size"))

    steps = [wizard.answer(FIELDS, state, "12", fine), wizard.skip(FIELDS, state), wizard.back(FIELDS, state)]

    assert [asked(step) for step in steps] == ["due", "due", "due"]


def test_question_when_one_of_two_is_needed() -> None:
    """To when something is moved cannot be skipped, unless it is said by how long; then it is no question."""
    fields = question_fields(Elsewhen)
    unsure = {"until": Problem(Fault.UNSURE, "thursday 3pm")}

    step = wizard.start(fields, {"which": "T-6"}, unsure)

    assert isinstance(step, Question)
    assert not step.can_skip
    assert wizard.skip(fields, step.state) == Question(step.state, step.field, Problem(Fault.MISSING))
    by_length = wizard.start(fields, {"which": "T-6", "by": "2 days"}, {})
    assert isinstance(by_length, Complete) or by_length.can_skip


def test_question_when_a_command_asks_for_it() -> None:
    """What a command misses this time cannot be skipped, though it may be left out at others."""
    step = wizard.start(FIELDS, {"title": "Call"}, {"due": Problem(Fault.MISSING)})

    assert isinstance(step, Question)
    assert not step.can_skip
    later = wizard.skip(FIELDS, step.state)
    assert isinstance(later, Question)
    assert later.field.name == "due"
