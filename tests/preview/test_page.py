"""The page of every card: both platforms, all kinds, nothing unescaped."""

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from crmbot.cli.preview import write
from crmbot.preview.looks import LOOKS, SLACK, TELEGRAM
from crmbot.preview.page import Played, page
from crmbot.preview.scenes import HELP, ODD_NAME, SCENES, Press, Say, Scene
from crmbot.preview.stage import Picture, play

# Whoever asks first waits for some hundred scenes on each platform.
pytestmark = pytest.mark.timeout(300)

KINDS = frozenset(
    "Note saved|Company|Contact|Lead|Deal|Task|Reminder|Deals|Board|Board picture|Find|Help|Form of a deal|Fields"
    "|Documents|Unknown word|Missing part|Bad time|Unsure time|Past time|Pick one|No right|Changed meanwhile|Not linked"
    "|Our fault|Convert a lead".split("|")
)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Play everything once on each platform; nothing may fail on our side."""
    with capture_logs() as lines:
        found = [(look, asyncio.run(play(look, SCENES, tmp_path_factory.mktemp(look.name)))) for look in LOOKS]
    assert [line for line in lines if line["log_level"] == "error"] == []
    return found


def pictures(played: Played, platform: str) -> dict[str, str]:
    """Return what one platform shows, by scene."""
    return {picture.scene.name: picture.html for look, drawn in played for picture in drawn if look.name == platform}


def test_page_when_everything_was_played(played: Played) -> None:
    """Each kind of card is there twice, and no scene ends with nothing."""
    on_slack, on_telegram = (pictures(played, look.name) for look in LOOKS)
    html = page(played)

    assert on_slack.keys() >= KINDS
    assert on_slack.keys() == on_telegram.keys()
    assert [name for name in on_slack if not on_slack[name] or not on_telegram[name]] == []
    assert (
        html.count('<article class="phone slack">') == html.count('<article class="phone telegram">') == len(on_slack)
    )


def test_names_when_they_are_markup(played: Played) -> None:
    """What people type calls nobody and marks nothing, here as there."""
    html = page(played)

    assert ODD_NAME not in html
    assert "<!channel>" not in html
    for look in LOOKS:
        assert "&lt;!channel&gt; &lt;b&gt;&amp; *bold* _x_ Co" in pictures(played, look.name)["Odd name"]


def test_keys_when_scenes_are_named() -> None:
    """Each scene can be linked to."""
    keys = [scene.key for scene in SCENES]

    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"[a-z-]+", key) for key in keys)


def test_page_when_only_some_are_wanted(played: Played) -> None:
    """Those whose names hold one of the words."""
    html = page(played, ["board pic", "our FAULT"])

    assert re.findall(r'<section id="([a-z-]+)"', html) == ["board-picture", "our-fault"]


def test_board_when_it_is_a_picture(played: Played) -> None:
    """It is in the page itself, with the words that go with it."""
    for look in LOOKS:
        assert re.search(
            r'<img src="data:image/png;base64,[^"]+" alt="Pipeline', pictures(played, look.name)["Board picture"]
        )


async def test_scene_when_a_button_is_not_there(tmp_path: Path) -> None:
    """A scene that cannot be played is a mistake, not an empty place."""
    scenes: Sequence[Scene] = (Scene("Help", (Say("help"), Press("No such button"))),)

    with pytest.raises(LookupError, match="No such button"):
        await play(SLACK, scenes, tmp_path)


async def test_scene_when_its_command_is_not_there(tmp_path: Path) -> None:
    """It is left out."""
    scenes = (Scene("Later", (Say("flurbish"),), needs="flurbish"), Scene("Help", (Say("help"),)))

    played: list[Picture] = await play(TELEGRAM, scenes, tmp_path)

    assert [picture.scene.name for picture in played] == ["Help"]


def test_file_when_written(tmp_path: Path) -> None:
    """It is one file, in a folder that is made for it, and needs nothing beside it."""
    to = tmp_path / "new" / "page.html"

    write(to, ["help on"], HELP)

    html = to.read_text("utf-8")
    assert html.count("<section id=") == 1
    assert html.count("Make a task") == 4  # each platform's notification, and its card
    assert not re.search(r"(src|href)=.(?!data:)", html)
