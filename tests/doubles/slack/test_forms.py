"""Forms on the Slack double: filled in, sent, answered and closed."""

from datetime import date

import pytest

from tests.doubles.slack import ClientRefused, NotOnScreen, SlackDouble
from tests.doubles.slack.bolt_app import App
from tests.doubles.slack.samples import TASK, options, plain


async def test_form_is_sent_with_its_values(slack: SlackDouble, app: App, ana: str, form: None) -> None:
    """Fields are found by label or block id, and an empty acknowledgement closes the form."""
    (view,) = slack.views(ana)

    await slack.submit(ana, view, {"Title": "Send quote", "due": date(2026, 11, 24), "Priority": "High"})

    values = app.bodies[-1]["view"]["state"]["values"]
    assert values["title"]["value"]["value"] == "Send quote"
    assert values["due"]["value"]["selected_date"] == "2026-11-24"
    assert values["prio"]["value"]["selected_option"]["value"] == "High"
    assert slack.views(ana) == []


async def test_field_errors_keep_what_was_entered(slack: SlackDouble, app: App, ana: str, form: None) -> None:
    """Errors stand beside their fields, and the form stays filled in."""
    app.reply = {"response_action": "errors", "errors": {"title": "Too short"}}

    response = await slack.submit(ana, slack.views(ana)[0], {"Title": "x"})

    (view,) = slack.views(ana)
    assert (response.errors, view.errors) == ({"title": "Too short"}, {"title": "Too short"})
    assert view.entered["Title"] == "x"


async def test_update_keeps_entries_with_the_same_ids(slack: SlackDouble, app: App, ana: str, form: None) -> None:
    """A redrawn form still holds what was typed."""
    app.reply = {"response_action": "update", "view": TASK | {"title": plain("Again")}}

    await slack.submit(ana, slack.views(ana)[0], {"Title": "x"})

    (view,) = slack.views(ana)
    assert (view.title, view.entered["Title"]) == ("Again", "x")


async def test_error_on_an_unknown_field_is_a_violation(slack: SlackDouble, app: App, ana: str, form: None) -> None:
    """Slack shows a connection error where an error names no field."""
    app.reply = {"response_action": "errors", "errors": {"nowhere": "?"}}

    response = await slack.submit(ana, slack.views(ana)[0], {"Title": "x"})

    assert (response.error, len(slack.violations)) == ("dispatch_failed", 1)


async def test_required_field_stops_in_the_client(slack: SlackDouble, app: App, ana: str, form: None) -> None:
    """Slack's client does not send a form with a gap, nor a text that is too long."""
    (view,) = slack.views(ana)

    with pytest.raises(ClientRefused):
        await slack.submit(ana, view)
    with pytest.raises(ClientRefused):
        await slack.fill(ana, view, {"Title": "x" * 21})


async def test_suggestions_can_be_chosen(slack: SlackDouble, app: App, ana: str, form: None) -> None:
    """A select that asks the app shows its options, and one of them can be sent."""
    (view,) = slack.views(ana)
    app.reply = {"options": options("Acme", "Acorn")}

    offered = await slack.suggest(ana, view, "about", "ac")
    app.reply = None
    await slack.submit(ana, view, {"Title": "x", "About": "Acorn"})

    assert [option["value"] for option in offered] == ["Acme", "Acorn"]
    sent = app.bodies[-1]["view"]["state"]["values"]["about"]["value"]
    assert sent["selected_option"]["value"] == "Acorn"


async def test_option_that_was_not_offered_cannot_be_chosen(slack: SlackDouble, app: App, ana: str, form: None) -> None:
    """The label must be among what the app offers for it."""
    app.reply = {"options": options("Acme")}

    with pytest.raises(NotOnScreen):
        await slack.fill(ana, slack.views(ana)[0], {"About": "Globex"})


async def test_closed_form_is_told_when_asked_for(slack: SlackDouble, app: App, ana: str, form: None) -> None:
    """With notify_on_close the app learns of the cancel."""
    await slack.close_view(ana, slack.views(ana)[0])

    assert (app.bodies[-1]["type"], slack.views(ana)) == ("view_closed", [])


async def test_pushed_views_stop_at_three(slack: SlackDouble, app: App, ana: str, form: None) -> None:
    """A fourth modal on top of the others is refused."""
    app.reply = {"response_action": "push", "view": TASK}

    for _ in range(3):
        await slack.submit(ana, slack.views(ana)[-1], {"Title": "x"})

    assert (len(slack.views(ana)), len(slack.violations)) == (3, 1)
