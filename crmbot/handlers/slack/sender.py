"""Sending and editing cards on Slack."""

import asyncio
from dataclasses import replace

import structlog

from crmbot.chat.address import Address, SentRef
from crmbot.chat.card import Drawn
from crmbot.chat.sender import Delivered, Delivery, Gone, RetryLater
from crmbot.handlers.answering.outgoing import Parcel, in_time, opened
from crmbot.handlers.slack import failures
from crmbot.handlers.slack.files import Uploads
from crmbot.handlers.slack.limits import LIMITS
from crmbot.handlers.slack.payload import Json, Payload
from crmbot.handlers.slack.render import Message, home_view, messages
from crmbot.handlers.slack.workspaces import Workspaces

HOME = "home:"
PARSE: Json = {"parse": "none", "link_names": False}
UNFURL: Json = {"unfurl_links": False, "unfurl_media": False}
PARTS_TRIED = 3

_log = structlog.get_logger(__name__)


class SlackSender:
    """Posts cards, updates them, and publishes Home tabs; every failure becomes a `Delivery`.

    Each call goes out with the token of the workspace that the address is in.
    """

    limits = LIMITS

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def send(self, address: Address, drawn: Drawn) -> Delivery:
        """Post the card as a new message, and its files behind it."""
        parcel = await opened(drawn.card.files)  # first: what fails here must not leave half an answer
        try:
            delivery = await self._send(address, drawn)
        except failures.FAILURES as error:
            return await self._failed(error, address)
        await self._upload(address, delivery, parcel)
        return delivery

    async def reply(self, ref: str, drawn: Drawn) -> Delivery:
        """Post the card in the thread of a message, and not in the channel as well."""
        sent = SentRef.parse(ref)
        return await self.send(replace(sent.address, thread=sent.address.thread or sent.message), drawn)

    async def edit(self, ref: str, drawn: Drawn) -> Delivery:
        """Bring a message of ours to the state of the card; one that is gone is posted anew."""
        sent = SentRef.parse(ref)
        parcel = await opened(drawn.card.files)
        try:
            delivery = await self._edit(sent, drawn)
        except failures.FAILURES as error:
            if failures.code_of(error) in failures.MESSAGE:
                _log.info("slack.card_gone", chat=sent.address.chat, message=sent.message)
                return await self.send(sent.address, drawn)
            return await self._failed(error, sent.address)
        await self._upload(sent.address, delivery, parcel)
        return delivery

    async def send_files(self, address: Address, drawn: Drawn) -> bool:
        """Send a card's files alone, where the card itself went another way; False where we may not write."""
        parcel = await opened(drawn.card.files)
        return await self._put_files(address, parcel) if parcel else True

    async def whisper(self, address: Address, user: str, drawn: Drawn) -> Delivery:
        """Post the card where only one person sees it; where that cannot be, send it to their direct messages.

        Slack whispers no files: these go to the direct messages.
        """
        try:
            for message in messages(drawn):
                where = {"channel": address.chat, "user": user, **_thread(address)}
                await self._call(address, "chat.postEphemeral", {**where, **_shown(message), **PARSE})
        except failures.FAILURES as error:
            result = await self._failed(error, address)
            return result if isinstance(result, RetryLater) else await self.send(direct(address, user), drawn)
        await self.send_files(direct(address, user), drawn)
        return Delivered("")

    async def publish(self, address: Address, drawn: Drawn, *extra: Json) -> Delivery:
        """Show the card as the person's Home tab."""
        user = address.chat.removeprefix(HOME)
        try:
            await self._call(address, "views.publish", {"user_id": user, "view": home_view(drawn, *extra)})
        except failures.FAILURES as error:
            return await self._failed(error, address)
        return Delivered(str(SentRef(address, "home")))

    async def _upload(self, address: Address, delivery: Delivery, parcel: Parcel) -> None:
        """Send files where their card went; those of a Home tab go to the direct messages."""
        if not parcel or not isinstance(delivery, Delivered):
            return
        place = SentRef.parse(delivery.ref).address
        if is_home(place):
            place = replace(place, chat=place.chat.removeprefix(HOME))
        await self._put_files(replace(place, thread=address.thread), parcel)

    async def _put_files(self, address: Address, parcel: Parcel) -> bool:
        try:
            place = await self._place(address)
            uploads = Uploads(await self._workspaces.of(place.tenant))
        except failures.FAILURES as error:
            await self._failed(error, address)
            return False
        return await in_time(uploads.send(place, parcel), otherwise=True)

    async def _send(self, address: Address, drawn: Drawn) -> Delivery:
        if is_home(address):
            return await self.publish(address, drawn)
        place = await self._place(address)
        return await self._post(place, messages(drawn))

    async def _edit(self, sent: SentRef, drawn: Drawn) -> Delivery:
        """Put the first message in the old one's place; what does not fit into it follows."""
        if is_home(sent.address):
            return await self.publish(sent.address, drawn)
        first, *rest = messages(drawn)
        where = {"channel": sent.address.chat, "ts": sent.message}
        await self._call(sent.address, "chat.update", {**where, **_shown(first), **PARSE})
        if rest:
            return await self._post(sent.address, tuple(rest))
        return Delivered(str(SentRef(sent.address.chat_only, sent.message)))

    async def _place(self, address: Address) -> Address:
        """Return the place itself: a person is written to in the direct conversation with them."""
        if not is_user(address.chat):
            return address
        api = await self._workspaces.of(address.tenant)
        return replace(address, chat=await api.conversation(address.chat), thread="")

    async def _post(self, place: Address, parts: tuple[Message, ...]) -> Delivery:
        """Post the parts in order; the ref is that of the last, which has the buttons."""
        ts = ""
        for number, message in enumerate(parts):
            arguments = {"channel": place.chat, **_thread(place), **_shown(message), **PARSE, **UNFURL}
            tries = PARTS_TRIED if number else 1
            ts = await self._post_patiently(place, arguments, tries)
        return Delivered(str(SentRef(place.chat_only, ts)))

    async def _post_patiently(self, place: Address, arguments: Json, tries: int) -> str:
        """Post one part, waiting where told to: to begin anew later would show the first parts twice."""
        for left in range(tries - 1, -1, -1):
            try:
                return (await self._call(place, "chat.postMessage", arguments)).text("ts")
            except failures.FAILURES as error:
                result = failures.outcome(error)
                if not left or isinstance(result, Gone):
                    raise
                await asyncio.sleep(result.after_s)
        raise AssertionError("at least one try")

    async def _call(self, place: Address, method: str, arguments: Json) -> Payload:
        """Call a method with the token of the workspace a place is in."""
        return await (await self._workspaces.of(place.tenant)).call(method, arguments)

    async def _failed(self, error: BaseException, address: Address) -> Gone | RetryLater:
        code = failures.code_of(error)
        _log.warning("slack.not_delivered", chat=address.chat, code=code)
        if code in failures.TOKEN:
            return await self._workspaces.refused(address.tenant, code) or failures.outcome(error)
        return failures.outcome(error)


def is_user(chat: str) -> bool:
    """Tell whether a chat is named by its user."""
    return chat[:1] in ("U", "W")


def is_home(address: Address) -> bool:
    """Tell whether the address is somebody's Home tab."""
    return address.chat.startswith(HOME)


def direct(address: Address, user: str) -> Address:
    """Return the address of a person's direct messages in the same workspace."""
    return replace(address, chat=user, thread="")


def _thread(address: Address) -> Json:
    return {"thread_ts": address.thread} if address.thread else {}


def _shown(message: Message) -> Json:
    return {"text": message.text, "blocks": list(message.blocks)}
