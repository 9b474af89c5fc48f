"""The Telegram door: updates in, cards out."""

import os

# python-telegram-bot is turning lengths of time from int into timedelta and warns until one has chosen.
os.environ.setdefault("PTB_TIMEDELTA", "true")
