"""Text folded for comparing: case, accents, punctuation and legal forms do not count."""

import re
import unicodedata
from functools import lru_cache
from itertools import product

# Letters that carry a stroke or are two letters in one, which NFKD leaves alone.
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        "\u0131": "i",  # the Turkish i without a dot
        "ŧ": "t",
        "ĸ": "k",
        "ŋ": "n",
    }
)
_NO_WORD = re.compile(r"[\W_]+")
_APOSTROPHES = re.compile(r"(?<=\w)['\u2019\u02bc](?=\w)")

_LEGAL_FORMS = frozenset(
    "ltd limited llc llp plc inc incorporated corp corporation co company gmbh mbh ag kg kgaa ug ev"
    " ohg gbr sarl sas sa spa srl sl bv nv ab as asa aps oy oyj kft zrt nyrt rt bt doo sro"
    " pty pte lp pllc".split()
)
# Forms written with dots fall apart when punctuation goes ("S.A." is "s a"); put together again.
_DOTTED = re.compile(
    r"\b(?:s a r l|s a s|s p a|s r l|s r o|d o o|l l c|l l p|p l c|s a|s l|b v|n v|a b|a s|e v|k g|a g)$"
)
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"}
_DIGRAPHS = re.compile(r"ae|oe|ue")
_MOST_VARIANTS = 16
_LONGEST_KEPT = 200
"""Letters of what is kept in mind: names come again, messages do not, and thousands of those take gigabytes."""


def fold(text: str) -> str:
    """Reduce text to lower-case words without accents or punctuation, one blank between them."""
    return _kept(text) if len(text) <= _LONGEST_KEPT else _folded(text)


@lru_cache(maxsize=4096)
def _kept(text: str) -> str:
    return _folded(text)


def _folded(text: str) -> str:
    joined = _APOSTROPHES.sub("", text)
    return _NO_WORD.sub(" ", _plain(joined)).strip()


def tokens(text: str) -> tuple[str, ...]:
    """Split text into its folded words."""
    return tuple(fold(text).split())


def name_key(text: str) -> str:
    """Fold a name and leave out its legal form (Ltd, GmbH, Inc); never empty for a real name."""
    folded = fold(text)
    words = _DOTTED.sub(lambda form: form[0].replace(" ", ""), folded).split()
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return " ".join(words)


def variants(text: str) -> frozenset[str]:
    """Give the spellings that are the same name: umlauts as ue, oe, ae or as the plain vowel."""
    return _variants_kept(text) if len(text) <= _LONGEST_KEPT else _variants(text)


@lru_cache(maxsize=4096)
def _variants_kept(text: str) -> frozenset[str]:
    return _variants(text)


def _variants(text: str) -> frozenset[str]:
    composed = unicodedata.normalize("NFC", text).lower()
    spelt = "".join(_UMLAUTS.get(letter, letter) for letter in composed)
    return frozenset({name_key(text), *_shortened(name_key(spelt))})


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    # Marks go after the case is folded once more: some letters only lose it in their plain form.
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return unicodedata.normalize("NFKC", bare.casefold()).translate(_LETTERS)


def _shortened(name: str) -> set[str]:
    """Give every way of writing the digraphs of a name with and without their e."""
    places = [found.start() for found in _DIGRAPHS.finditer(name)]
    if 2 ** len(places) > _MOST_VARIANTS:
        return {name}
    spellings = set()
    for dropped in product((False, True), repeat=len(places)):
        gone = {place + 1 for place, drop in zip(places, dropped, strict=True) if drop}
        spellings.add("".join(letter for at, letter in enumerate(name) if at not in gone))
    return spellings
