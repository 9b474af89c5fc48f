"""A message to a bot, from the parsed update to the sent reply: through python-telegram-bot alone, and for us."""

import json
from typing import Any

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters
from telegram.request import BaseRequest, RequestData

from benchmarks.office import BOT, sentence, telegram_user
from benchmarks.rounds import Command
from benchmarks.writes import Writes

TOKEN = f"{BOT}:bench"
USERNAME = "bench_bot"
_AT = 1_795_082_400

_ME = {"id": BOT, "is_bot": True, "first_name": "Bench", "username": USERNAME}


class SilentWire(BaseRequest):
    """A connection to Telegram on which every call succeeds at once; `sent` counts the messages."""

    def __init__(self) -> None:
        self.sent = 0

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002 - always POST
        request_data: RequestData | None = None,
        *_: object,
        **__: object,
    ) -> tuple[int, bytes]:
        """Answer as the Bot API does."""
        if url.endswith("/getMe"):
            return 200, json.dumps({"ok": True, "result": _ME}).encode()
        self.sent += 1
        asked = request_data.parameters if request_data else {}
        answer = {
            "message_id": self.sent,
            "date": _AT,
            "chat": {"id": asked.get("chat_id"), "type": "private"},
            "from": _ME,
            "text": asked.get("text"),
        }
        return 200, json.dumps({"ok": True, "result": answer}).encode()


class BareBot:
    """python-telegram-bot with one empty handler that does the bare writes and replies."""

    def __init__(self, writes: Writes) -> None:
        self._writes = writes
        self._wire = SilentWire()
        self._app: Application[Any, Any, Any, Any, Any, Any] = (
            Application.builder()
            .token(TOKEN)
            .request(self._wire)
            .get_updates_request(SilentWire())
            .updater(None)
            .build()
        )
        self._app.add_handler(MessageHandler(filters.ALL, self._note))

    async def start(self) -> None:
        await self._app.initialize()

    async def stop(self) -> None:
        await self._app.shutdown()

    def prepare(self, number: int) -> Command:
        """Write a message of one of our people."""
        raw = json.dumps(update(number))

        async def take() -> None:
            before = self._wire.sent
            await self._app.process_update(Update.de_json(json.loads(raw), self._app.bot))
            assert self._wire.sent > before

        return take

    async def _note(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.message
        assert message is not None
        assert message.text is not None
        key = f"telegram:{update.update_id}"
        await self._writes.receive(key, message.text)
        await self._writes.work(key, message.text)
        await message.reply_text("saved")


def update(number: int) -> dict[str, Any]:
    """Make what Telegram sends for `/note …` in a private chat."""
    who = telegram_user(number)
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": _AT,
            "chat": {"id": who, "type": "private", "first_name": "Rep"},
            "from": {"id": who, "is_bot": False, "first_name": "Rep", "language_code": "en"},
            "text": f"/note {sentence(number)}",
            "entities": [{"type": "bot_command", "offset": 0, "length": 5}],
        },
    }
