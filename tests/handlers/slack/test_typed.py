"""What people type, out of Slack's mark-up."""

import pytest

from crmbot.handlers.slack.typed import mentions, plain_words, without_mention


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("<@U123|ben> call", "@U123 call"),
        ("for <@U123>", "for @U123"),
        ("in <#C1|sales>", "in #sales"),
        ("in <#C1>", "in #C1"),
        ("see <http://acme.com|acme.com>", "see acme.com"),
        ("see <https://acme.com/a?b=1&amp;c=2>", "see https://acme.com/a?b=1&c=2"),
        ("see <https://acme.com|our site>", "see our site (https://acme.com)"),
        ("mail <mailto:a@b.example|a@b.example>", "mail a@b.example"),
        ("ring <tel:+3611234|+36 1 1234>", "ring +36 1 1234"),
        ("<!channel> and <!subteam^S1|@team>", "@channel and @team"),
        ("<!date^1795168800^{date}|20 Nov>", "20 Nov"),
        ("R&amp;D &lt;b&gt; &amp;lt;", "R&D <b> &lt;"),
        ("&lt;@U1&gt; typed by hand", "<@U1> typed by hand"),
        ("", ""),
        ("מזל 🎉 <3", "מזל 🎉 <3"),
    ],
)
def test_words_when_slack_marked_them_up(raw: str, words: str) -> None:
    """Every kind of mark becomes the words behind it."""
    assert plain_words(raw) == words


def test_mention_when_it_is_ours() -> None:
    """Our own mention is cut, with what joined it to the words."""
    assert without_mention("<@UBOT>: note Acme for <@U1>", "UBOT") == "note Acme for <@U1>"


def test_text_when_nobody_is_mentioned() -> None:
    """Text without our mention keeps its blanks."""
    assert without_mention("a  b ", "UBOT") == "a  b "


def test_mention_when_another_id_only_begins_like_ours() -> None:
    """A longer id is somebody else."""
    assert not mentions("<@UBOT2> hi", "UBOT")
