"""Sums in words, as they are said: `two grand`, `half a million`, `fourteen thousand euros`."""

import re

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_NUMBERS = {
    **{word: value for value, word in enumerate(_ONES) if value},
    **{word: 10 * tens for tens, word in enumerate(_TENS, start=2)},
    "a": 1,
    "an": 1,
}
_SCALES = {"thousand": 1_000, "grand": 1_000, "k": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_HUNDRED = 100
_NUMBER = "|".join(_NUMBERS)
_SCALE = r"thousand|grand|k|(?:m|b)illion"
_SAID = re.compile(
    rf"(?P<half>half an? |(?P<and>(?:(?:{_NUMBER})[ -])+)and a half )(?P<of>{_SCALE})\b"
    rf"|(?P<words>(?:(?:{_NUMBER}|hundred|and)[ -]+)+(?:{_SCALE})\b(?:[ -](?:(?:{_NUMBER}|hundred|and)(?:[ -]|$))+)?)"
    r"|(?P<figures>\d{1,4}(?:\.\d{1,2})?) ?grand\b",
    re.IGNORECASE,
)


def in_figures(text: str) -> str:
    """Return words that begin with a sum in words with its figures there: `500000 EUR`; nothing for all else."""
    found = _SAID.match(text)
    if found is None:
        return ""
    behind = text[found.end() :]
    if found["figures"]:
        return f"{found['figures']}k{behind}"
    if found["half"]:
        whole = _value(found["and"] or "")
        return f"{(2 * whole + 1) * _SCALES[found['of'].lower()] // 2} {behind.strip()}".strip()
    return f"{_value(found['words'])} {behind.strip()}".strip()


def _value(words: str) -> int:
    """Add up number words, each with the hundreds and thousands behind it."""
    total = current = 0
    for word in re.split(r"[\s-]+", words.lower().strip()):
        if word in _SCALES:
            total, current = total + current * _SCALES[word], 0
        elif word == "hundred":
            current *= _HUNDRED
        else:
            current += _NUMBERS.get(word, 0)
    return total + current
