"""What a record is called for short: a lead of a person at a company goes by either name."""

from crmbot.language.fold import name_key


def names_of(kind: str, title: str) -> tuple[str, ...]:
    """Return the names a record goes by, its title first: `Umbrella, Paul Martin`, `Umbrella`, `Paul Martin`."""
    company, _, person = title.rpartition(", ")
    return (title, company, person) if kind == "lead" and company else (title,)


def keys_of(kind: str, title: str) -> frozenset[str]:
    """Return the names a record goes by, in the form that is compared."""
    return frozenset(filter(None, map(name_key, names_of(kind, title))))
