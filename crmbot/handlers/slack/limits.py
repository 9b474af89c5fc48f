"""Slack's limits, from its SDK where that knows them."""

from slack_sdk.models.blocks import (
    ConfirmObject,
    Option,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.blocks.block_elements import ButtonElement
from slack_sdk.models.views import View

from crmbot.chat.limits import Limits, Pace
from crmbot.language.codes import part_label

SECTION_CHARS: int = SectionBlock.text_max_length
FIELDS: int = SectionBlock.fields_max_length
FIELD_CHARS = 2000
LABEL_CHARS: int = ButtonElement.text_max_length
OPTION_CHARS: int = Option.label_max_length
OPTION_VALUE_CHARS: int = Option.value_max_length
OPTIONS: int = StaticSelectElement.options_max_length
RADIO_OPTIONS = 5
CONFIRM_TITLE_CHARS: int = ConfirmObject.title_max_length
CONFIRM_TEXT_CHARS: int = ConfirmObject.text_max_length
CONFIRM_LABEL_CHARS: int = ConfirmObject.confirm_max_length
MESSAGE_BLOCKS = 50
VIEW_BLOCKS: int = View.blocks_max_length
VIEW_TITLE_CHARS: int = View.title_max_length
HINT_CHARS = 2000
INPUT_CHARS = 3000
PLACEHOLDER_CHARS = 150
ROW = 5

# Slack shows an ellipsis of its own in very long messages; below this it never does.
MESSAGE_CHARS = 12_000

# `chat.update` takes 4,000 characters of fallback text, and escaping makes five of one.
FALLBACK_CHARS = 780

LIMITS = Limits(
    text=MESSAGE_CHARS,
    token=OPTION_VALUE_CHARS,
    label=LABEL_CHARS,
    buttons=50,
    forms=True,
    confirms=True,
    # `chat.update` is of tier 3: 50 a minute in a workspace, whatever the channel.
    pace=Pace(per_chat_s=1.0, per_group_s=1.0, edits_per_s=50 / 60),
)


def shortened_label(label: str, limit: int) -> str:
    """Return a label within the limit, whole at its end where that is the code that tells namesakes apart."""
    words, code = part_label(label)
    return shortened(words, limit - len(code)) + code


def shortened(text: str, limit: int) -> str:
    """Return a label within the limit, with an ellipsis where it went over."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
