"""Chats we know: those of people, and those out of reach."""

from crmbot.core.delivery import whereabouts
from crmbot.core.delivery.whereabouts import Chat
from crmbot.store.models.channel import Channel, ChannelState
from tests.core.conftest import Office


def test_direct_chats_when_one_is_out_of_reach(office: Office) -> None:
    """It is left out; without people or platforms there are none."""
    ben, eva = office.ids["ben"], office.ids["eva"]
    with office.acting() as ctx:
        gone = Channel(platform="console", workspace_ext="local", channel_ext="eva", state=ChannelState.GONE)
        ctx.session.add(gone)
        ctx.session.flush()

        found = [
            whereabouts.direct_chats(ctx.session, users, platforms)
            for users, platforms in (([ben, eva], ["console"]), ([], ["console"]), ([ben], []))
        ]

    assert found == [{ben: [Chat("console", "local", "ben")]}, {}, {}]


def test_chats_when_some_are_groups(office: Office) -> None:
    """A person's own chat is known as such."""
    places = [Chat("console", "local", name) for name in ("ben", "#sales")] + [Chat("q", "local", "ben")]
    with office.acting() as ctx:
        assert whereabouts.own_chats(ctx.session, places) == {places[0]: False}
