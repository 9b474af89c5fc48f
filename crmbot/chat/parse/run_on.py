"""Where the value of an option ends that was written without quotes: `close:18 apr`, `city:New York`."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crmbot.chat.form import Ask, Choice, Email, FieldSpec, Head, Inline, Long, Rest, Site, Tel
from crmbot.chat.parse.line import LINKING, PERSON, HeadLength, Line
from crmbot.chat.reading import Reading
from crmbot.language import money, periods, when
from crmbot.language.codes import points
from crmbot.language.fold import fold

_MOST_WORDS = 8
_NEXT = r"""(?<!\S)(?:[^\W\d]\w*:(?!//)\S|-?#[^\W\d_]|@[^\W\d_]|")"""
_STOP_OF_LONG = re.compile(rf"\n|{_NEXT}")
_STOP = re.compile(rf"\n|[,;](?=\s|$)|{_NEXT}")
"""What ends a value at the latest: a comma (but in a long text), an option, a tag, one of our people, quotes."""

_TAKEN = (Ask.WHEN, Ask.DATE, Ask.PERIOD, Ask.MONEY)

Lists = Callable[[FieldSpec, str], bool]
"""Whether a text is the whole name of an entry that a field is chosen from."""


@dataclass(frozen=True, slots=True)
class Values:
    """Knows where values end, in a line for a form with these fields."""

    fields: Sequence[FieldSpec]
    reading: Reading
    head_length: HeadLength
    lists: Lists

    def end(self, line: Line, spec: FieldSpec, found: re.Match[str]) -> int:
        """Return the place where the value of an option ends: behind its one word, or behind more that belong to it."""
        if spec.ask is Ask.TEXT and spec.quick:
            return _end_of_list(line.text, spec, found)
        if found["quoted"] is not None or (found["value"][-1] in ",;" and not spec.has(Long)):
            return found.end()
        stop = (_STOP_OF_LONG if spec.has(Long) else _STOP).search(line.text, found.end())
        behind = line.text[found.end() : stop.start() if stop else len(line.text)]
        if spec.ask not in _TAKEN and any(each.has(Inline) and each.ask in _TAKEN for each in self.fields):
            behind = self._before_time(behind)
        words = list(re.finditer(r"\S+", behind))
        if not words or "\n" in behind:
            return found.end()
        runs = [f"{found['value']}{behind[: word.end()]}" for word in words[:_MOST_WORDS]]
        count = self._words_of(spec, runs, more=len(words) > len(runs))
        if (count < 0 or (not count and _is_words(spec))) and self._is_all_of_it(line, found):
            count = self._further([word[0] for word in words])
        return found.end() + (words[count - 1].end() if count > 0 else 0)

    def _before_time(self, words: str) -> str:
        """Return what stands before a time, which has a place of its own in the form: `at:Main hall on fri 17:00`."""
        reading = self.reading
        times = when.find(words, now=reading.now, zone=reading.zone, conventions=reading.conventions)
        return LINKING.sub("", words[: times[0].span[0]]) if times else words

    def _words_of(self, spec: FieldSpec, runs: Sequence[str], *, more: bool) -> int:
        """Return how many words behind the first belong to what is looked up, or read as one; -1: nobody is known."""
        if spec.ask in (Ask.PERSON, Ask.RECORD):
            kinds = (PERSON,) if spec.ask is Ask.PERSON else spec.kinds
            words = runs[-1].lstrip("@").split()
            known = 1 if points(words[0]) else self.head_length(words, kinds)
            return known - 1
        for count in range(len(runs), 0, -1):
            is_end = count == len(runs) and not more
            if self._is_value(spec, runs[count - 1], is_end=is_end):
                return count
        return 0

    def _further(self, words: Sequence[str]) -> int:
        """Return how many words go on with a text: all, but for the amount or the day that a form asks for."""
        if not any(spec.ask in _TAKEN and not spec.is_aside for spec in self.fields):
            return len(words)
        keys = {fold(key) for spec in self.fields for key in spec.keys}
        ends = (at for at, word in enumerate(words) if fold(word) in keys or any(map(str.isdigit, word)))
        return next(ends, len(words))

    def _is_value(self, spec: FieldSpec, run: str, *, is_end: bool) -> bool:
        """Tell whether words are one time, one amount or one of a list. A number may count what comes behind it."""
        reading = self.reading
        match spec.ask:
            case Ask.WHEN | Ask.DATE | Ask.PERIOD if is_end or not run.rsplit(maxsplit=1)[-1].isdecimal():
                read = periods.read if spec.ask is Ask.PERIOD else when.read
                return read(run, now=reading.now, zone=reading.zone, conventions=reading.conventions) is not None
            case Ask.MONEY:
                return money.read(run, currency=reading.currency) is not None
            case Ask.CHOICE:
                return self.lists(spec, run)
        return False

    def _is_all_of_it(self, line: Line, found: re.Match[str]) -> bool:
        """Tell whether words behind a value can be nothing else: the name stands in front, or was said."""
        rest = next((spec for spec in self.fields if (marker := spec.marker(Rest)) is not None), None)
        marker = rest.marker(Rest) if rest is not None else None
        if marker is not None and not marker.in_front:
            return False
        named = rest or next((spec for spec in self.fields if spec.has(Head)), None)
        return named is None or named.name in line.values or bool(line.text[: found.start()].strip())


def _end_of_list(text: str, spec: FieldSpec, found: re.Match[str]) -> int:
    """Return the place where words out of a short list end: `customer, supplier and partner`."""
    words = "|".join(map(re.escape, spec.quick))
    more = re.compile(rf"(?:[,\s]+(?:and\s+)?(?:{words})(?![^\s,;]))+", re.IGNORECASE)
    listed = more.match(text, found.start("value") + len(found["value"].rstrip(",")))
    return listed.end() if listed else found.end()


def _is_words(spec: FieldSpec) -> bool:
    """Tell whether any words can be a value: a city, a source of one's own."""
    marker = spec.marker(Choice)
    if spec.ask is Ask.CHOICE:
        return marker is not None and marker.others
    return spec.ask is Ask.TEXT and not (spec.quick or spec.has(Tel) or spec.has(Email) or spec.has(Site))
