"""Lines from whatever standard input happens to be."""

import os
from pathlib import Path

import pytest

from crmbot.handlers.console.lines import PipeLines


async def all_of(lines: PipeLines) -> list[str]:
    """Read to the end."""
    found = []
    while (line := await lines.next()) is not None:
        found.append(line)
    return found


def pipe_with(written: bytes) -> int:
    """Return the reading end of a pipe that holds some bytes and is closed."""
    reading, writing = os.pipe()
    os.write(writing, written)
    os.close(writing)
    return reading


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (b"", []),
        (b"a\nb\n", ["a", "b"]),
        (b"a\r\nb", ["a", "b"]),
        (b"\n\na", ["", "", "a"]),
        ("Jürgen 👋\n".encode(), ["Jürgen 👋"]),
        (b"\xff\xfeabc\n", ["\ufffd\ufffdabc"]),
        (b"\xed\xa0\x80\n", ["\ufffd\ufffd\ufffd"]),
    ],
)
async def test_lines_when_they_come_through_a_pipe(written: bytes, expected: list[str]) -> None:
    """Every line comes once, the last one without its end too, and bad bytes are shown as such."""
    reading = pipe_with(written)

    found = await all_of(PipeLines(reading))

    os.close(reading)
    assert found == expected


async def test_lines_when_they_come_from_a_file(tmp_path: Path) -> None:
    """A file is read like a pipe, and longer than one chunk."""
    file = tmp_path / "lines"
    file.write_text("".join(f"line {number}\n" for number in range(20_000)), "utf-8")

    descriptor = os.open(file, os.O_RDONLY)
    found = await all_of(PipeLines(descriptor))

    os.close(descriptor)
    assert (len(found), found[-1]) == (20_000, "line 19999")


async def test_lines_when_there_is_only_the_null_device() -> None:
    """The null device is at its end at once."""
    descriptor = os.open(os.devnull, os.O_RDONLY)

    found = await all_of(PipeLines(descriptor))

    os.close(descriptor)
    assert found == []


async def test_lines_when_standard_input_is_closed() -> None:
    """Without a standard input there are no lines."""
    assert await all_of(PipeLines(None)) == []


async def test_lines_when_the_first_is_looked_at() -> None:
    """A look at the next line leaves it to be read."""
    reading = pipe_with(b"a\nb\n")
    lines = PipeLines(reading)

    seen = await lines.peek()

    found = await all_of(lines)
    os.close(reading)
    assert (seen, found) == ("a", ["a", "b"])


async def test_lines_when_they_are_at_an_end() -> None:
    """The end stays the end, also when it was looked at."""
    lines = PipeLines(None)

    assert [await lines.peek(), await lines.next(), await lines.next()] == [None, None, None]
