"""Finds the longest form of a language at each word of a text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from crmbot.language.catalogue.patterns import Element, Pattern
from crmbot.language.catalogue.vocabulary import Node, Vocabulary
from crmbot.language.catalogue.words import IN_FIGURES, Filled, Filling, Word, fill
from crmbot.language.catalogue.writing import write

Fills = tuple[tuple[str, Filled], ...]
_NO_KIND: frozenset[str] = frozenset()
_FILLS = {"clock": "time", "daytime": "time", "weekdays": "weekday"}  # forms may be choosy about what they take


@dataclass(frozen=True, slots=True)
class Found:
    """A form that stands in a text: the English for it (None: leave it) and the place behind it."""

    english: str | None
    end: int


@dataclass(slots=True)
class Matcher:
    """Matches the words of one text with the forms of one language; what fills a slot somewhere is looked up once."""

    words: Sequence[Word]
    known: Vocabulary
    _filled: dict[tuple[str, int], Filling | None] = field(default_factory=dict)

    def best_at(self, i: int) -> Found | None:
        """Give the longest form that begins with a word, of equally long ones the one with most words of its own."""
        text = self.words[i].text
        if text not in self.known.words and not text[:1].isdecimal():
            return None
        best: tuple[Pattern, int, Fills] | None = None
        for pattern, end, fills in self._walk(i):
            longer = best is None or (end, pattern.literal, -pattern.order) > (best[1], best[0].literal, -best[0].order)
            if longer and self._follow(pattern.ahead, end):
                best = pattern, end, fills
        if best is None:
            return None
        pattern, end, fills = best
        return Found(None if pattern.english is None else write(pattern.english, dict(fills)), end)

    def _walk(self, i: int) -> Iterator[tuple[Pattern, int, Fills]]:
        """Go down the tree of forms along the words that begin here."""
        steps: list[tuple[Node, int, Fills]] = [(self.known.root, i, ())]
        while steps:
            node, place, fills = steps.pop()
            for pattern in node.patterns:
                yield pattern, place, fills
            goes_on = node.words or node.slots
            if goes_on and place < len(self.words) and (place == i or not self.words[place].new_line):
                steps.extend(self._next(node, place, fills, touching=place > i and self._touches(place)))

    def _next(self, node: Node, place: int, fills: Fills, *, touching: bool) -> Iterator[tuple[Node, int, Fills]]:
        """Yield where the tree goes on with the word at a place."""
        text = self.words[place].text
        for child in (node.words.get((text, False)), node.words.get((text, True)) if touching else None):
            if child is not None:
                yield child, place + 1, fills
        kinds = self.known.kinds.get(text, _NO_KIND)
        if text[:1].isdecimal():
            kinds |= IN_FIGURES
        for (slot, tight), child in node.slots.items() if kinds else ():
            if slot.rstrip("2") in kinds and (touching or not tight):
                found = self._fill(slot, place)
                if found is not None:
                    yield child, found[1], (*fills, (_FILLS.get(slot, slot), found[0]))

    def _fill(self, slot: str, place: int) -> Filling | None:
        kind = slot.rstrip("2")
        if (kind, place) not in self._filled:
            self._filled[kind, place] = fill(kind, self.words, place, self.known.phrases)
        return self._filled[kind, place]

    def _touches(self, place: int) -> bool:
        return self.words[place - 1].end == self.words[place].start

    def _follow(self, ahead: Sequence[Element], place: int) -> bool:
        """Tell whether what must stand behind a form does."""
        for element in ahead:
            if place >= len(self.words) or self.words[place].new_line:
                return False
            if element.is_slot:
                found = self._fill(element.text, place)
                if found is None:
                    return False
                place = found[1]
            elif self.words[place].text == element.text:
                place += 1
            else:
                return False
        return True
