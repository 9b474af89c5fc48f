"""What a message wants: an answer to an open question, a command, a record's card, or a note."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from crmbot.chat import colonless
from crmbot.chat.colonless import Reads
from crmbot.chat.command import Command, Match, Noun, Registry
from crmbot.chat.form import Ask, Head, Inline, Rest
from crmbot.chat.parse import HeadLength, Lists, Parsed, split
from crmbot.chat.reading import Reading
from crmbot.chat.several import several
from crmbot.core.errors import InvalidInput, NotFound
from crmbot.handlers.intents import ONLY, FreeText, Intent, Invoke, Refused, Unknown
from crmbot.handlers.meaning import phrasebook, slips, timing, verbs, worth
from crmbot.handlers.meaning.changing import SET, Change, Changing
from crmbot.handlers.meaning.own_verbs import OwnVerbs
from crmbot.language import phones
from crmbot.language.codes import IT, is_sign, points
from crmbot.language.fold import fold
from crmbot.language.notes import deeds, read
from crmbot.language.plain_words import amounts, asked_about
from crmbot.language.text import tidy

MAKING = frozenset({"add", "create", "make", "new"})
"""The verbs that make a record when they stand in front of its noun."""

PLANS = "event new"
"""The command that plans what takes place at a time."""

AGENDA = "agenda"
"""The command that shows what is on at a time."""

_TOLD = re.compile(r"[^\",:#@]{2,60} (?:is|are|was|were|has|had|wants|needs|called|rang|says|said) [^\",:#@]{2,80}")
"""Words of a sentence behind a kind, in which no name and nothing of a new record is given."""
_BEGINS_TOLD = re.compile(
    r"(?:s?he|they|is|was|has|had|wants?|needs?|says|said|asks?|asked|likes?|will)\b", re.IGNORECASE
)
_FAR = 5
"""So many words in, a command's word is one among others."""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Reads lines for one person at one moment; what names a record is asked of the core."""

    registry: Registry
    reading: Reading
    head_length: HeadLength
    kind_of: Callable[[int], str | None] = field(default=lambda _number: None)
    kinds_named: Callable[[str], tuple[str, ...]] = field(default=lambda _words: ())
    reads: Reads = field(default=lambda _spec, _text: True)
    row: Callable[[int], int | None] = field(default=lambda _number: None)
    told_length: HeadLength | None = None
    names: Callable[[str, str], bool] = field(default=lambda _source, _text: False)
    lists: Lists = field(default=lambda _spec, _text: False)

    def read(self, text: str, *, as_command: bool = False) -> Intent:
        """Return what a line means. A slash or a bang in front of it is not part of the line."""
        line = text.strip().removeprefix("!").removeprefix("/").strip()
        as_command = as_command or text.lstrip().startswith(("/", "!"))
        return phrasebook.read(self, line) or self.read_plainly(line, as_command=as_command)

    def read_plainly(self, line: str, *, as_command: bool = False) -> Intent:
        """Return what a line means with the word of a command in front, a record's name or its code."""
        match = self.registry.match(line)
        if match is None and verbs.only_tags(line, self.head_length):
            return self.command(self.registry[verbs.TAGGING], line, line)
        if match is not None and _is_only_said_before(match):
            return FreeText(line)  # "hello, Ben called" greets, and tells something
        if match is not None and match.rest and timing.is_day(line, self.reading):
            return self.command(self.registry[AGENDA], line, line)  # "next week" is no step of a deal called week
        change = self._change(match, line)
        if change is not None:
            return change
        if not isinstance(match.found if match else None, Noun):
            match = self.own_verbs.match(match, line) or match
        if match is None:
            making = self._making(line)
            if making is not None:
                return making
            return self._without_word(line, as_command=as_command)
        if isinstance(match.found, Noun):
            return self.noun(match.found, match.rest, line)
        return self.command(match.found, match.rest, line)

    def name_length(self, words: Sequence[str], kinds: tuple[str, ...]) -> int:
        """Return how many words in front name a record; words out of a task's title are its name, too."""
        return (self.told_length or self.head_length)(words, kinds)

    @property
    def changing(self) -> Changing:
        """Reads what lines say of a record's fields."""
        found = (self.kinds_named, self.reads, self.names, self.lists)
        return Changing(self.registry, self.reading, self.head_length, *found)

    @property
    def own_verbs(self) -> OwnVerbs:
        """Knows which kind of record a verb stands before."""
        return OwnVerbs(self.registry, self.head_length, self.kinds_named, self.kind_of, self.row)

    def _change(self, match: Match | None, line: str) -> Intent | None:
        """Return what `set Acme fleet size 25` asks for, or `company set Acme …`, or options behind a bare name."""
        word, _, rest = line.partition(" ")
        is_longer = match is not None and len(match.rest) < len(rest.strip())  # `set aside`, which is no field
        if fold(word) == SET and rest.strip() and not is_longer:
            return self._set(rest.strip(), line, alone=not self._is_own(match, rest))
        if match is not None and isinstance(match.found, Command):
            noun = next((noun for noun in self.registry.nouns() if noun.change == match.found.name), None)
            change = self.changing.change(f"{noun.name} {match.rest}") if noun is not None and match.rest else None
        elif match is None and self.changing.may_change(line):
            change = self.changing.options(line)
        else:
            change = None
        return self.changed(change, line) if change is not None else None

    def _set(self, rest: str, line: str, *, alone: bool) -> Intent | None:
        """Return what a line with `set` in front changes, or why it cannot; None where it may be something else."""
        change = self.changing.change(rest)
        if change is not None:
            return self.changed(change, line)
        target = next(self.changing.targets(rest), None)
        if target is None and alone:
            return Refused(NotFound(rest))
        if target is None:
            return None
        alter = self.registry[target.nouns[0].change]
        if not target.behind:
            return self.changed(Change(alter, target.nouns[0].kind, target.which, {}), line, form=True)
        if self.changing.is_name(alter, target.behind):
            what = "and what is it to be? Type the value behind it, - empties it"
            return Refused(InvalidInput("which", target.behind, what))
        reason = f"a {target.nouns[0].kind} has no field called that"
        return Refused(InvalidInput("which", target.behind, reason, self.changing.names_of(alter)))

    def _is_own(self, match: Match | None, rest: str) -> bool:
        """Tell whether a line with `set` in front names a field of the command of that name, which has no record."""
        if match is None or not isinstance(match.found, Command):
            return False
        return self.changing.is_name(match.found, rest.strip().partition(":")[0].partition(" ")[0])

    def changed(self, change: Change, line: str, *, form: bool = False) -> Invoke:
        """Return the command that makes a change; a name stands for a record of the kind that was meant."""
        is_sure = points(change.which)
        which = change.which if is_sure else f"{ONLY}{change.kind}:{change.which}"
        return Invoke(change.command, {"which": which, **change.values}, line, form=form)

    def verb(self, noun: Noun, behind: str, *, sure: bool = True) -> Match | None:
        """Return the command that words behind a record's name ask for; `sure` that it is a record, and no new name."""
        return verbs.asked(self.registry, noun, behind, self.reading, sure=sure)

    def _together(self, command: Command, rest: str, line: str) -> Invoke | None:
        """Return the command that does the same to several at once, where several stand in front."""
        if not command.several or not rest:
            return None
        every = self.registry[command.several]
        fields = [spec for spec in every.fields if spec.name != "which"]
        many = several(tidy(rest), {fold(key) for spec in fields for key in spec.keys})
        if many is None:
            return None
        parsed = split(many.behind, fields, self.reading, self.head_length, self.lists)
        return Invoke(every, {"which": many.which, **parsed.values}, line, unknown=parsed.unknown)

    def command(self, command: Command, rest: str, line: str) -> Invoke:
        """Return what a command's own line gives for its fields."""
        together = self._together(command, rest, line)
        if together is not None:
            return together
        parsed = self._with_colonless(command, self._split(command, rest))
        values = dict(parsed.values)
        for spec in command.fields:
            marker = spec.marker(Rest)
            if rest and marker is not None and marker.with_word and not _has_head(command, values):
                values[spec.name] = f"{line[: len(line) - len(rest)]}{values.get(spec.name, '')}".strip()
        return Invoke(command, values, line, unknown=parsed.unknown)

    def _with_colonless(self, command: Command, parsed: Parsed) -> Parsed:
        """Read what has no place in a line as fields said without a colon: `set quiet 20-8`."""
        fields = [spec for spec in command.fields if not spec.hidden and spec.name not in parsed.values]
        told = colonless.said(parsed.unknown[-1], fields, self.reads) if parsed.unknown else None
        return Parsed({**parsed.values, **told}, parsed.unknown[:-1]) if told else parsed

    def noun(self, noun: Noun, rest: str, line: str) -> Intent:
        """Return what is wanted of a noun: its form, a new one, a card, or a change (spec: commands, 1.1)."""
        first, _, more = rest.partition(" ")
        new = self.registry[noun.new]
        if not rest:
            return Invoke(new, {}, line, form=True)
        if fold(first) in ("new", "add"):
            return self.command(new, more, line)
        if fold(first) == "list":
            return self.command(self.registry[noun.list], more, line)
        return self._which(noun, rest, line)

    def _making(self, line: str) -> Invoke | None:
        """Return what `add company Acme` asks for: the verb may stand in front of the noun (spec: commands)."""
        verb, _, behind = line.partition(" ")
        if fold(verb) not in MAKING:
            return None
        article, _, rest = behind.strip().partition(" ")
        words = rest if fold(article) in ("a", "an") else behind
        other = verbs.made_otherwise(self.registry, words.strip(), self.reading)
        if other is not None:
            return self.command(other[0], other[1], line)
        match = self.registry.match(words)
        if match is None:
            return None
        new = self.registry[match.found.new] if isinstance(match.found, Noun) else match.found
        if new.name not in {noun.new for noun in self.registry.nouns()}:
            return None
        return self.command(new, match.rest, line) if match.rest else Invoke(new, {}, line, form=True)

    def _which(self, noun: Noun, rest: str, line: str) -> Intent:
        """A record in front: alone it is shown, with a verb behind it done, with options changed; no record: made."""
        words = rest.split()
        count = 1 if is_sign(words[0]) else self.head_length(words, (noun.kind,))
        which, behind = " ".join(words[:count]), " ".join(words[count:])
        narrowed = which if is_sign(which) else f"{ONLY}{noun.kind}:{which}"
        if count and not behind:
            return Invoke(self.registry["open"], {"which": narrowed}, line)
        # `deal L-5 "Valves" 5k`: what stands in front is what the new record is made on.
        if count and self.own_verbs.kind(words[0]) in (None, noun.kind):
            verb = self.verb(noun, behind, sure=is_sign(words[0]))
            if verb is not None and isinstance(verb.found, Command) and _takes_which(verb.found):
                return self.command(verb.found, f"{_quoted(narrowed)} {verb.rest}", line)
            about = self._about(noun, which, behind, line)
            if about is not None:
                return about
            alter = self.registry[noun.change]
            plain = self.changing.plain(noun, behind) if is_sign(words[0]) else self.changing.own(noun, behind)
            if plain:
                return Invoke(alter, {"which": narrowed, **plain}, line)
            change = self._split(alter, f"{_quoted(which)} {behind}")
            told = set(change.values) - {"which"}
            same = change.values.get("which", "").strip('"') == which
            if told and same and (is_sign(words[0]) or not _is_new(alter, change, behind)):
                return Invoke(alter, change.values, line, unknown=change.unknown)
        if _TOLD.fullmatch(rest):
            return FreeText(line)  # nobody is called `peter is hot`
        return self.command(self.registry[noun.new], rest, line)

    def _about(self, noun: Noun, which: str, behind: str, line: str) -> Invoke | None:
        """Return what the word behind a record makes or lists about it: `lead kim task`, `c7 deals`."""
        found = verbs.about(self.registry, noun, which, behind)
        if found is None:
            return None
        command, values = found
        return Invoke(command, values, line, form=any(spec.has(Rest) for spec in command.fields))

    def _without_word(self, line: str, *, as_command: bool) -> Intent:
        if not line:
            return FreeText("")
        first = line.split(maxsplit=1)[0]
        if line[0] in "+(0" and " " in line and phones.phone_key(line, self.reading.region):
            return FreeText(line)  # whose it is is shown
        if is_sign(first.rstrip(",:;")) or first.lower() == IT:
            return self._sign_first(line, first)
        if timing.begins_with_how_often(line, self.reading):
            return self.command(self.registry[PLANS], line, line)
        is_plain = asked_about.about(line) is not None or deeds.of(line)  # `talk to Jane` is no slip of a task
        near = slips.near(self.registry, first) if not is_plain else ()
        near = near or tuple(word for word in slips.without_vowel(self.registry, first) if self._is_whole(word, line))
        if near and not as_command and self.head_length(line.split(), ()):
            return FreeText(line)  # it begins with a name: Mark Lind is not parked
        if near or as_command:
            return Unknown(first, line, near)
        return FreeText(line)

    def _is_whole(self, word: str, line: str) -> bool:
        """Tell whether a line with this word in front would be all that a command needs, and hold nothing besides."""
        match = self.registry.match(" ".join((word, *line.split()[1:])))
        if match is None or not match.rest:
            return False
        found = self.registry[match.found.new] if isinstance(match.found, Noun) else match.found
        meant = self.command(found, match.rest, line)
        missing = any(spec.required and spec.name not in meant.values for spec in meant.command.fields)
        return not missing and not meant.unknown

    def _sign_first(self, line: str, first: str) -> Intent:
        """`d12` shows it, `d12 won` and `d12 stage:proposal` act on it; anything else is a note on it."""
        behind = line[len(first) :].strip()
        which = first.rstrip(",:;")
        if not behind:
            return Invoke(self.registry["open"], {"which": which}, line)
        kind = self.own_verbs.kind(which)
        noun = self.registry.noun_of(kind) if kind is not None else None
        amount = worth.change(self, noun, which, behind, line) if noun is not None else None
        if amount is not None:
            return amount
        verb = self.verb(noun, behind) if noun is not None else self.registry.match(behind)
        wanted = None
        if verb is not None and isinstance(verb.found, Command) and _takes_which(verb.found):
            wanted = self.command(verb.found, f"{which} {verb.rest}", line)
        # A verb that has no use for the words behind it was not meant as one: `D-12 next call Jane`.
        if wanted is not None and (noun is None or not any(":" not in words for words in wanted.unknown)):
            return wanted
        told = self.changing.named(noun, behind) if wanted is not None and noun is not None else None
        told = told or (self.changing.plain(noun, behind) if noun is not None else None)
        if noun is not None and told:
            return Invoke(self.registry[noun.change], {"which": which, **told}, line)
        if noun is not None and verbs.has_option(behind):
            return self._which(noun, line, line)
        # `2 calls` is said of no record.
        about = self._about(noun, which, behind, line) if noun is not None and not first.isdecimal() else None
        return about or self._told_of(first, behind, line, kind)

    def _told_of(self, first: str, behind: str, line: str, kind: str | None) -> Intent:
        """Return the note that words behind a sign are, where they may be of that record."""
        if first.isdecimal() and not (self.row(int(first[:9])) and self._tells(behind)):
            return FreeText(line)  # `3 pumps for Acme` is of no record of that number
        if kind == "deal" and amounts.is_amount(behind, self.reading.currency):
            return FreeText(line)  # which is asked about
        return Invoke(self.registry["note"], {"about": first.rstrip(",:;"), "text": behind}, line)

    def _tells(self, words: str) -> bool:
        """Tell whether words are told of somebody, and not what a number counts: `2 called, no answer`."""
        here = self.reading
        told = read(words, now=here.now, zone=here.zone, conventions=here.conventions)
        return _BEGINS_TOLD.match(words) is not None or (told.kind_certain and told.kind != "note")

    def meant(self, text: str) -> tuple[str, ...]:
        """Return up to three lines that words nobody understood may have been meant as: the closest commands."""
        words = text.split()
        lines = [" ".join(words[place:]) for place in range(1, min(len(words), _FAR)) if self._begins(words[place:])]
        near = slips.near(self.registry, words[0]) if words else ()
        meant = [f"{word} {' '.join(words[1:])}".strip() for word in near]
        return tuple(dict.fromkeys((*lines, *meant, f"find {text}", f"task {text}")))[:3]

    def _begins(self, words: list[str]) -> bool:
        """Tell whether a command's word stands in front and something behind it."""
        match = self.registry.match(" ".join(words))
        return match is not None and bool(match.rest)

    def _split(self, command: Command, text: str) -> Parsed:
        return split(text, command.fields, self.reading, self.name_length, self.lists)


def _is_only_said_before(match: Match) -> bool:
    """Tell whether what nobody is shown, and takes a word at most, stands before a sentence: a greeting."""
    found = match.found
    is_hidden = isinstance(found, Command) and not found.visible and not any(found.examples)
    return is_hidden and len(match.rest.split()) > 1


def _has_head(command: Command, values: Mapping[str, str]) -> bool:
    return any(spec.has(Head) and spec.name in values for spec in command.fields)


def _is_new(command: Command, change: Parsed, words: str) -> bool:
    """Tell whether something stands bare behind a name that only a new record has: words, an amount, a time."""
    bare = [spec for spec in command.fields if spec.has(Rest) or (spec.has(Inline) and spec.ask is not Ask.PERSON)]
    keyed = [spec for spec in bare if any(f"{key}:" in words.lower() for key in spec.keys)]
    return any(spec.name in change.values for spec in bare if spec not in keyed)


def _takes_which(command: Command) -> bool:
    return any(spec.name == "which" for spec in command.fields)


def _quoted(which: str) -> str:
    return f'"{which}"' if " " in which or ":" in which else which
