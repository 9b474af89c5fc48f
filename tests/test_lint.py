"""The house rules find what they forbid and leave alone what they allow."""

from pathlib import Path

import pytest

from tools.lint import breaches, main

NOTE_MODEL = "class Activity(Record): ...\nclass Note(Activity): ...\nclass Setting(Base): ...\n"


def messages(root: Path, path: str, text: str) -> list[str]:
    """Write one file into a small checkout and return what is said of it."""
    models = root / "crmbot/store/models/activity.py"
    models.parent.mkdir(parents=True)
    models.write_text(NOTE_MODEL, "utf-8")
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return [str(breach) for breach in breaches(root)]


FORBIDDEN = {
    "commit": ("crmbot/core/notes.py", "def save(session):\n    session.commit()\n", 2),
    "catch": ("crmbot/core/notes.py", "try:\n    x()\nexcept Exception:\n    pass\n", 3),
    "bare catch": ("crmbot/core/notes.py", "try:\n    x()\nexcept:\n    pass\n", 3),
    "catch among others": (
        "crmbot/core/notes.py",
        "try:\n    x()\nexcept (OSError, Exception):\n    pass\n",
        3,
    ),
    "platform in text": ("crmbot/chat/card.py", 'TEXT = "as in Slack"\n', 1),
    "platform in docstring": ("crmbot/language/when.py", '"""Read.\n\nFor Telegram.\n"""\n', 3),
    "platform in name": ("crmbot/core/people.py", "telegram_id = 1\n", 1),
    "platform in attribute": ("crmbot/core/people.py", "x = user.slack_id\n", 1),
    "platform in parameter": ("crmbot/commands/me.py", "def f(slack): ...\n", 1),
    "platform in keyword": ("crmbot/commands/me.py", "f(slack=1)\n", 1),
    "platform in import": ("crmbot/store/x.py", "from slack_sdk import WebClient\n", 1),
    "platform in f-string": ("crmbot/commands/me.py", 'x = f"{a} on Slack"\n', 1),
    "now": ("crmbot/core/tasks.py", "x = datetime.now(UTC)\n", 1),
    "now of module": ("crmbot/scheduler/app.py", "x = datetime.datetime.utcnow()\n", 1),
    "now passed on": ("crmbot/store/base.py", "x = field(default_factory=datetime.now)\n", 1),
    "today": ("crmbot/language/when.py", "x = date.today()\n", 1),
    "select": ("crmbot/core/notes.py", "def all_of(ctx):\n    return ctx.scalars(select(Note))\n", 2),
    "select of a column": ("crmbot/core/notes.py", "def f(ctx):\n    return select(Note.id)\n", 2),
    "select without reason": ("crmbot/core/notes.py", "def f():\n    select(Note)  # lint: unscoped\n", 2),
    "select in module": ("crmbot/core/notes.py", "ALL = select(Note)\n", 1),
    "length": ("crmbot/app.py", "x = 1\n" * 401, 401),
}
ALLOWED = {
    "commit in unit of work": ("crmbot/store/uow.py", "session.commit()\n"),
    "catch in dispatcher": ("crmbot/handlers/dispatcher/working.py", "try:\n    x()\nexcept Exception:\n    pass\n"),
    "catch in delivery": ("crmbot/scheduler/delivery.py", "try:\n    x()\nexcept Exception:\n    pass\n"),
    "narrow catch": ("crmbot/core/notes.py", "try:\n    x()\nexcept OSError:\n    pass\n"),
    "platform in its room": ("crmbot/handlers/slack/app.py", "from slack_bolt import App\n"),
    "system clock": (
        "crmbot/core/clock.py",
        "class SystemClock:\n    def now(self):\n        datetime.now(UTC)\n",
    ),
    "scoped select": ("crmbot/core/notes.py", "def f(ctx):\n    return visible(ctx, select(Note))\n"),
    "select of a setting": ("crmbot/core/settings.py", "def f(ctx):\n    return select(Setting)\n"),
    "select with reason": (
        "crmbot/core/x.py",
        "def f():\n    select(Note)  # lint: unscoped all are re-indexed\n",
    ),
    "select with reason above": (
        "crmbot/core/x.py",
        "def f(ctx):\n    # lint: unscoped all are re-indexed\n    run(\n        select(Note)\n    )\n",
    ),
    "select in store": ("crmbot/store/search.py", "def f():\n    return select(Note)\n"),
    "length": ("crmbot/app.py", "x = 1\n" * 400),
}


@pytest.mark.parametrize(("path", "text", "line"), FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_lint_when_a_rule_is_broken(tmp_path: Path, path: str, text: str, line: int) -> None:
    """A breach is reported once, with its file and line."""
    found = messages(tmp_path, path, text)

    assert [message.split(" ")[0] for message in found] == [f"{path}:{line}"]


@pytest.mark.parametrize(("path", "text"), ALLOWED.values(), ids=ALLOWED.keys())
def test_lint_when_no_rule_is_broken(tmp_path: Path, path: str, text: str) -> None:
    """What the rules allow is not reported."""
    assert messages(tmp_path, path, text) == []


def test_lint_when_an_outer_function_is_scoped(tmp_path: Path) -> None:
    """A function inside a scoped one has to be scoped itself."""
    text = "def f(ctx):\n    visible(ctx, select(Note))\n    def g():\n        return select(Note)\n"

    assert len(messages(tmp_path, "crmbot/core/notes.py", text)) == 1


def test_lint_when_something_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The breach is printed and the exit status says so."""
    messages(tmp_path, "crmbot/core/tasks.py", "x = date.today()\n")

    status = main(tmp_path)

    assert (status, capsys.readouterr().out.split(" ")[0]) == (1, "crmbot/core/tasks.py:1")
