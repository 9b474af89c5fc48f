"""The people of the Slack double, in front of a real Bolt app over signed HTTP."""

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.slack import Message, NotOnScreen, SlackDouble
from tests.doubles.slack.bolt_app import App
from tests.doubles.slack.samples import CARD

# Writing


async def test_slash_command_reaches_the_app(slack: SlackDouble, app: App, ana: str) -> None:
    """The command comes with its text escaped, a trigger and a response_url; the answer is shown."""
    app.reply = {"text": "Saved"}

    response = await slack.slash(ana, slack.dm(ana), "/crm", "note A&B jane@x.example")

    assert app.bodies[0]["text"] == "note A&amp;B <mailto:jane@x.example|jane@x.example>"
    assert response.message is not None
    assert slack.messages(slack.dm(ana), ana) == [response.message]


async def test_undeclared_command_cannot_be_typed(slack: SlackDouble, app: App, ana: str) -> None:
    """What the manifest does not declare is no command."""
    slack.install(
        {
            "features": {"slash_commands": [{"command": "/crm"}]},
            "oauth_config": {"scopes": {"bot": ["commands"]}},
        }
    )

    with pytest.raises(NotOnScreen):
        await slack.slash(ana, slack.dm(ana), "/note")


async def test_mention_comes_as_two_events(slack: SlackDouble, app: App, ana: str) -> None:
    """In a channel a mention is a message and an app_mention with one ts."""
    sales = slack.add_channel("sales", [ana])

    said = await slack.mention(ana, sales, "find jane")

    assert [body["event"]["type"] for body in app.bodies] == ["message", "app_mention"]
    assert {body["event"]["ts"] for body in app.bodies} == {said.ts}


async def test_message_in_a_foreign_channel_is_not_told(slack: SlackDouble, app: App, ana: str) -> None:
    """Where the app is no member it hears nothing."""
    lunch = slack.add_channel("lunch", [ana], with_bot=False)

    await slack.say(ana, lunch, "pizza?")

    assert slack.deliveries == []


async def test_edit_carries_both_versions(slack: SlackDouble, app: App, ana: str) -> None:
    """An edit brings the message before and after."""
    said = await slack.say(ana, slack.dm(ana), "met Jane")

    await slack.edit_message(ana, said, "met Joan")

    event = app.bodies[-1]["event"]
    assert (event["previous_message"]["text"], event["message"]["text"]) == ("met Jane", "met Joan")
    assert "edited" in event["message"]


async def test_unfurling_is_no_edit(slack: SlackDouble, app: App, ana: str) -> None:
    """A preview changes the message but carries no edit."""
    said = await slack.say(ana, slack.dm(ana), "see https://x.example/page")

    await slack.unfurl(said)

    event = app.bodies[-1]["event"]
    assert (event["subtype"], "edited" in event["message"]) == ("message_changed", False)


async def test_deleted_message_is_told(slack: SlackDouble, app: App, ana: str) -> None:
    """The app learns which message is gone."""
    said = await slack.say(ana, slack.dm(ana), "met Jane")

    await slack.delete_message(ana, said)

    assert app.bodies[-1]["event"]["deleted_ts"] == said.ts


async def test_reply_names_its_thread(slack: SlackDouble, app: App, ana: str, card: Message) -> None:
    """An answer in a thread carries the thread's root and whose it is."""
    await slack.say(ana, card.channel, "done", thread_ts=card.ts)

    event = app.bodies[-1]["event"]
    assert (event["thread_ts"], event["parent_user_id"]) == (card.ts, slack.bot)


async def test_shared_file_opens_with_the_token(slack: SlackDouble, app: App, ana: str) -> None:
    """The file's address gives its content to the bot."""
    await slack.share_file(ana, slack.dm(ana), "plan.pdf", "application/pdf", "the plan", content=b"%PDF")
    shared = app.bodies[-1]["event"]["files"][0]
    headers = {"Authorization": f"Bearer {slack.bot_token}"}

    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.get(shared["url_private_download"]) as answer,
    ):
        content = await answer.read()

    assert (content, slack.violations) == (b"%PDF", [])


async def test_home_opened_is_told(slack: SlackDouble, app: App, ana: str) -> None:
    """Opening the Home tab names the person and the tab."""
    await slack.open_home(ana)

    assert (app.bodies[0]["event"]["type"], app.bodies[0]["event"]["tab"]) == ("app_home_opened", "home")


async def test_reaction_is_told(slack: SlackDouble, app: App, ana: str, card: Message) -> None:
    """An emoji names the message it is on."""
    await slack.react(ana, card, "memo")

    assert app.bodies[-1]["event"]["item"]["ts"] == card.ts


async def test_event_that_is_not_subscribed_stays_away(slack: SlackDouble, app: App, ana: str) -> None:
    """Only what the manifest subscribes to is delivered."""
    slack.courier.events = {"app_mention"}

    await slack.say(ana, slack.dm(ana), "hello")

    assert app.bodies == []


async def test_bolt_ignores_its_own_echo(slack: SlackDouble, app: App, card: Message) -> None:
    """The bot's own message came as an event, and Bolt dropped it."""
    assert (len(slack.deliveries), app.bodies) == (1, [])


async def test_people_are_shown_by_name(slack: SlackDouble, ana: str, client: AsyncWebClient) -> None:
    """A mention reads as a name, marks and quotes are gone, entities are characters again."""
    await client.chat_postMessage(channel=ana, text=f">*For* <@{ana}>: _a &lt; b_ `T-9` snake_case_name")

    assert slack.latest(slack.dm(ana)).plain == "For @ana: a < b T-9 snake_case_name"


async def test_typed_text_gets_links_and_ids(slack: SlackDouble, app: App, ana: str) -> None:
    """What a person types comes with links, people and rooms marked up, each once."""
    sales = slack.add_channel("sales", [ana])

    await slack.say(ana, slack.dm(ana), "@ana #sales #q4 https://a.example/x?y=1 acme.com a@acme.com")

    assert app.bodies[-1]["event"]["text"] == (
        f"<@{ana}> <#{sales}|> #q4 <https://a.example/x?y=1> <http://acme.com|acme.com> <mailto:a@acme.com|a@acme.com>"
    )


# Pressing


async def test_pressed_button_carries_its_value(slack: SlackDouble, app: App, ana: str, card: Message) -> None:
    """The action has the button's value, the message and a response_url."""
    await slack.press(ana, card, "Done")

    body = app.bodies[-1]
    assert (body["actions"][0]["value"], body["message"]["ts"]) == ("done T-9 rev:3", card.ts)
    assert body["response_url"].startswith(slack.workspace.root_url)


async def test_button_that_is_gone_cannot_be_pressed(
    slack: SlackDouble, app: App, ana: str, card: Message, client: AsyncWebClient
) -> None:
    """Only what the message shows now can be pressed, unless the screen is stale."""
    await client.chat_update(channel=card.channel, ts=card.ts, text="Done", blocks=CARD[:1])

    with pytest.raises(NotOnScreen):
        await slack.press(ana, card, "Done")
    assert (await slack.press(ana, card, "Done", stale=True)).ok


async def test_stranger_cannot_press(slack: SlackDouble, app: App, card: Message) -> None:
    """Who is not in the conversation sees nothing of it."""
    ben = slack.add_user("ben")

    with pytest.raises(NotOnScreen):
        await slack.press(ben, card, "Done")


async def test_ephemeral_press_carries_no_message(
    slack: SlackDouble, app: App, ana: str, client: AsyncWebClient
) -> None:
    """An ephemeral card's press has a container but no message."""
    sales = slack.add_channel("sales", [ana])
    await client.chat_postEphemeral(channel=sales, user=ana, text="Send quote", blocks=CARD)

    await slack.press(ana, slack.messages(sales, ana)[-1], "Done")

    body = app.bodies[-1]
    assert (body["container"]["is_ephemeral"], "message" in body) == (True, False)


async def test_menus_send_the_chosen_option(slack: SlackDouble, app: App, ana: str, card: Message) -> None:
    """A select and an overflow menu each say what was chosen."""
    await slack.choose(ana, card, "Tomorrow")
    await slack.choose(ana, card, "Edit")

    chosen = [body["actions"][0]["selected_option"]["value"] for body in app.bodies]
    assert chosen == ["Tomorrow", "Edit"]


async def test_words_in_an_action_acknowledgement_are_a_violation(
    slack: SlackDouble, app: App, ana: str, card: Message
) -> None:
    """Slack ignores them, so an app that says something there loses it."""
    app.reply = {"text": "Done"}

    await slack.press(ana, card, "Done")

    assert len(slack.violations) == 1


async def test_response_url_replaces_the_card(slack: SlackDouble, app: App, ana: str, card: Message) -> None:
    """A post with replace_original redraws the card that was pressed."""
    await slack.press(ana, card, "Done")

    async with aiohttp.ClientSession() as session:
        body = {"text": "Done", "replace_original": True}
        await session.post(app.bodies[-1]["response_url"], json=body)

    assert [shown.text for shown in slack.messages(card.channel, ana)] == ["Done"]


async def test_shortcut_carries_the_message(slack: SlackDouble, app: App, ana: str) -> None:
    """A message shortcut names the message and the shortcut."""
    said = await slack.say(ana, slack.dm(ana), "met Jane")

    await slack.shortcut(ana, said, "log")

    assert (app.bodies[-1]["callback_id"], app.bodies[-1]["message"]["text"]) == ("log", "met Jane")
