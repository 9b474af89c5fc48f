"""The preview: every kind of card on one page, made in a house that is there for it alone."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

from crmbot.preview.looks import LOOKS
from crmbot.preview.page import page
from crmbot.preview.scenes import SCENES, Scene
from crmbot.preview.stage import play


def write(to: Path, only: Sequence[str] = (), scenes: Sequence[Scene] = SCENES) -> None:
    """Write the page; with `only`, of the scenes whose names hold one of these words; all are played."""
    with tempfile.TemporaryDirectory(prefix="crm-preview-", ignore_cleanup_errors=True) as folder:
        played = []
        for look in LOOKS:
            house = Path(folder) / look.name
            house.mkdir()
            played.append((look, asyncio.run(play(look, scenes, house))))
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(page(played, only), "utf-8")
