"""What a button is: a command, its arguments as text, and the revision it was drawn for."""

import re
from dataclasses import dataclass, field

LEAVE = frozenset({"cancel", "back", "skip"})
"""The commands by which a form is gone on with unanswered, or left."""

ANSWERS = LEAVE | {"answer"}
"""The commands by which a form goes on; what comes next takes the place of the question."""

QUESTIONS = ANSWERS | {"form"}
"""The commands on the buttons of a form that is open; their argument `key` names its dialog."""

WHICH = "which"
"""The argument that is written bare, as in `done T-9`, when it is a code."""

_CODE = re.compile(r"[A-Z]-\d+")
_ARGUMENT = re.compile(r'(?<![a-z_])(?P<key>[a-z_]+):(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>\S*))')
_REV = re.compile(r"[0-9]{1,18}")
_BARE = re.compile(r'[^\s"\\]+')


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command to be run with the given text for its fields.

    `rev` is the version of the record the button was drawn for; a changing command refuses
    when the record has moved on. `form` asks for the command's form instead of running it.
    """

    command: str
    args: dict[str, str] = field(default_factory=dict)
    rev: int | None = None
    form: bool = False

    def with_args(self, **args: str) -> "Invocation":
        """Return the same invocation with these arguments added or replaced."""
        return Invocation(self.command, {**self.args, **args}, self.rev, self.form)


def dialog_of(invocation: Invocation) -> str:
    """Return the key of the dialog that the button of a form or a question belongs to; empty for any other button."""
    return invocation.args.get("key", "") if invocation.command in QUESTIONS else ""


def write_token(invocation: Invocation) -> str:
    """Write an invocation as a short command line, e.g. `done T-9 rev:3`."""
    which = invocation.args.get(WHICH, "")
    bare = _CODE.fullmatch(which)
    parts = [invocation.command, *([which] if bare else [])]
    parts += [f"{key}:{_written(value)}" for key, value in invocation.args.items() if not (bare and key == WHICH)]
    if invocation.rev is not None:
        parts.append(f"rev:{invocation.rev}")
    if invocation.form:
        parts.append("form:yes")
    return " ".join(parts)


def read_token(token: str) -> Invocation | None:
    """Read back what `write_token` wrote; None for anything that cannot be a button of ours."""
    args = {
        found["key"]: _unescaped(found["quoted"]) if found["quoted"] is not None else found["bare"]
        for found in _ARGUMENT.finditer(token)
    }
    words = _ARGUMENT.sub("", token).split()
    if words and _CODE.fullmatch(words[-1]):
        args[WHICH] = words.pop()
    if not words:
        return None
    form, rev = args.pop("form", "") == "yes", args.pop("rev", "")
    return Invocation(" ".join(words), args, int(rev) if _REV.fullmatch(rev) else None, form)


def _written(value: str) -> str:
    if _BARE.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _unescaped(quoted: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], quoted)
