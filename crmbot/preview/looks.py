"""The two platforms as the page knows them: how much they carry, and how they draw what they are given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

from crmbot.chat.card import Drawn
from crmbot.chat.limits import Limits
from crmbot.handlers.adapter import FormView
from crmbot.handlers.slack import limits as slack_limits
from crmbot.handlers.slack import render as slack
from crmbot.handlers.slack.modal import Opened, modal
from crmbot.handlers.telegram.render import LIMITS as TELEGRAM_LIMITS
from crmbot.handlers.telegram.render import render as telegram
from crmbot.preview import slack_blocks, slack_markup, telegram_markup
from crmbot.preview.attached import captioned_files, files

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """One platform: its address, its limits, and how it draws cards and forms as HTML."""

    name: str
    title: str
    tenant: str
    limits: Limits
    card: Callable[[Drawn, Names], str]
    form: Callable[[FormView, Names], str]
    home: Callable[[Drawn, Names], str]

    def user(self, number: int) -> str:
        """Return the platform's id of the person with that number."""
        return f"U{number:05}"[0 if self.limits.forms else 1 :]


def _slack_card(drawn: Drawn, names: Names) -> str:
    sent = slack.messages(drawn)
    notice = f'<div class="notice">🔔 {slack_markup.plain(sent[0].text)}</div>'
    bodies = (
        f'<div class="body"><b class="app">crmbot</b>{slack_blocks.blocks(each.blocks, names)}</div>' for each in sent
    )
    return notice + "".join(f'<div class="sent"><i class="face"></i>{body}</div>' for body in bodies) + files(drawn)


def _slack_home(drawn: Drawn, names: Names) -> str:
    return slack_blocks.home(slack.home_view(drawn), names)


def _slack_form(view: FormView, names: Names) -> str:
    return slack_blocks.window(modal(view, Opened(view.dialog, "D1")), names)


def _telegram_card(drawn: Drawn, _: Names) -> str:
    sent = telegram(drawn)
    first = sent[0].text.partition("\n")[0]
    return f'<div class="notice">🔔 {escape(first)}</div>{telegram_markup.messages(sent)}{captioned_files(drawn)}'


def _no_form(view: FormView, _: Names) -> str:
    raise ValueError(f"no whole form was expected: {view.title!r}")


SLACK = Look("slack", "Slack", "T0PREVIEW", slack_limits.LIMITS, _slack_card, _slack_form, _slack_home)
TELEGRAM = Look("telegram", "Telegram", "1", TELEGRAM_LIMITS, _telegram_card, _no_form, _telegram_card)
LOOKS = (SLACK, TELEGRAM)
