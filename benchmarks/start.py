"""From the start of the process to listening, and what it then holds in memory: `python -m benchmarks.start`."""

import argparse
import asyncio
import atexit
import compileall
import os
import re
import shutil
import signal
import socket
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.rounds import spread, table
from crmbot.handlers.slack.manifest import manifest
from crmbot.logs import configure
from crmbot.store.migrate import upgrade
from tests.doubles.slack import SlackDouble
from tests.doubles.telegram import TelegramDouble

ROOT = Path(__file__).parent.parent
FRAMEWORKS = "slack_bolt.async_app, aiohttp, telegram, sqlalchemy.orm, starlette.applications, uvicorn, apscheduler"
AIM_S = 1.0
AIM_MB = 130
PATIENCE_S = 30
POLL_S = 0.002
SETTLE_S = 1.0
SHOWN = 14
DEV_ONLY = ("rich",)
"""What only our own tools bring along, and libraries dress up terminals with where they find it: nobody else has it."""
_IMPORT = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \| (\s*)([\w.]+)")


@dataclass(frozen=True, slots=True)
class Start:
    """One start: seconds until the port answered, its own work until then, and the memory held a second later."""

    seconds: float
    cpu_s: float
    resident_mb: float
    imports: str = ""


@asynccontextmanager
async def platforms() -> AsyncIterator[dict[str, str]]:
    """Play Slack and Telegram, and give the settings of a process that serves both."""
    async with SlackDouble() as slack, TelegramDouble() as telegram:
        from crmbot.commands import build_registry

        slack.install(manifest(build_registry()))
        yield {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.url,
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_API_URL": telegram.url,
            "CRMBOT_LOG_LEVEL": "WARNING",
        }


async def start(settings: Mapping[str, str], url: str, *options: str) -> Start:
    """Start the real process and stop it again."""
    port = _free_port()
    environment = {**os.environ, "PYTHONPATH": _path(), **settings, "DATABASE_URL": url, "PORT": str(port)}
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *options, "-m", "crmbot", "run"),
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    told = asyncio.create_task(process.stderr.read())
    async with asyncio.timeout(PATIENCE_S):
        await _answering(port)
    seconds, worked = time.perf_counter() - began, cpu_s(process.pid)
    await asyncio.sleep(SETTLE_S)
    resident = resident_mb(process.pid)
    process.send_signal(signal.SIGTERM)
    await process.wait()
    return Start(seconds, worked, resident, (await told).decode())


async def frameworks() -> Start:
    """Import what we stand on, and nothing of ours."""
    script = f"import {FRAMEWORKS}, os, time; print(flush=True); time.sleep({PATIENCE_S})"
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE, env={**os.environ, "PYTHONPATH": _path()}
    )
    assert process.stdout is not None
    await process.stdout.readline()
    found = Start(time.perf_counter() - began, cpu_s(process.pid), resident_mb(process.pid))
    process.kill()
    await process.wait()
    return found


def cpu_s(process: int) -> float:
    """Read how long a process has worked, in user and system time, where the system tells it as Linux does."""
    told = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(process: int) -> float:
    """Read what a process holds in memory, where the system tells it as Linux does."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) / 1024


@cache
def _path() -> str:
    """Return where modules are looked for first: ours, and in place of those nobody else has, none."""
    folder = Path(tempfile.mkdtemp(prefix="crm-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in DEV_ONLY:
        (folder / f"{name}.py").write_text(f"raise ModuleNotFoundError('no {name} here', name={name!r})", "utf-8")
    return f"{folder}{os.pathsep}{ROOT}"


async def _answering(port: int) -> None:
    while True:
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(POLL_S)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def costs(imports: str) -> list[tuple[str, ...]]:
    """Add up the time of imports by package, without what each waits for others."""
    spent: Counter[str] = Counter()
    for own_us, _, _, name in _IMPORT.findall(imports):
        spent[name.partition(".")[0]] += int(own_us)
    total = sum(spent.values())
    rows = [(name, f"{us / 1000:.0f}", f"{us / total:.0%}") for name, us in spent.most_common(SHOWN)]
    return [("imports, own time", "ms", "share"), *rows, ("all", f"{total / 1000:.0f}", "")]


async def main(rounds: int) -> None:
    configure("ERROR")
    compileall.compile_dir(ROOT / "crmbot", quiet=2)
    with tempfile.TemporaryDirectory(prefix="crm-bench-") as folder:
        url = f"sqlite:///{folder}/crmbot.db"
        upgrade(url)
        async with platforms() as settings:
            await start(settings, url)  # the files are in memory from here on
            again, first, bare = [], [], []
            for number in range(rounds):
                again.append(await start(settings, url))
                bare.append(await frameworks())
                first.append(await start(settings, f"sqlite:///{folder}/first{number}.db"))
            told = (await start(settings, url, "-X", "importtime")).imports
    _report({"ours": again, "ours, with an empty database": first, "imports of the frameworks": bare})
    pairs = list(zip(again, bare, strict=True))
    print(f"ours / frameworks: {spread([mine.seconds / theirs.seconds for mine, theirs in pairs])}", end="")
    print(f", of CPU: {spread([mine.cpu_s / theirs.cpu_s for mine, theirs in pairs])}")
    print(f"Aims: < {AIM_S} s, < {AIM_MB} MB\n")
    table(costs(told))


def _report(starts: Mapping[str, list[Start]]) -> None:
    head = ("", "median s", "slowest s", "CPU s", "resident MB")
    rows = [
        (
            name,
            f"{statistics.median(each.seconds for each in found):.2f}",
            f"{max(each.seconds for each in found):.2f}",
            f"{statistics.median(each.cpu_s for each in found):.2f}",
            f"{statistics.median(each.resident_mb for each in found):.0f}",
        )
        for name, found in starts.items()
    ]
    table([head, *rows])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    asyncio.run(main(parser.parse_args().rounds))
