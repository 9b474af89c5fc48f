"""The words of names in the forms that are compared: spellings of one name, clipped words, one or two slips."""

import re
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz.distance import OSA

from crmbot.language.fold import fold, name_key

BINDING = frozenset("and und et y e the of".split())
"""Words that bind a name and may be left out of it or written `&`."""

TITLES = frozenset("dr mr mrs ms miss mx prof herr frau mme mlle sir".split())
LEGAL_FORMS = (
    "",
    *"ltd limited llc llp plc inc incorporated corp corporation co company gmbh mbh ag kg kgaa ug ev ohg gbr sarl sas"
    " sa spa srl sl bv nv ab as asa aps oy oyj kft zrt nyrt rt bt doo sro pty pte lp pllc".split(),
)
"""Legal forms by their numbers; the first stands for none."""

_FORM = {form: number for number, form in enumerate(LEGAL_FORMS)}
_SAINTS = {"saint": "st", "sankt": "st", "ste": "st", "sainte": "st", "santa": "st", "harbor": "harbour"}
_DIGRAPHS = re.compile(r"([aou])e|aa")
_PLURAL = 4  # letters from which on a final s may be one more, or somebody's
_VOWELS = re.compile(r"(?<!^)[aeiouyh]+")
_TWICE = re.compile(r"(.)\1+")
_SOUNDS = tuple(pair.split(">") for pair in "ph>f ck>k c>k q>k z>s v>f w>f dt>t x>ks".split())
_SHORTEST_SLIP = 4
_ONE_SLIP = 5  # letters; up to here two slips make another word
_LONGEST_SLIP = 24
_SHORTEST_CLIP = 3


def words_of(name: str) -> list[str]:
    """Give the folded words of a name without its legal form and what merely binds them."""
    key = name_key(name).split()
    return [word for word in key if word not in BINDING] or key


def person_words(name: str) -> list[str]:
    """Give the folded words of somebody's name, what binds them left out; no legal form is looked for."""
    plain = name.lower()
    words = plain.split() if plain.isascii() and plain.replace(" ", "").isalpha() else fold(name).split()
    return [word for word in words if word not in BINDING] or words


def legal_form(name: str) -> int:
    """Give the number of the legal form a name ends in, 0 for none."""
    return _FORM.get(fold(name).rpartition(" ")[2], 0)


def form_number(word: str) -> int:
    """Give the number of a legal form that is one folded word; 0 for any other."""
    return _FORM.get(word, 0)


@lru_cache(maxsize=16384)
def canon(word: str) -> str:
    """Give the one form of a folded word's spellings: ue as u, Saint as St, one or several."""
    word = _SAINTS.get(word, word)
    plain = _DIGRAPHS.sub(lambda found: found[1] or "a", word) if "e" in word or "aa" in word else word
    return plain[:-1] if len(plain) >= _PLURAL and plain[-1] == "s" else plain


def skeleton(word: str) -> str:
    """Give the consonants of a folded word as they sound, its first letter in front: two slips in vowels leave it."""
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return _TWICE.sub(r"\1", _VOWELS.sub("", word))


def can_slip(word: str) -> bool:
    """Tell whether a word is looked for with slips: numbers and very short words are not."""
    return _SHORTEST_SLIP <= len(word) <= _LONGEST_SLIP and word.isalpha()


def slip_keys(word: str) -> Iterator[str]:
    """Yield the keys that a folded word shares with those a slip or two away."""
    yield word
    yield "~" + skeleton(word)
    for place in range(len(word)):
        # Of letters that stand twice, dropping either gives the same.
        if not place or word[place] != word[place - 1]:
            yield word[:place] + word[place + 1 :]


def slips(word: str, other: str) -> int:
    """Count the letters by which two folded words differ, up to 2; 3 when it is more than a typo."""
    most = 1 if min(len(word), len(other)) <= _ONE_SLIP else 2
    apart = OSA.distance(word, other, score_cutoff=most)
    return apart if apart <= most else 3


def is_clipped(short: str, word: str) -> bool:
    """Tell whether a word is cut short: Hosp for Hospital, Bros for Brothers, Grp for Group."""
    if len(short) >= len(word) or len(short) < _SHORTEST_CLIP or short[0] != word[0]:
        return False
    if word.startswith(short):
        return True
    letters = iter(word)
    return len(short) <= _ONE_SLIP and short[-1] == word[-1] and all(letter in letters for letter in short)
