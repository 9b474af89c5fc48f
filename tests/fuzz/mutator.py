"""New inputs out of old ones: cut, doubled, joined, garbled, pumped up; all of it by one seed."""

import json
from collections.abc import Callable, Sequence
from random import Random

SIGNS = (
    *(
        "\x00",
        "\x01",
        "\ud800",
        "\udfff",
        "\u202e",
        "\u200b",
        "\ufeff",
        "\u0301",
        "😀",
        "👨\u200d👩\u200d👧",
        "ﬁ",
        "İ",
        "ß",
        "٣",
        "²",
        "½",
    ),
    *(
        "\n",
        "\r\n",
        "\t",
        "\u2028",
        "\x1f",
        "\x85",
        " ",
        "  ",
        "\u00a0",
        '"',
        "'",
        "\\",
        "/",
        ":",
        ";",
        ",",
        ".",
        "-",
        "–",
        "#",
        "@",
    ),
    *(
        "(",
        ")",
        "[",
        "{",
        "}",
        "<",
        ">",
        "&",
        "%",
        "$",
        "€",
        "^",
        "*",
        "+",
        "=",
        "?",
        "!",
        "~",
        "|",
        "_",
        "`",
        "0",
        "1",
        "9",
        "٠",
    ),
    *(
        "-1",
        "1e9",
        "99999999999999999999",
        "9" * 5_000,
        "0.1",
        "1/0",
        "31/02/2026",
        "24:61",
        "9999-12-31",
        "0001-01-01",
    ),
)
SCALARS: tuple[object, ...] = (
    *(None, True, False, 0, -1, 1.5, 2**31, 2**63, -(2**63), 10**30, 1e308, "", "x", "\x00", "\ud800", [], {}, [[]]),
    *({"": ""}, "0", "1", "9" * 400, "a" * 3_000, [None], {"text": None}, "1711111111.000100", "U1", "2026-11-19"),
)
LONGEST = 10_000
_FAR = 4
_DEEP = 30


class Mutator:
    """Makes inputs; the same seed makes the same ones."""

    def __init__(self, seed: int | str, words: Sequence[str] = ()) -> None:
        """Take the words that mean something to what is tried."""
        self.random = Random(seed)  # noqa: S311 - to try things, not to keep secrets
        self._pieces = (*SIGNS, *words)
        self._words = tuple(words) or SIGNS

    def text(self, seeds: Sequence[str]) -> str:
        """Return a text like the seeds, or one of words, or one pumped up; at most `LONGEST` letters."""
        turn = self.random.random()
        if turn < 0.25:
            made = self._joined()
        elif turn < 0.27:
            made = self._pumped(self.random.choice(seeds))
        else:
            made = self._changed(self.random.choice(seeds), seeds)
        return made[:LONGEST]

    def raw(self, seeds: Sequence[bytes]) -> bytes:
        """Return bytes like the seeds."""
        made = bytearray(self.random.choice(seeds))
        for _ in range(self.random.randint(1, _FAR)):
            self._garble(made, seeds)
        return bytes(made[:200_000])

    def tree(self, seeds: Sequence[object]) -> object:
        """Return an object of JSON like the seeds, with some of its parts changed, gone or swapped."""
        made = json.loads(json.dumps(self.random.choice(seeds)))
        for _ in range(self.random.randint(1, _FAR)):
            made = self._bent(made, seeds, 0)
        return made

    def _joined(self) -> str:
        glue = self.random.choice((" ", " ", " ", "", ", ", ": ", "\n"))
        return glue.join(self.random.choice(self._pieces) for _ in range(self.random.randint(1, 14)))

    def _pumped(self, seed: str) -> str:
        """Repeat a piece of a text many times, behind what stood before it."""
        start, end = self._cut(seed)
        piece = seed[start:end] or self.random.choice(self._pieces)
        times = self.random.choice((50, 400, LONGEST)) // max(1, len(piece)) + 1
        return seed[:start] + piece * times + seed[end:]

    def _changed(self, text: str, seeds: Sequence[str]) -> str:
        for _ in range(self.random.randint(1, _FAR)):
            start, end = self._cut(text)
            text = self.random.choice(self._changes())(text, start, end, seeds)
        return text

    def _changes(self) -> tuple[Callable[[str, int, int, Sequence[str]], str], ...]:
        return (
            lambda text, start, end, _: text[:start] + text[end:],
            lambda text, start, _, __: text[:start] + self.random.choice(self._pieces) + text[start:],
            lambda text, start, end, _: text[:start] + self.random.choice(self._pieces) + text[end:],
            lambda text, start, end, _: text[:end] + text[start:end] + text[end:],
            lambda text, start, _, seeds: text[:start] + self.random.choice(seeds)[start:],
            lambda text, start, _, seeds: f"{text[:start]} {self.random.choice(seeds)}",
            lambda text, start, end, _: text[:start] + text[start:end].swapcase() + text[end:],
            lambda text, start, _, __: text[:start] + chr(self.random.randrange(0x11_0000)) + text[start + 1 :],
        )

    def _cut(self, text: str) -> tuple[int, int]:
        start = self.random.randint(0, len(text))
        return start, min(len(text), start + self.random.choice((1, 2, 5, 20)))

    def _garble(self, made: bytearray, seeds: Sequence[bytes]) -> None:
        at = self.random.randint(0, len(made))
        end = min(len(made), at + self.random.choice((1, 2, 4, 16, 100)))
        match self.random.randrange(7):
            case 0:
                del made[at:end]
            case 1:
                made[at:at] = self.random.randbytes(self.random.choice((1, 2, 4)))
            case 2:
                made[at:end] = self.random.randbytes(end - at)
            case 3:
                made[at:at] = made[at:end] * self.random.choice((1, 3, 200))
            case 4:
                made[at:end] = self.random.choice(self._pieces).encode("utf-8", "surrogatepass")
            case 5:
                made[at:] = self.random.choice(seeds)[at:]
            case _:
                if at < len(made):
                    made[at] ^= 1 << self.random.randrange(8)

    def _bent(self, tree: object, seeds: Sequence[object], depth: int) -> object:
        """Change one place somewhere in a tree."""
        if isinstance(tree, dict) and tree and self.random.random() < 0.85:
            key = self.random.choice(list(tree))
            return self._bent_member(tree, key, seeds, depth)
        if isinstance(tree, list) and tree and self.random.random() < 0.85:
            at = self.random.randrange(len(tree))
            changed = self._bent(tree[at], seeds, depth + 1)
            return [*tree[:at], *([changed] * self.random.choice((1, 1, 1, 0, 2, 30))), *tree[at + 1 :]]
        return self._other(tree, seeds)

    def _bent_member(self, tree: dict[str, object], key: str, seeds: Sequence[object], depth: int) -> object:
        match self.random.randrange(8):
            case 0:
                return {name: value for name, value in tree.items() if name != key}
            case 1:
                return {**tree, key: self._other(tree[key], seeds)}
            case 2:
                return {**tree, self.random.choice(self._words): tree[key]}
            case _:
                return {**tree, key: self._bent(tree[key], seeds, depth + 1)}

    def _other(self, value: object, seeds: Sequence[object]) -> object:
        if isinstance(value, str) and self.random.random() < 0.6:
            return self.text([value, *self._words])
        if isinstance(value, int) and self.random.random() < 0.5:
            return value + self.random.choice((-1, 1, 2**31, -(10**15)))
        if self.random.random() < 0.1:
            return self.random.choice(seeds)
        if self.random.random() < 0.02:
            return self._deep()
        return self.random.choice(SCALARS)

    def _deep(self) -> object:
        made: object = "x"
        for _ in range(_DEEP):
            made = [made] if self.random.random() < 0.5 else {"text": made}
        return made
