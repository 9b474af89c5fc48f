"""Cards of version 2.1, which most telephones still write: their lines said as those of a card of today."""

import quopri
import re
from collections.abc import Iterable, Iterator

_PART = re.compile(r"(?<!\\);")
_LONE = re.compile(r"\\(?![;,])")
_FORMS = ("ENCODING", "CHARSET", "QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT")
"""Parameters that tell how a value is written down, not what it is."""


def is_old(lines: Iterable[str]) -> bool:
    """Tell whether a card says it is of version 2.1."""
    return any(line.strip().upper() == "VERSION:2.1" for line in lines)


def modern(lines: Iterable[str]) -> list[str]:
    """Return the lines of a card as version 3 has them: kinds named as such, letters and line ends as they are."""
    return [_said_now(line) for line in _whole(lines)]


def _whole(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines, those together that an equals sign at the end breaks."""
    held = ""
    for line in lines:
        held += line.rstrip("\r\n")
        if held.endswith("=") and _is_quoted(held.partition(":")[0]):
            held = held[:-1]
            continue
        yield held
        held = ""
    if held:
        yield held


def _said_now(line: str) -> str:
    head, colon, value = line.partition(":")
    if not colon or line[:1] in (" ", "\t"):
        return line + "\n"
    name, *parameters = head.split(";")
    parts = _PART.split(value)
    if _is_quoted(head):
        charset = _charset(parameters)
        parts = [_decoded(part, charset) for part in parts]
    kinds = ",".join(_kind(one) for one in parameters if not one.upper().startswith(_FORMS))
    told = f"{name};TYPE={kinds}" if kinds else name
    return f"{told}:{';'.join(map(_escaped, parts))}\n"


def _is_quoted(head: str) -> bool:
    return "QUOTED-PRINTABLE" in head.upper()


def _kind(parameter: str) -> str:
    return re.sub(r"[^\w-]", "", parameter.rpartition("=")[2])


def _charset(parameters: Iterable[str]) -> str:
    """Return the letters a value says it is in; those of today where it says nothing."""
    return next((one.partition("=")[2] for one in parameters if one.upper().startswith("CHARSET=")), "utf-8")


def _decoded(part: str, charset: str) -> str:
    raw = quopri.decodestring(part.encode())
    try:
        text = raw.decode(charset, errors="replace")
    except (LookupError, ValueError):  # no letters anybody knows
        text = raw.decode(errors="replace")
    return "\n".join(text.splitlines()).replace(";", "\\;")


def _escaped(part: str) -> str:
    """Return a part with its signs as version 3 wants them: there a lone backslash begins one."""
    return _LONE.sub(r"\\\\", part).replace("\n", "\\n")
