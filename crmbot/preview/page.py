"""The page: each scene once as Slack and once as Telegram shows it, side by side where there is room."""

from collections.abc import Sequence
from html import escape
from importlib import resources

from crmbot.preview.looks import LOOKS, Look
from crmbot.preview.stage import Picture

Played = Sequence[tuple[Look, Sequence[Picture]]]


def page(played: Played, only: Sequence[str] = ()) -> str:
    """Write the whole page; with `only`, the scenes whose names hold one of these words."""
    style = (resources.files("crmbot") / "assets" / "preview.css").read_text("utf-8")
    scenes = {picture.scene.key: picture.scene for _, pictures in played for picture in pictures}
    wanted = [each for each in scenes.values() if not only or any(word.lower() in each.name.lower() for word in only)]
    drawn = {(look.name, picture.scene.key): picture.html for look, pictures in played for picture in pictures}
    sections = "\n".join(
        f'<section id="{scene.key}"><h2>{escape(scene.name)}</h2><p class="typed">{escape(scene.typed)}</p>'
        f'<div class="pair">{"".join(_phone(look, drawn[look.name, scene.key]) for look in LOOKS)}</div></section>'
        for scene in wanted
    )
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>crmbot: every card</title>'
    return (
        f"<!doctype html>\n<html lang=en><head>{head}<style>{style}</style></head><body>\n{sections}\n</body></html>\n"
    )


def _phone(look: Look, html: str) -> str:
    return f'<article class="phone {look.name}"><h3>{look.title}</h3>{html}</article>'
