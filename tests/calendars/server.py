"""A real CalDAV server, Radicale, on a loopback port: what it takes, calendar programs take."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET  # what our own server answers

import aiohttp

from tests.e2e.process import free_port

START_S = 30.0
HOME = "/ana/"

_CAL = "{urn:ietf:params:xml:ns:caldav}"
# The server is not asked to work series out: it reckons with the offset of the first, whatever the clocks do.
_QUERY = (
    '<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><c:calendar-data/></d:prop>'
    '<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"><c:time-range start="{start}" end="{end}"/>'
    "</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"
)


@dataclass(frozen=True, slots=True)
class CalDav:
    """A client of the server: it is asked in the way calendar programs ask."""

    client: aiohttp.ClientSession
    url: str

    async def put(self, path: str, calendar: bytes) -> int:
        """Put a calendar or one entry there; return the status, 201 for one that was taken."""
        headers = {"Content-Type": "text/calendar; charset=utf-8"}
        async with self.client.put(f"{self.url}{path}", data=calendar, headers=headers) as response:
            return response.status

    async def make(self, path: str) -> int:
        """Make an empty calendar."""
        async with self.client.request("MKCALENDAR", f"{self.url}{path}") as response:
            return response.status

    async def get(self, path: str) -> bytes:
        """Return a calendar or one entry as the server has it."""
        async with self.client.get(f"{self.url}{path}") as response:
            assert response.status == 200, await response.text()
            return await response.read()

    async def within(self, path: str, start: str, end: str) -> list[bytes]:
        """Return what has entries within a time: series are whole."""
        asked = _QUERY.format(start=start, end=end)
        headers = {"Depth": "1", "Content-Type": "application/xml"}
        async with self.client.request("REPORT", f"{self.url}{path}", data=asked, headers=headers) as response:
            assert response.status == 207, await response.text()
            told = ET.fromstring(await response.read())  # noqa: S314  # from our own server
        return [(each.text or "").encode() for each in told.iter(f"{_CAL}calendar-data")]


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[CalDav]:
    """Run the server on a folder of its own until the test is over."""
    port = free_port()
    settings = {
        "server-hosts": f"127.0.0.1:{port}",
        "auth-type": "none",
        "rights-type": "authenticated",
        "storage-filesystem-folder": str(folder),
        "logging-level": "warning",
    }
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "radicale",
        "--config=",
        *(f"--{name}={value}" for name, value in settings.items()),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with aiohttp.ClientSession(headers={"Authorization": aiohttp.encode_basic_auth("ana", "any")}) as client:
            await _listening(client, f"http://127.0.0.1:{port}", running)
            yield CalDav(client, f"http://127.0.0.1:{port}{HOME}")
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


async def _listening(client: aiohttp.ClientSession, url: str, running: asyncio.subprocess.Process) -> None:
    """Return when the server answers."""
    async with asyncio.timeout(START_S):
        while True:
            assert running.returncode is None, "the CalDAV server has ended"
            try:
                async with client.get(f"{url}/", allow_redirects=False):
                    return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.05)
