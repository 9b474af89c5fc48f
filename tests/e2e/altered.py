"""Our own process with its clock set on, impatient, or hardly ever looking for work by itself."""

import os
import sys
from datetime import UTC, datetime, timedelta


def main() -> None:
    """Be the process.

    `E2E_AHEAD_S` says how far its clock is ahead, and the database's with it, `E2E_LOOK_S` how often its scheduler
    looks, `E2E_PATIENCE_S` how long it waits for a database as it begins.
    """
    if ahead_s := float(os.environ.get("E2E_AHEAD_S", "0")):
        import time_machine

        from crmbot.store import told_time

        told = told_time.now
        told_time.now = lambda database: told(database) + timedelta(seconds=ahead_s)
        time_machine.travel(datetime.now(UTC) + timedelta(seconds=ahead_s), tick=True).start()
    if look_s := os.environ.get("E2E_LOOK_S"):
        from crmbot.scheduler import jobs

        jobs.SAFETY_NET_S = int(look_s)
    if patience_s := os.environ.get("E2E_PATIENCE_S"):
        from crmbot.store import away

        away.PATIENCE_S = float(patience_s)
    from crmbot.cli import main as begin

    begin(sys.argv[1:])


if __name__ == "__main__":
    main()
