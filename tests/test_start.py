"""What a process that serves both platforms holds before anybody has said a word."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOORS = "crmbot.app, crmbot.cli.database, crmbot.handlers.slack.app, crmbot.handlers.telegram.app"
HEAVY = (
    "alembic",
    "babel",
    "dateparser",
    "defusedxml",
    "fpdf",
    "icalendar",
    "obstore",
    "openpyxl",
    "phonenumbers",
    "PIL",
)


def test_heavy_libraries_when_the_house_is_built() -> None:
    """What only single commands need (workbooks, pictures, PDF, calendars, other stores) is not loaded at the start."""
    script = (
        f"import sys, {DOORS}\nfrom crmbot.commands import build_registry\nbuild_registry()\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )

    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    assert loaded.stdout == "[]\n"
