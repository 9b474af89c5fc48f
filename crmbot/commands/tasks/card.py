"""How a task is shown: its card, its row in lists, its due time for readers in other zones."""

from dataclasses import replace
from datetime import date, timedelta

from crmbot.chat.card import (
    Action,
    Block,
    Card,
    Line,
    Mention,
    Menu,
    Moment,
    Quote,
    Spans,
    Style,
    Text,
    bold,
    code,
    spans,
)
from crmbot.chat.form import RecordRef
from crmbot.commands import phrases, record_lines, repeating
from crmbot.commands.phrases import act, form_action
from crmbot.commands.reminders.snoozing import snooze_menu
from crmbot.commands.showing import shows
from crmbot.core import lookup, records, tasks
from crmbot.core.context import Context
from crmbot.core.tasks import approving, kinds
from crmbot.language import when
from crmbot.language.when import When
from crmbot.store.models.activity import Priority, Task, TaskStatus
from crmbot.store.models.people import User

_MOMENT = timedelta(minutes=1)
_STEPS = {
    TaskStatus.TODO: ("Start", "start task"),
    TaskStatus.IN_PROGRESS: ("Pause", "pause"),
    TaskStatus.WAITING: ("Resume", "resume"),
}
_SIGNS = {Priority.URGENT: "🔴 urgent", Priority.HIGH: "🟠 high priority", Priority.LOW: "⚪ low priority"}


def task_of(ctx: Context, ref: RecordRef) -> Task:
    """Return the task a field names."""
    return record_lines.named(ctx, ref, Task)


@shows("task", icon="✅")
def task_card(ctx: Context, task: Task) -> Card:
    """Draw a task: what, when, for whom, about what."""
    return _drawn(ctx, task, "")


def _drawn(ctx: Context, task: Task, word: str) -> Card:
    """Draw a task of which `word`, how far it is, is said above."""
    struck = task.status in (TaskStatus.DONE, TaskStatus.CANCELLED)
    words = Text(task.title, Style.STRIKE if struck else Style.BOLD)
    return Card(
        title=spans(words, "  ", code(records.code(task))),
        blocks=tuple(_facts(ctx, task, word)),
        actions=tuple(_actions(ctx, task)),
        icon="☑️" if struck else "✅",
        about=records.code(task),
    )


def changed(ctx: Context, task: Task, word: str) -> Card:
    """Return the card of a task that was just changed: what happened first, then the task, then the way back."""
    card = _drawn(ctx, task, word)
    actions = (*card.actions, phrases.undo_action(ctx))
    title = spans(bold(word), *_by(ctx), ": ", *card.title)
    return repeating.offered(ctx, task, replace(card, title=title, actions=actions))


def _by(ctx: Context) -> Spans:
    """Name who has acted where others read along."""
    return () if ctx.origin.private else spans(" by ", Mention(ctx.actor.id, ctx.actor.name))


def row_words(ctx: Context, task: Task, day: date | None = None) -> Spans:
    """Return a task as one line of a list: words, code, due time, how late, how far, whose.

    `day`: the day the line stands under, which it does not say again.
    """
    due = _time_on(ctx, task, day) if day is not None else due_spans(ctx, task) if task.due_on is not None else ()
    when_due = spans(" · ", *due) if due else ()
    late = [_late_words(ctx, task)] if tasks.is_overdue(ctx, task) else []
    state = [] if task.status in (TaskStatus.TODO, None) else [tasks.status_words(task)]
    urgent = [_SIGNS[task.priority]] if task.priority in (Priority.URGENT, Priority.HIGH) else []
    whose = tasks.assignee(ctx, task) if task.assignee_id != ctx.actor.id else None
    theirs = [whose.name] if whose is not None else []
    said = "".join(f" · {word}" for word in (*late, *state, *urgent, *theirs))
    return (*spans(phrases.link(task)), *when_due, *spans(said))


_HOUR = 3600


def _late_words(ctx: Context, task: Task) -> str:
    """Return how late an open task is: `3 h late`, `2 d late`."""
    days = (ctx.today - task.due_on).days if task.due_on is not None else 0
    if days > 0 or task.due_at is None:
        return f"{max(days, 1)} d late"
    late = int((ctx.now - task.due_at).total_seconds())
    return f"{late // _HOUR} h late" if late >= _HOUR else f"{max(late // 60, 1)} min late"


def _time_on(ctx: Context, task: Task, day: date) -> Spans:
    """Return when on a day a task is due; nothing where no time was said."""
    due = tasks.due_of(task)
    instant = due.instant() if due is not None else None
    if instant is None:
        return ()
    here = when.at_instant(instant, ctx.actor.zone)
    return spans(f"{here.at:%H:%M}") if here.on == day else due_spans(ctx, task)


def due_spans(ctx: Context, task: Task) -> Spans:
    """Return when a task is due for its reader, and behind it what was said where that was another zone's time."""
    due = tasks.due_of(task)
    instant = due.instant() if due is not None else None
    if due is None or instant is None:
        return spans(phrases.due_words(ctx, due) or "No date")
    here = when.at_instant(instant, ctx.actor.zone)
    shown = Moment(instant, when.show(here, today=ctx.today))
    if (here.on, here.at) == (due.on, due.at):
        return (shown,)
    said = when.show(due, today=ctx.today) if here.on != due.on else f"{due.at:%H:%M}"
    return spans(shown, f" ({said} {when.zone_name(due.zone)})")


def _facts(ctx: Context, task: Task, word: str) -> list[Block]:
    states = [f" · {state}" for state in _states(ctx, task) if state != word]
    lines: list[Block] = [Line((*_kind(ctx, task), *_due(ctx, task), *_person(ctx, task), *spans(*states)))]
    lines += repeating.lines(ctx, task)
    about = tasks.about(ctx, task)
    if about:
        lines.append(Line(spans("About ", *phrases.links(about))))
    if task.body:
        lines.append(Quote(task.body))
    if task.sent_back:
        lines.append(Line(spans("↩️ Sent back: ", task.sent_back)))
    if task.outcome:
        lines.append(Line(spans(task.outcome)))
    return lines


def _kind(ctx: Context, task: Task) -> Spans:
    """Return the type of a task, where it is not the one that goes without saying."""
    entry = kinds.of(ctx, task)
    return spans(f"{entry.name} · ") if entry is not None and entry.code != kinds.USUAL else ()


def _due(ctx: Context, task: Task) -> Spans:
    return spans("Due ", *due_spans(ctx, task)) if task.due_on is not None else spans("No date")


def _person(ctx: Context, task: Task) -> Spans:
    person = tasks.assignee(ctx, task)
    return spans(" · for ", Mention(person.id, person.name)) if person is not None else ()


def _states(ctx: Context, task: Task) -> list[str]:
    waits = task.status is TaskStatus.AWAITING_APPROVAL
    words = [] if task.status is TaskStatus.TODO or waits else [tasks.status_words(task).capitalize()]
    words += ["overdue"] if _is_late(ctx, task) else []
    words += [_SIGNS[task.priority]] if task.priority in _SIGNS else []
    if task.start_on is not None and task.is_open and task.start_on > ctx.today:
        words.append(f"starts {phrases.on_day(ctx, task.start_on)}")
    words += [f"{_approver(ctx, task)} is to approve"] if waits else []
    words += [f"approval by {_approver(ctx, task)}"] if task.requires_approval and task.is_open and not waits else []
    return words


def _approver(ctx: Context, task: Task) -> str:
    person = ctx.session.get(User, task.approver_id) if task.approver_id is not None else None
    return person.name if person is not None else "a manager"


def _is_late(ctx: Context, task: Task) -> bool:
    """A reminder that leaves at its time is not overdue when it arrives a moment later."""
    just_now = task.due_at is not None and ctx.now - task.due_at < _MOMENT
    return tasks.is_overdue(ctx, task) and not just_now


def _actions(ctx: Context, task: Task) -> list[Action | Menu]:
    """What can be done with a task now: the act that ends the matter first."""
    if task.status is TaskStatus.AWAITING_APPROVAL:
        return [*_approval(ctx, task), form_action("Reschedule…", "move", task), form_action("Give to…", "give", task)]
    if not task.is_open:
        return [act("Open again", "reopen task", task), *_log_buttons(ctx, task)]
    step = [act(label, command, task) for status, (label, command) in _STEPS.items() if status is task.status]
    return [
        act("Done", "done", task, style="primary"),
        snooze_menu(ctx, task),
        form_action("Reschedule…", "move", task),
        form_action("Give to…", "give", task),
        *step,
    ]


def _approval(ctx: Context, task: Task) -> list[Action]:
    if not approving.may(ctx, task):
        return []
    return [act("Approve", "approve", task, style="primary"), form_action("Send back…", "send back", task)]


def _log_buttons(ctx: Context, task: Task) -> list[Action]:
    """After the act: write down what happened, and what comes next."""
    subject = lookup.behind(ctx, task.id)
    if subject is None:
        return []
    return [
        form_action("Log what happened", "note", subject, field="about"),
        form_action("Next step…", "task new", subject, field="about"),
    ]


def understood(ctx: Context, due: When | None) -> str:
    """Return how the time of a new task was read, with its zone."""
    return f"Reminder {phrases.read_as(ctx, due)}" if due is not None else "No reminder without a date"
