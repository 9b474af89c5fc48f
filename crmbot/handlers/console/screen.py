"""What people at this console can see now, and so what they can press or answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from crmbot.chat.address import Address
from crmbot.chat.card import Action, Card, Drawn, Menu
from crmbot.chat.invocation import dialog_of, read_token
from crmbot.handlers.console.speaker import Speaker
from crmbot.language.fold import fold

REMEMBERED = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A card on screen; `reader` is the one person who can see it, where it was whispered in a channel."""

    ref: str
    address: Address
    drawn: Drawn
    reader: str = ""
    turn: int = 0

    def is_seen_by(self, user: str) -> bool:
        """Tell whether somebody sees the card: it is in a channel, or in their own chat."""
        if self.reader:
            return self.reader == user
        return self.address.chat.startswith("#") or self.address.chat == user


@dataclass(frozen=True, slots=True)
class Button:
    """A button that can be pressed: what it carries, and the card it stands on."""

    token: str
    shown: Shown


@dataclass(frozen=True, slots=True)
class Unmatched:
    """No single button is meant; these are the ones there are."""

    labels: tuple[str, ...]
    several: bool = False


class Screen:
    """Remembers the latest cards, and knows which of them the speaker looks at.

    A turn is one line typed, with everything shown because of it. Whoever goes to another
    conversation looks at the last cards there, until newer ones come anywhere.
    """

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._shown: list[Shown] = []
        self._turn = 0
        self._turned_to = 0

    def next_turn(self) -> None:
        """Begin a turn: what is shown from now on is newer than the rest."""
        self._turn += 1

    def turn_to_conversation(self) -> None:
        """Note that the speaker, or their conversation, is another one now."""
        self._turned_to = self._turn

    def add(self, shown: Shown) -> None:
        """Put a card on screen, in the place of an older state of the same message."""
        kept = [older for older in self._shown if older.ref != shown.ref]
        self._shown = [*kept, replace(shown, turn=self._turn)][-REMEMBERED:]

    def by_ref(self, ref: str) -> Shown | None:
        """Return the card of a message, if it is still remembered."""
        return next((shown for shown in self._shown if shown.ref == ref), None)

    def latest(self) -> Shown | None:
        """Return the card the speaker looks at."""
        return next(iter(self._in_view(list(self._seen()))), None)

    def press(self, wanted: str) -> Button | Unmatched:
        """Find a button by label or number among the cards in view that have any.

        Labels are looked for from the newest card back; numbers are those of the newest card.
        """
        cards = self._pressable()
        for shown in cards:
            found = [index for index, names in enumerate(_names(shown.drawn.card)) if _key(wanted) in names]
            if len(found) == 1:
                return Button(shown.drawn.tokens[found[0]], shown)
            if found and not wanted.isdecimal():
                return Unmatched(_labels(shown.drawn.card), several=True)
        return _by_number(cards, wanted)

    def dialog(self) -> Button | None:
        """Return a button of the open form in view, whose token names the dialog."""
        return next((button for button in self._buttons() if dialog_key(button.token)), None)

    def way_around(self) -> Button | None:
        """Return the button that skips the question being asked, if it may be skipped."""
        questions = (button for button in self._buttons() if dialog_key(button.token))
        return next((button for button in questions if button.token.startswith("skip ")), None)

    def _buttons(self) -> Iterator[Button]:
        return (Button(token, shown) for shown in self._pressable() for token in shown.drawn.tokens)

    def _pressable(self) -> list[Shown]:
        return self._in_view([shown for shown in self._seen() if shown.drawn.tokens])

    def _seen(self) -> Iterator[Shown]:
        return (shown for shown in reversed(self._shown) if shown.is_seen_by(self._speaker.user))

    def _in_view(self, seen: list[Shown]) -> list[Shown]:
        """Return the cards of the newest turn that the speaker looks at, newest first."""
        since = [shown for shown in seen if shown.turn > self._turned_to]
        here = [shown for shown in seen if shown.address.chat == self._speaker.place]
        cards = since or here or seen
        return [shown for shown in cards if shown.turn == cards[0].turn]


def dialog_key(token: str) -> str:
    """Return the dialog that a button of a question belongs to; empty for any other button."""
    invocation = read_token(token)
    return dialog_of(invocation) if invocation is not None else ""


def _by_number(cards: Sequence[Shown], wanted: str) -> Button | Unmatched:
    labels = _labels(cards[0].drawn.card) if cards else ()
    number = int(wanted) if wanted.isdecimal() and len(wanted) <= _DIGITS else 0
    if 1 <= number <= len(labels):
        return Button(cards[0].drawn.tokens[number - 1], cards[0])
    return Unmatched(labels)


_DIGITS = 4


def _labels(card: Card) -> tuple[str, ...]:
    return tuple(action.label for action in card.buttons())


def _names(card: Card) -> list[set[str]]:
    """Return what each button can be called: its label, and within a menu that with the menu's before it."""
    of_menu = {id(option): menu.label for menu in card.actions if isinstance(menu, Menu) for option in menu.options}
    return [_called(action, of_menu.get(id(action), "")) for action in card.buttons()]


def _called(action: Action, menu: str) -> set[str]:
    names = {_key(action.label)}
    return names | {_key(f"{menu} {action.label}")} if menu else names


def _key(label: str) -> str:
    """Return what labels are compared by; one of signs only is compared as it is."""
    return fold(label) or label.strip()
