"""Names of people taken apart: which words are the family's, and what is said before the name."""

import re

_PARTICLES = frozenset(
    "van von vom zu zum zur de der den del della delle dei di da do dos das du des la le lo li ter ten te af av"
    " bin ibn al el y e 't op of".split()
)
_SUFFIXES = frozenset("jr jr. sr sr. ii iii iv".split())
_CAPITALS = 3
"""So many capitals make a word a family name written large; two may be initials."""

_CIVILITY = re.compile(
    r"(?P<civility>(?:Mrs?|Ms|Mx|Mme|Mlle|Miss|Dr|Prof|Herr|Frau|Sig|Sra?|Dipl\.-Ing)\b\.?|M\.)\s+(?=\S)", re.IGNORECASE
)


def split(name: str) -> tuple[str | None, str]:
    """Return first and last name, which joined by a blank give the name again; a single word is the last name.

    What stands behind a particle is the family's: Ludwig van Beethoven, Maria de la Cruz.
    """
    words = name.split()
    at = _family_at(words)
    return " ".join(words[:at]) or None, " ".join(words[at:])


def _family_at(words: list[str]) -> int:
    for place, word in enumerate(words[:-1]):
        if word in _PARTICLES:
            return place
    behind = 2 if len(words) > 2 and words[-1].lower() in _SUFFIXES else 1  # noqa: PLR2004 - first, last, suffix
    return max(0, len(words) - behind)


def parts(name: str) -> tuple[str | None, str]:
    """Return first and last name, whichever comes first: a family name in capitals is known by them (NAGY Anna)."""
    words = name.split()
    large = [len(word) >= _CAPITALS and word.isupper() for word in words]
    count = large.index(False) if False in large else 0
    if count and not any(large[count:]):
        return " ".join(words[count:]), " ".join(words[:count])
    first_large = large.index(True) if True in large else 0
    if first_large and all(large[first_large:]):
        return " ".join(words[:first_large]), " ".join(words[first_large:])
    return split(name)


def civil(name: str) -> tuple[str, str]:
    """Return what is said before a name, `Prof. Dr.`, and the name; the first is empty where nothing is."""
    said: list[str] = []
    rest = name.strip()
    while found := _CIVILITY.match(rest):
        said.append(found["civility"])
        rest = rest[found.end() :]
    return " ".join(said), rest
