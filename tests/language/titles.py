"""Whether two titles of a follow-up say the same, however they are worded."""

_LONG_FORMS = (("f/u", "follow up"), ("followup", "follow up"), ("mtg", "meeting"))
_SMALL = frozenset("a an the to for of at on in with w by him her them he she it is be and re about".split())
_ALIKE = 0.6


def is_like(title: str, wanted: str) -> bool:
    """Tell whether two titles share most of their words."""
    one, other = _words(title), _words(wanted)
    shared = sum(min(one.count(word), other.count(word)) for word in set(one))
    return 2 * shared >= _ALIKE * (len(one) + len(other))


def _words(title: str) -> list[str]:
    plain = title.lower()
    for short, long in _LONG_FORMS:
        plain = plain.replace(short, long)
    found = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    return [word for word in found if word not in _SMALL] or found
