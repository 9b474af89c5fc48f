"""Answers back to who asked: in the acknowledgement, as a message, whispered, as a modal, on the Home tab."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import structlog

from crmbot.chat.address import Address, SentRef
from crmbot.chat.card import Action, Card, Drawn, Footer, Line, Text, spans
from crmbot.chat.invocation import Invocation, write_token
from crmbot.chat.sender import Delivered, Delivery, RetryLater
from crmbot.handlers.adapter import Answer, Door, FormView
from crmbot.handlers.dialogs.forms import complaint
from crmbot.handlers.slack import failures, modal
from crmbot.handlers.slack.buttons import plain_text
from crmbot.handlers.slack.echoes import Echoes
from crmbot.handlers.slack.inbound import is_direct
from crmbot.handlers.slack.limits import LABEL_CHARS, shortened
from crmbot.handlers.slack.modal import Opened
from crmbot.handlers.slack.payload import Json, Payload
from crmbot.handlers.slack.render import Message, messages
from crmbot.handlers.slack.sender import SlackSender, direct, is_home
from crmbot.handlers.slack.workspaces import Workspaces

RESPONSES = 5
"""How often a response URL may be used."""

TRIES = 3
_TOLD = 300  # letters of what was said already
LONGEST_WAIT_S = 60.0
CLEAR: Json = {"response_action": "clear"}
TODAY = Invocation("today")

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Way:
    """How an answer gets back to who asked.

    `whispered`: the card that was pressed is seen by the asker alone. `pressed`: a button was,
    `opener`: the message of one that does nothing but open a form. `view`: the form that was sent, or that
    the button stands in. `quiet`: what happened is seen anyhow. `acknowledged` turns true when the request
    had to be acknowledged before the answer was ready, `lost` when the answer could not be shown for now,
    whatever was tried.
    """

    user: str
    address: Address
    trigger: str = ""
    response_url: str = ""
    command: bool = False
    whispered: bool = False
    pressed: bool = False
    opener: str = ""
    view: Payload | None = None
    quiet: bool = False
    acknowledged: bool = False
    lost: bool = False

    @property
    def private(self) -> bool:
        """Whether nobody but the asker reads what is posted there."""
        return is_direct(self.address.chat)


class Answers:
    """Shows what the dispatcher answers; returns what belongs into the acknowledgement."""

    def __init__(self, workspaces: Workspaces, sender: SlackSender, door: Door) -> None:
        self._workspaces = workspaces
        self._sender = sender
        self._door = door
        self._echoes = Echoes()

    async def came_back(self, message: Payload, address: Address) -> None:
        """Take a message of ours that Slack tells us of: what was posted for us is now known by its place."""
        answer = self._echoes.take(message)
        if answer is not None:
            await self._door.sent(answer, str(SentRef(address.chat_only, message.text("ts"))))

    async def give(self, answer: Answer, way: Way) -> Json | None:
        """Show the answer."""
        if way.quiet:
            return None
        if answer.form is not None and way.pressed and way.view is not None:
            await self._unfold(answer.form, way.view, way)
            return None
        if answer.form is not None:
            return await self._open(answer.form, way)
        if answer.card is not None:
            return await self._show(answer, answer.card, way)
        if answer.notice and (way.response_url or not is_home(way.address)):
            notice = Drawn(Card(spans(answer.notice), whisper=True))
            return await self._show(Answer(notice), notice, way)
        return None

    async def give_submission(self, answer: Answer, way: Way) -> Json | None:
        """Show the answer to a form: what is wrong in the form itself, all else where it was opened."""
        view = way.view or Payload({})
        opened = Opened.of(view)
        if answer.form is None or way.acknowledged:
            await self.give(_in_place_of_opener(answer, way, opened), way)
            return CLEAR
        wrong = modal.errors(answer.form, view) if answer.form.dialog == opened.dialog else {}
        if wrong and not modal.hides_a_problem(answer.form, view):
            return {"response_action": "errors", "errors": wrong}
        return {
            "response_action": "update",
            "view": modal.modal(answer.form, replace(opened, dialog=answer.form.dialog)),
        }

    async def _unfold(self, form: FormView, view: Payload, way: Way) -> None:
        """Show all fields of a form in the place of its first ones; Slack keeps what was typed into these."""
        drawn = modal.whole(form, replace(Opened.of(view), dialog=form.dialog))
        try:
            api = await self._workspaces.of(way.address.tenant)
            await api.call("views.update", {"view_id": view.text("id"), "hash": view.text("hash"), "view": drawn})
        except failures.FAILURES as error:
            _log.warning("slack.form_not_unfolded", user=way.user, code=failures.code_of(error))

    async def _open(self, form: FormView, way: Way) -> Json | None:
        if way.trigger and not way.acknowledged:
            opened = Opened(form.dialog, way.address.chat, way.address.thread, way.opener)
            view = modal.modal(form, opened)
            try:
                api = await self._workspaces.of(way.address.tenant)
                await api.call("views.open", {"trigger_id": way.trigger, "view": view})
            except failures.FAILURES as error:
                _log.warning("slack.form_not_opened", user=way.user, code=failures.code_of(error))
            else:
                return None
        card = form_card(form)
        return await self._show(Answer(card), card, _in_messages(way) if is_home(way.address) else way)

    async def _show(self, answer: Answer, drawn: Drawn, way: Way) -> Json | None:
        if is_home(way.address):
            await self._sender.publish(way.address, drawn, *_way_home(way))
            await self._send_files(drawn, way, whisper=True)
            return None
        whisper = way.whispered or (drawn.card.whisper and not way.private)
        if answer.replaces and not whisper:
            await self._replace(answer, answer.replaces, drawn, way)
            return None
        if way.command and (whisper or not way.private):
            return await self._reply(answer, drawn, way, whisper=whisper)
        if whisper:
            # A card that all can see stays as it is: only one who reads it asked for more.
            await self._whisper(drawn, way, in_place=bool(answer.replaces) and way.whispered)
            return None
        delivery = await self._deliver(answer, way, lambda: self._sender.send(way.address, drawn))
        return None if isinstance(delivery, Delivered) else await self._fall_back(drawn, way)

    async def _replace(self, answer: Answer, ref: str, drawn: Drawn, way: Way) -> None:
        """Change the card in its place; where we are no member, the response URL still can."""
        bare = replace(drawn, card=replace(drawn.card, files=()))  # the ref does not say which thread it is in
        delivery = await self._deliver(answer, way, lambda: self._sender.edit(ref, bare))
        there = isinstance(delivery, Delivered)
        if there or await self._respond(way, messages(drawn), ephemeral=False, in_place=True):
            await self._send_files(drawn, way, whisper=False)
        else:
            await self._fall_back(drawn, way)

    async def _reply(self, answer: Answer, drawn: Drawn, way: Way, *, whisper: bool) -> Json | None:
        """Answer a slash command: in its acknowledgement when one message holds all and it is not out yet."""
        parts = messages(drawn) if whisper else self._echoes.marked(answer, messages(drawn))
        # What is in the acknowledgement is shown once it is out: files would come before their card.
        if way.command and len(parts) == 1 and not way.acknowledged and not drawn.card.files:
            way.lost = False
            return _response(parts[0], ephemeral=whisper)
        if await self._respond(way, parts, ephemeral=whisper):
            await self._send_files(drawn, way, whisper=whisper)
            return None
        if whisper:
            await self._patiently(way, lambda: self._sender.whisper(way.address, way.user, drawn))
        else:
            await self._deliver(answer, way, lambda: self._sender.send(way.address, drawn))
        return None

    async def _whisper(self, drawn: Drawn, way: Way, *, in_place: bool) -> None:
        """Show the card to the asker alone, in the place of a whispered one where that is asked for."""
        if await self._respond(way, messages(drawn), ephemeral=True, in_place=in_place):
            await self._send_files(drawn, way, whisper=True)
            return
        await self._patiently(way, lambda: self._sender.whisper(way.address, way.user, drawn))

    async def _fall_back(self, drawn: Drawn, way: Way) -> Json | None:
        """Where we may not write, the command's own answer still reaches the asker, else their direct messages."""
        if way.command or way.response_url:
            return await self._reply(Answer(drawn), drawn, way, whisper=True)
        if not way.private:
            await self._patiently(way, lambda: self._sender.send(direct(way.address, way.user), drawn))
        return None

    async def _send_files(self, drawn: Drawn, way: Way, *, whisper: bool) -> None:
        """Send files behind their card; where the bot may not write, or all see what one asked, in private."""
        if not drawn.card.files:
            return
        if whisper or not await self._sender.send_files(way.address, drawn):
            await self._sender.send_files(direct(way.address, way.user), drawn)

    async def _respond(self, way: Way, parts: tuple[Message, ...], *, ephemeral: bool, in_place: bool = False) -> bool:
        """Post by the response URL; False when not everything got out that way."""
        if not way.response_url or len(parts) > RESPONSES:
            return False
        for number, part in enumerate(parts):
            body = _response(part, ephemeral=ephemeral)
            body["replace_original"] = in_place and number == 0
            if not await self._post_response(way, body):
                return False
        way.lost = False
        return True

    async def _post_response(self, way: Way, body: Json) -> bool:
        try:
            return await (await self._workspaces.of(way.address.tenant)).respond(way.response_url, body)
        except failures.FAILURES as error:
            _log.warning("slack.response_url_failed", user=way.user, code=failures.code_of(error))
            return False

    async def _deliver(self, answer: Answer, way: Way, send: Callable[[], Awaitable[Delivery]]) -> Delivery:
        """Send, and remember where the card is."""
        delivery = await self._patiently(way, send)
        if isinstance(delivery, Delivered) and delivery.ref:
            await self._door.sent(answer, delivery.ref)
        return delivery

    async def _patiently(self, way: Way, send: Callable[[], Awaitable[Delivery]]) -> Delivery:
        """Send; when Slack asks us to wait, wait and send again."""
        delivery = await send()
        for _ in range(TRIES - 1):
            if not isinstance(delivery, RetryLater):
                break
            await asyncio.sleep(min(delivery.after_s, LONGEST_WAIT_S))
            delivery = await send()
        way.lost = not isinstance(delivery, Delivered)
        return delivery


def form_card(form: FormView) -> Drawn:
    """Return the card that opens a form by a button, for where a form cannot be opened by itself.

    It says what is asked, what is wrong, and what was understood so far: nobody opens a form to find that out.
    """
    invocation = Invocation("form", {"key": form.dialog})
    asked = next((field.spec.label for field in form.fields if field.spec.required and not field.value), "")
    wrong = (complaint(field.problem) for field in form.fields if field.problem is not None)
    lines = [Line(spans(words)) for words in (form.message, *wrong) if words]
    given = (field.shown for field in form.fields if field.problem is None and field.shown != field.spec.default)
    told = " · ".join(filter(None, given))
    kept = [Footer(spans(f"So far: {shortened(told, _TOLD)}"))] if told else []
    action = Action("Open form", invocation, style="primary")
    title = (Text(f"{form.title} · {asked}" if asked else form.title),)
    return Drawn(Card(title, (*lines, *kept), (action,), icon="📝", whisper=True), (write_token(invocation),))


def _in_messages(way: Way) -> Way:
    """Return the same way, but to the asker's direct messages."""
    return replace(way, address=direct(way.address, way.user), response_url="", whispered=False)


def _in_place_of_opener(answer: Answer, way: Way, opened: Opened) -> Answer:
    """Let the answer to a form take the place of the message that only opened it."""
    if answer.replaces or not opened.message:
        return answer
    return replace(answer, replaces=str(SentRef(way.address.chat_only, opened.message)))


def _response(message: Message, *, ephemeral: bool) -> Json:
    return {
        "response_type": "ephemeral" if ephemeral else "in_channel",
        "text": message.text,
        "blocks": list(message.blocks),
    }


def _way_home(way: Way) -> list[Json]:
    """Return the way back to the day, for a card that was asked for on the Home tab."""
    if not way.pressed:
        return []
    back: Json = {
        "type": "button",
        "action_id": "home",
        "text": plain_text("Back to my day", LABEL_CHARS),
        "value": write_token(TODAY),
    }
    return [{"type": "actions", "elements": [back]}]
