"""Our own process with its clock set on, or hardly ever looking for work by itself; nothing else of it is changed."""

import os
import sys
from datetime import UTC, datetime, timedelta


def main() -> None:
    """Be the process: `E2E_AHEAD_S` says how far the clock is ahead, `E2E_LOOK_S` how often the scheduler looks."""
    if ahead_s := float(os.environ.get("E2E_AHEAD_S", "0")):
        import time_machine

        time_machine.travel(datetime.now(UTC) + timedelta(seconds=ahead_s), tick=True).start()
    if look_s := os.environ.get("E2E_LOOK_S"):
        from crmbot.scheduler import jobs

        jobs.SAFETY_NET_S = int(look_s)
    from crmbot.cli import main as begin

    begin(sys.argv[1:])


if __name__ == "__main__":
    main()
