"""Cards to the console's people and channels."""

from crmbot.chat.address import Address, SentRef
from crmbot.chat.card import Drawn
from crmbot.chat.limits import Limits
from crmbot.chat.sender import Delivered, Delivery
from crmbot.handlers.console.files import Downloads
from crmbot.handlers.console.output import Output
from crmbot.handlers.console.screen import Screen, Shown
from crmbot.handlers.console.speaker import Speaker

# A terminal scrolls: nothing needs to be cut, and buttons are typed.
LIMITS = Limits(
    text=1_000_000,
    token=200,
    label=75,
    buttons=100,
    forms=False,
    confirms=False,
    edits=False,
)


class ConsoleSender:
    """Prints cards and remembers what is on screen."""

    limits = LIMITS

    def __init__(self, speaker: Speaker, output: Output, *, run: str, downloads: Downloads) -> None:
        self.screen = Screen(speaker)
        self._speaker = speaker
        self._output = output
        self._run = run
        self._downloads = downloads
        self._count = 0

    async def send(self, address: Address, drawn: Drawn) -> Delivery:
        """Print a card that was not asked for here and now."""
        return Delivered(await self.show(address, drawn))

    async def reply(self, ref: str, drawn: Drawn) -> Delivery:
        """Print a card: a terminal has no threads."""
        return await self.send(SentRef.parse(ref).address, drawn)

    async def edit(self, ref: str, drawn: Drawn) -> Delivery:
        """Print the new state of a card: a terminal cannot take the old one back."""
        return Delivered(await self.replace(ref, drawn))

    async def show(self, address: Address, drawn: Drawn, *, reader: str = "") -> str:
        """Print a card, save its files, and return the ref of it.

        Args: `reader`: the one person it is for, where it answers them alone in a channel.
        """
        self._count += 1
        ref = str(SentRef(address, f"{self._run}-{self._count}"))
        await self._print(Shown(ref, address, drawn, reader))
        return ref

    async def replace(self, ref: str, drawn: Drawn) -> str:
        """Print the new state of a card and return its ref, which stays."""
        older = self.screen.by_ref(ref)
        await self._print(Shown(ref, SentRef.parse(ref).address, drawn, older.reader if older else ""))
        return ref

    def is_for_all(self, ref: str) -> bool:
        """Tell whether a card is seen by everybody in its channel: it was not whispered to one of them."""
        older = self.screen.by_ref(ref)
        return older is None or not older.reader

    async def _print(self, shown: Shown) -> None:
        card = shown.drawn.card
        files = await self._downloads.save(card.files) if card.files else ()
        self.screen.add(shown)
        to = shown.reader or shown.address.chat
        self._output.card(to, card, here=to == self._speaker.place, files=files)
