"""One field of a form as the element that asks for it, and the element's state as text again."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from crmbot.chat.fill import YES_NO, read_yes
from crmbot.chat.form import Ask, FieldSpec, Long, Ref, Rest
from crmbot.chat.reply import Fault, Option
from crmbot.handlers.adapter import FormField
from crmbot.handlers.slack import limits
from crmbot.handlers.slack.buttons import option_of, plain_text
from crmbot.handlers.slack.payload import Json, Payload

ACTION = "v"
_RECORD = "record:"
_USER_ID = re.compile(r"@?([UW][A-Z0-9]{4,})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WHOLE = re.compile(r"-?\d{1,15}")
_DECIMAL = re.compile(r"-?\d{1,14}(?:\.\d{1,4})?")


def element(field: FormField) -> Json:
    """Return the element that asks for the field, holding what is known already."""
    return _ELEMENTS[field.spec.ask](field)


def spec_of(action_id: str, block_id: str) -> FieldSpec:
    """Return the question a record picker stands for: its kinds are written on it."""
    kinds = tuple(kind for kind in action_id.removeprefix(_RECORD).split(",") if kind)
    markers = (Ref(*kinds),) if kinds else ()
    return FieldSpec(block_id, Ask.RECORD, block_id, required=False, max_length=None, markers=markers)


def picks(records: Sequence[Option]) -> list[Json]:
    """Write records as the options of a picker: as many as it takes, each with its code, however long its name."""
    fitting = [record for record in records if _fits(record)]
    return [option_of(record.value, record.label) for record in fitting[: limits.OPTIONS]]


def text_of(state: Payload) -> str:
    """Return what an element holds as the text a person could have typed."""
    match state.text("type"):
        case "datetimepicker":
            unix = state.number("selected_date_time")
            return f"{datetime.fromtimestamp(unix, UTC):%Y-%m-%dT%H:%M:%SZ}" if unix is not None else ""
        case "datepicker":
            return state.text("selected_date")
        case "users_select":
            user = state.text("selected_user")
            return f"@{user}" if user else ""
        case "checkboxes":
            return "yes" if state.parts("selected_options") else "no"
        case _:
            return state.text("value") or state.text("selected_option", "value")


def _typed(field: FormField, *, multiline: bool = False) -> Json:
    longest = min(max(field.spec.max_length or limits.INPUT_CHARS, len(field.value)), limits.INPUT_CHARS)
    typed: Json = {"type": "plain_text_input", "action_id": ACTION, "max_length": longest}
    if multiline or "\n" in field.value:
        typed["multiline"] = True
    if field.value:
        typed["initial_value"] = field.value
    return typed


def _text(field: FormField) -> Json:
    return _typed(field, multiline=field.spec.has(Long) or field.spec.has(Rest))


def _record(field: FormField) -> Json:
    problem = field.problem
    if field.options and problem is not None and problem.fault is Fault.AMBIGUOUS:
        return _select(field.options, "")
    picker: Json = {
        "type": "external_select",
        "action_id": _RECORD + ",".join(field.spec.kinds),
        "min_query_length": 0,  # without a letter: what the person last had to do with
        "placeholder": plain_text("Search records", limits.PLACEHOLDER_CHARS),
    }
    if field.value and problem is None and len(field.value) <= limits.OPTION_VALUE_CHARS:
        picker["initial_option"] = option_of(field.value, field.shown or field.value)
    return picker


def _person(field: FormField) -> Json:
    user = _USER_ID.fullmatch(field.value)
    if field.value and user is None:
        return _select(field.options, "") if field.options else _typed(field)
    people: Json = {
        "type": "users_select",
        "action_id": ACTION,
        "placeholder": plain_text("Choose a person", limits.PLACEHOLDER_CHARS),
    }
    return {**people, "initial_user": user[1]} if user else people


def _when(field: FormField) -> Json:
    """Ask by a picker where the hour is known or nothing is, by words where only the day was said."""
    instant = field.when.instant() if field.when is not None else None
    if field.value and instant is None:
        return _typed(field)
    picker: Json = {"type": "datetimepicker", "action_id": ACTION}
    return {**picker, "initial_date_time": int(instant.timestamp())} if instant else picker


def _date(field: FormField) -> Json:
    day = field.when.on.isoformat() if field.when is not None else field.value
    if day and not _DAY.fullmatch(day):
        return _typed(field)
    picker: Json = {"type": "datepicker", "action_id": ACTION}
    return {**picker, "initial_date": day} if day else picker


def _number(field: FormField) -> Json:
    is_decimal = field.spec.ask is Ask.DECIMAL
    if field.value and not (_DECIMAL if is_decimal else _WHOLE).fullmatch(field.value):
        return _typed(field)
    number: Json = {"type": "number_input", "action_id": ACTION, "is_decimal_allowed": is_decimal}
    return {**number, "initial_value": field.value} if field.value else number


def _yes_no(field: FormField) -> Json:
    yes = read_yes(field.value)
    if field.value and yes is None:
        return _typed(field)
    if field.spec.required:
        return _chosen("radio_buttons", YES_NO, "" if yes is None else "yes" if yes else "no")
    box: Json = {"type": "checkboxes", "action_id": ACTION, "options": [option_of("yes", "Yes")]}
    return {**box, "initial_options": [option_of("yes", "Yes")]} if yes else box


def _choice(field: FormField) -> Json:
    options = tuple(option for option in field.options or field.spec.members if _fits(option))
    if not options:
        return _typed(field)
    chosen = next((option.value for option in options if _means(option, field.value)), "")
    return (
        _chosen("radio_buttons", options, chosen) if len(options) <= limits.RADIO_OPTIONS else _select(options, chosen)
    )


def _fits(option: Option) -> bool:
    return 0 < len(option.value) <= limits.OPTION_VALUE_CHARS


def _means(option: Option, text: str) -> bool:
    return bool(text) and text.casefold() in (option.value.casefold(), option.label.casefold())


def _select(options: tuple[Option, ...], chosen: str) -> Json:
    select = _chosen("static_select", options, chosen)
    select["placeholder"] = plain_text("Choose", limits.PLACEHOLDER_CHARS)
    return select


def _chosen(kind: str, options: tuple[Option, ...], chosen: str) -> Json:
    written = [option_of(option.value, option.label) for option in options]
    chooser: Json = {"type": kind, "action_id": ACTION}
    if len(written) > limits.OPTIONS:
        chooser["option_groups"] = _groups(written)
    else:
        chooser["options"] = written
    initial = next((option for option in written if option["value"] == chosen), None)
    return {**chooser, "initial_option": initial} if initial else chooser


def _groups(options: list[Json]) -> list[Json]:
    """Fold a list of more than a hundred into numbered groups of a hundred."""
    starts = range(0, len(options), limits.OPTIONS)
    return [
        {
            "label": plain_text(f"{start + 1}-{min(start + limits.OPTIONS, len(options))}", limits.OPTION_CHARS),
            "options": options[start : start + limits.OPTIONS],
        }
        for start in starts
    ]


_ELEMENTS: dict[Ask, Callable[[FormField], Json]] = {
    Ask.TEXT: _text,
    Ask.RECORD: _record,
    Ask.PERSON: _person,
    Ask.WHEN: _when,
    Ask.PERIOD: _typed,
    Ask.REPEAT: _typed,
    Ask.DATE: _date,
    Ask.MONEY: _typed,
    Ask.NUMBER: _number,
    Ask.DECIMAL: _number,
    Ask.YES_NO: _yes_no,
    Ask.CHOICE: _choice,
    Ask.TAGS: _typed,
}
