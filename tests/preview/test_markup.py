"""What is sent, read again the way the clients read it."""

import pytest

from crmbot.preview.slack_blocks import blocks
from crmbot.preview.slack_markup import mrkdwn
from crmbot.preview.telegram_markup import shown

NAMES = {"U00001": "Ana <Ruiz>"}


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("*Acme* &amp; `C-7`", "<b>Acme</b> &amp; <code>C-7</code>"),
        ("&lt;b&gt; 2*3*4 _so_ ~no~", "&lt;b&gt; 2*3*4 <i>so</i> <s>no</s>"),
        ("for <@U00001>", 'for <span class="mention">@Ana &lt;Ruiz&gt;</span>'),
        ("<!date^1^{time}|Tue 15:00>", "<time>Tue 15:00</time>"),
        ("<mailto:a@x.example|a@x.example>", "<a>a@x.example</a>"),
    ],
)
def test_slack_text_when_marked_up(sent: str, seen: str) -> None:
    """Marks and entities are drawn, all else is shown letter by letter."""
    assert mrkdwn(sent, NAMES) == seen


def test_slack_text_when_it_would_call_everybody() -> None:
    """That is a mistake in the renderer, and stops the page."""
    with pytest.raises(ValueError, match="call everybody"):
        mrkdwn("<!channel>", NAMES)


def test_slack_block_when_it_is_not_known() -> None:
    """A block that is sent and cannot be drawn stops the page."""
    with pytest.raises(KeyError):
        blocks([{"type": "carousel"}], NAMES)


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("<b>Acme</b> &lt;b&gt; /c7", "<b>Acme</b> &lt;b&gt; <a>/c7</a>"),
        ('<tg-time unix="1" format="wdt">Tue</tg-time> #key', "<tg-time>Tue</tg-time> <a>#key</a>"),
        ("<blockquote expandable>long</blockquote>", '<blockquote class="folded">long</blockquote>'),
        ('<a href="tg://user?id=1">Ana</a> a/b', "<a>Ana</a> a/b"),
    ],
)
def test_telegram_text_when_marked_up(sent: str, seen: str) -> None:
    """Known tags are drawn without what they point at, commands and tags are links."""
    assert shown(sent) == seen


def test_telegram_text_when_a_tag_is_not_known() -> None:
    """Telegram would refuse the message, so the page does."""
    with pytest.raises(ValueError, match="script"):
        shown("<script>x</script>")
