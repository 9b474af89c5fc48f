"""A task that would be due in the past: asked for another time, or written down as done (spec: commands, 5)."""

from datetime import date, time, timedelta

from crmbot.chat.card import Action, Card, Line, bold, spans
from crmbot.chat.form import Form, RecordRef, UserRef, fields_of
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.core.context import Context
from crmbot.language.when import When

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_MORNING = time(9)
_MOMENT = timedelta(minutes=1)


def is_over(ctx: Context, due: When) -> bool:
    """Tell whether a time is past: an instant, or a day where it was said."""
    instant = due.instant()
    return instant < ctx.now - _MOMENT if instant is not None else due.on < ctx.today


def past_card(ctx: Context, form: Form, due: When) -> Card:
    """Say that a time is past, and offer the next one like it, and that it was done."""
    said = _said(form)

    def again(label: str, at: When) -> Action:
        return Action(label, Invocation("task new", said | {"due": at.iso()}))

    next_time, morning = _next(ctx, due), When(ctx.today + _DAY, _MORNING, ctx.actor.zone)
    actions = (
        again(phrases.due_words(ctx, next_time), next_time),
        *([again("Tomorrow 9:00", morning)] if next_time != morning else []),
        Action("Log as done", Invocation("task new", said | {"due": due.iso(), "over": "yes"})),
        Action("Other time…", Invocation("task new", said | {"due": ""}, form=True)),
    )
    title = spans(bold(phrases.read_as(ctx, due)), " is past.")
    return Card(title, (Line(spans("Kept: ", said["title"])),), actions, icon="⏳", whisper=True)


def _next(ctx: Context, due: When) -> When:
    """Return the next time like one that is past: today or tomorrow at that hour, else that weekday."""
    days = (ctx.today - due.on).days
    on = _soon(ctx, due) if days <= 1 else due.on + _WEEK * -(-days // _WEEK.days)
    next_time = When(on, due.at, due.zone)
    return next_time if not is_over(ctx, next_time) else When(on + _WEEK, due.at, due.zone)


def _soon(ctx: Context, due: When) -> date:
    today = When(ctx.today, due.at, due.zone)
    return ctx.today if not is_over(ctx, today) else ctx.today + _DAY


def _said(form: Form) -> dict[str, str]:
    """Return what a form was filled with as the texts of a line."""
    given = {
        spec.name: getattr(form, spec.name) for spec in fields_of(type(form)) if spec.name in form.model_fields_set
    }
    return {name: _text(value) for name, value in given.items() if value is not None}


def _text(value: object) -> str:
    match value:
        case RecordRef():
            return ",".join(one.code for one in (value, *value.others))
        case UserRef():
            return value.name
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)
