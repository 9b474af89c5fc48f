"""Our own process in a hurry: leases and pauses a fraction as long. Nothing else of it is changed."""

from datetime import timedelta

INBOX_LEASE, OUTBOX_LEASE, LEAD = timedelta(seconds=3), timedelta(seconds=4), timedelta(seconds=2)
BUSY_MS = 1500


def hurry() -> None:
    """Shorten what a test would have to wait for; before anything is imported that has taken these values over."""
    from crmbot.core import inbox, leases
    from crmbot.core.delivery import sending

    inbox.LEASE, inbox.PATIENCE, inbox.TRIES = INBOX_LEASE, timedelta(seconds=10), 12
    sending.LEASE, sending.FIRST_PAUSE_S, sending.LONGEST_PAUSE_S = OUTBOX_LEASE, 0.3, 2.0
    leases.LENGTH, leases.RENEWED_EVERY = LEAD, LEAD / 3

    from crmbot.store import engine

    engine.BUSY_TIMEOUT_MS = BUSY_MS
    hurry_platforms()


def hurry_platforms() -> None:
    """Come back sooner to a platform that failed."""
    from crmbot.handlers.slack import failures as of_slack
    from crmbot.handlers.telegram import failures as of_telegram

    of_slack.RETRY_S, of_slack.BUSY_S = 0.5, 1.0
    of_telegram._NETWORK_PAUSE_S, of_telegram._SERVER_PAUSE_S = 0.5, 1.0
