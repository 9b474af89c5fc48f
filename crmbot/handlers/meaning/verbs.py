"""What is done to a record whose name stands in front: the verb behind it, its kind's own before one of that word."""

import re

from crmbot.chat.command import Command, Match, Noun, Registry
from crmbot.chat.form import Ask, Filter
from crmbot.chat.parse import HeadLength
from crmbot.chat.reading import Reading
from crmbot.handlers.meaning import timing
from crmbot.language.codes import is_sign
from crmbot.language.fold import fold

MOVING = "reschedule"
"""What a time behind a record asks for, where its kind has such a verb: `T-6 to monday`."""

TAGGING = "tag"
"""The command that tags a record."""

_TAGGED = re.compile(r"[^#\n]{1,80}?(?:\s+-?#[^\W\d_][\w-]*)+")
_OPTION = re.compile(r"(?<!\S)[^\W\d]\w*:\S|\"[^\"]*\":")
_NAME = 6
"""A name in front of a line is looked for in at most so many words, an article among them."""
_WORDS = 2
"""A verb has at most so many words: `no calls`."""


def asked(registry: Registry, noun: Noun, behind: str, reading: Reading, *, sure: bool) -> Match | None:
    """Return the command that words behind a record's name ask for.

    `start lead` is what `start` means behind a lead, and `lose lead` what `lost` does.

    Args: `sure`: that a record stands in front, not what a new one is called: `task call Delta tomorrow` makes one.
    """
    is_moved = sure and _is_moved(registry, noun)
    time = (timing.put_off(behind) or timing.moved_to(behind, reading)) if is_moved else None
    if time is not None:
        behind = f"{MOVING} {time}"
    general = registry.match(behind)
    words = behind.split()
    for count in range(min(_WORDS, len(words)), 0, -1):
        own = registry.own(noun, (" ".join(words[:count]),))
        if own is not None:
            return Match(own, behind.strip().split(maxsplit=count)[count] if len(words) > count else "")
    if general is None or not isinstance(general.found, Command):
        return None
    own = registry.own(noun, general.found.words)
    if own is not None:
        return Match(own, general.rest)
    return general if _may_be_done_to(registry, noun, general.found) else None


def about(registry: Registry, noun: Noun, which: str, behind: str) -> tuple[Command, dict[str, str]] | None:
    """Return what is made or listed about a record whose name stands in front: `lead kim task`, `acme deals`."""
    match = registry.match(behind) if behind.replace(" ", "").isalpha() else None
    if match is None or match.rest or (isinstance(match.found, Noun) and match.found.kind == noun.kind):
        return None  # `contact:-` empties a field, `company acme customer` makes no other company
    command = registry[match.found.new] if isinstance(match.found, Noun) else match.found
    if command.name in {each.list for each in registry.nouns()}:
        filters = [spec.name for spec in command.fields if spec.has(Filter)]
        return (command, {filters[0]: f'on:"{which}"'}) if filters else None
    named = [spec.name for spec in command.fields if spec.name == "about" or spec.ask is Ask.RECORD]
    return (command, {named[0]: which}) if named else None


def made_otherwise(registry: Registry, words: str, reading: Reading) -> tuple[Command, str] | None:
    """Return what is asked for behind "make" or "add" that is no new record: `it 10am`, `stage Demo`."""
    of, _, rest = words.partition(" ")
    is_time = fold(of) == "it" and timing.moved_to(rest, reading) is not None
    match = registry.match(f"{MOVING} {words}" if is_time else f"{of}s add {rest}")
    found = match.found if match is not None else None
    if not isinstance(found, Command) or not (is_time or found.name == f"{fold(of)}s add"):
        return None
    return found, words if is_time else rest


def has_option(words: str) -> bool:
    """Tell whether words hold an option, `stage:won`: behind a colon and a blank stands text, no field is meant."""
    return _OPTION.search(words) is not None


def only_tags(line: str, head_length: HeadLength) -> bool:
    """Tell whether a line is a record and tags behind it, and nothing else: `acme #key -#old` is no note."""
    if "#" not in line or not _TAGGED.fullmatch(line):
        return False
    words = [word for word in line.split() if "#" not in word]
    if len(words) > _NAME:
        return False  # without a look-up: most lines with a tag are notes
    return (len(words) == 1 and is_sign(words[0])) or head_length(words, ()) == len(words)


def _is_moved(registry: Registry, noun: Noun) -> bool:
    """Tell whether records of a kind are put off to another time."""
    general = registry.match(MOVING)
    return registry.own(noun, (MOVING,)) is not None or (general is not None and noun.kind in _kinds(general.found))


def _may_be_done_to(registry: Registry, noun: Noun, command: Command) -> bool:
    """Tell whether a command takes records of a kind, as far as it names kinds people speak of."""
    kinds = _kinds(command)
    return not kinds or noun.kind in kinds or not kinds <= {each.kind for each in registry.nouns()}


def _kinds(found: Command | Noun) -> set[str]:
    fields = found.fields if isinstance(found, Command) else ()
    return {kind for spec in fields if spec.name == "which" for kind in spec.kinds}
