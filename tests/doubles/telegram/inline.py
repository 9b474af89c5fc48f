"""Inline mode: what people type behind the bot's name in any chat, what it offers, and what they choose."""

import asyncio
import re
from dataclasses import dataclass
from itertools import count

from tests.doubles.telegram.arguments import Arguments
from tests.doubles.telegram.autolinks import with_autolinks
from tests.doubles.telegram.groups import GroupSide
from tests.doubles.telegram.keyboards import InlineKeyboard, inline_only, read_markup
from tests.doubles.telegram.markup import FormattedText, parse_html, plain, utf16_length
from tests.doubles.telegram.methods import TEXT_LIMIT, Method
from tests.doubles.telegram.stage import InlineAnswer, InlineChoice, InlineQuery, NotOnScreenError, Stage
from tests.doubles.telegram.wire import QUERY_TOO_OLD, Payload, broken, refused
from tests.doubles.telegram.world import Chat, ChatRef, Message, User

RESULT_LIMIT = 50
QUERY_LIMIT = 256
ID_BYTES = 64
OFFSET_BYTES = 64
_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ARTICLE = ("type", "id", "title", "input_message_content", "reply_markup", "description")
_TEXT = ("message_text", "parse_mode", "link_preview_options")
_inline_numbers = count(6_700_000_000_001)


@dataclass(frozen=True, slots=True)
class InlineMethods:
    """What a bot may answer to an inline query."""

    stage: Stage

    def table(self) -> dict[str, Method]:
        """Give the method under its name."""
        return {"answerInlineQuery": self._answer}

    def _answer(self, args: Arguments) -> object:
        query = self.stage.inline_queries.get(args.text("inline_query_id"))
        if query is None or query.answer is not None:
            raise broken(QUERY_TOO_OLD)
        if asyncio.get_running_loop().time() - query.opened_at > self.stage.rules.query_lifetime_s:
            raise refused(QUERY_TOO_OLD)
        results = args.listing("results") or []
        if len(results) > RESULT_LIMIT:
            raise broken("RESULTS_TOO_MUCH")
        choices = tuple(self._choice(result) for result in results)
        if len({choice.id for choice in choices}) < len(choices):
            raise broken("RESULT_ID_DUPLICATE")
        if len(args.text("next_offset").encode()) > OFFSET_BYTES:
            raise broken("NEXT_OFFSET_INVALID")
        label, parameter = _button(args.mapping("button"))
        seconds = args.integer("cache_time", 300)
        query.answer = InlineAnswer(choices, label, parameter, seconds, is_personal=args.flag("is_personal"))
        return True

    def _choice(self, result: object) -> InlineChoice:
        if not isinstance(result, dict) or result.get("type") != "article":
            raise broken("this double plays results of the type article only")
        _only(result, _ARTICLE)
        if not 1 <= len(str(result.get("id", "")).encode()) <= ID_BYTES:
            raise broken("RESULT_ID_INVALID")
        if not str(result.get("title", "")).strip():
            raise broken("ARTICLE_TITLE_EMPTY")
        content, html = self._content(result.get("input_message_content"))
        keyboard = inline_only(read_markup(result.get("reply_markup"), private=False))
        description = str(result.get("description", ""))
        return InlineChoice(str(result["id"]), str(result["title"]), description, content, html, keyboard)

    def _content(self, spec: object) -> tuple[FormattedText, str]:
        if not isinstance(spec, dict):
            raise broken("MESSAGE_EMPTY")
        _only(spec, _TEXT)
        source = str(spec.get("message_text", ""))
        content = parse_html(source) if spec.get("parse_mode") == "HTML" else plain(source)
        for remark in content.remarks:
            self.stage.violate(f"message_text {source!r}: {remark}")
        if not 1 <= utf16_length(content.text) <= TEXT_LIMIT:
            raise broken("MESSAGE_TOO_LONG" if content.text else "MESSAGE_EMPTY")
        return with_autolinks(content), source


class InlineSide(GroupSide):
    """What people do with a bot they call by name from another chat."""

    async def type_inline(self, user: User, text: str, *, wait: bool = True) -> InlineAnswer:
        """Type behind the bot's name in some chat, and wait for what is offered there.

        With `wait=False` nobody needs to be there to answer yet.
        """
        if not self.rules.inline_mode:
            raise NotOnScreenError("the bot's inline mode is switched off")
        number = str(next(_inline_numbers))
        query = InlineQuery(number, user, asyncio.get_running_loop().time())
        self.inline_queries[number] = query
        body: Payload = {
            "id": number,
            "from": user.payload(),
            "query": text[:QUERY_LIMIT],
            "offset": "",
            "chat_type": "private",
        }
        # What is typed elsewhere belongs to no chat with the bot, not even one that was never opened.
        place = Chat(-user.id, "private", person=user)
        if self.post("inline_query", body, place) is None:
            self.violate("allowed_updates leaves out inline_query, yet inline mode is on")
        return await self._offered(query, text) if wait else InlineAnswer()

    async def _offered(self, query: InlineQuery, text: str) -> InlineAnswer:
        limit_s = self.rules.answer_within_s
        if not await self.changed.until(lambda: query.answer is not None, limit_s):
            self.violate(f"the inline query {text!r} was not answered within {limit_s:g} s")
        return query.answer or InlineAnswer()

    async def choose(self, user: User, answer: InlineAnswer, title: str, chat: ChatRef) -> Message:
        """Choose one of the results: it is sent into the chat as the person's own message, by way of the bot."""
        choice = next((each for each in answer.choices if title in each.title), None)
        if choice is None:
            raise NotOnScreenError(f"no {title!r} among {[each.title for each in answer.choices]}")
        message = self._send(
            user, self._place(user, chat), choice.content, {}, extra={"via_bot": self.world.bot.payload()}
        )
        message.html, message.keyboard = choice.html, choice.keyboard
        return message

    async def press_above(self, user: User, answer: InlineAnswer) -> Message:
        """Press the button above the results: it opens the private chat with the bot, and starts it."""
        if not answer.button:
            raise NotOnScreenError("there is no button above the results")
        return await self.say(user, f"/start {answer.parameter}")

    async def follow(self, user: User, message: Message, label: str) -> Message:
        """Press a link under a message that starts a chat with the bot, and do so."""
        keyboard = message.keyboard or InlineKeyboard(())
        links = [dict(button.spec).get("url") for row in keyboard.rows for button in row if button.label == label]
        start = f"https://t.me/{self.rules.username}?start="
        if not links or not str(links[0]).startswith(start):
            raise NotOnScreenError(f"no link {label!r} to the bot under {message.text!r}")
        parameter = str(links[0]).removeprefix(start)
        if not _PARAMETER.fullmatch(parameter):
            self.violate(f"a start parameter cannot be {parameter!r}")
        return await self.say(user, f"/start {parameter}")


def _button(spec: Payload | None) -> tuple[str, str]:
    if spec is None:
        return "", ""
    _only(spec, ("text", "start_parameter"))
    label, parameter = str(spec.get("text", "")), str(spec.get("start_parameter", ""))
    if not label.strip():
        raise broken("BUTTON_TEXT_EMPTY")
    if not _PARAMETER.fullmatch(parameter):
        raise broken("START_PARAM_INVALID")
    return label, parameter


def _only(spec: Payload, known: tuple[str, ...]) -> None:
    for name in spec:
        if name not in known:
            raise broken(f"an inline answer has a field {name!r} this double does not play")
