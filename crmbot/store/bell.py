"""The bell between processes on one server: who has written something that is due soon rings, the others look."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import uuid4

import structlog
from sqlalchemy import bindparam, func, select

from crmbot.store.engine import Database, plain_url
from crmbot.store.pauses import doubling
from crmbot.store.uow import unit_of_work

if TYPE_CHECKING:
    from psycopg import Connection

log = structlog.get_logger(__name__)

CHANNEL = "crmbot_bell"
LOOK_S = 1.0
"""How often the listener looks whether it is to stop."""

LIVELY_S = 15.0
"""How often it asks the server whether it is still there: a connection that was cut says nothing."""

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 5.0
_RING = select(func.pg_notify(CHANNEL, bindparam("who")))
_ALIVE = "keepalives=1 keepalives_idle=10 keepalives_interval=5 keepalives_count=3 connect_timeout=5"


class Bell:
    """Rings in the other processes, and hears them; `heard` is called from a thread of its own.

    A ring that is missed does no harm: everybody looks every few seconds anyhow. With a file there are no others.
    """

    def __init__(self, database: Database, heard: Callable[[], None]) -> None:
        self._database = database
        self._heard = heard
        self._name = uuid4().hex
        self._rung = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def ring(self) -> None:
        """Ring, from any thread; what is rung before the last one got out goes with it."""
        if self._database.is_sqlite or self._rung.is_set():
            return
        self._rung.set()
        self._database.submit(self._ring)

    def listen(self) -> None:
        """Begin to hear the others."""
        if self._database.is_sqlite or self._thread is not None:
            return
        self._stopping.clear()
        self._thread = threading.Thread(target=self._listen, name="crmbot-bell", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Hear no more; the thread ends within a moment."""
        self._stopping.set()
        self._thread = None

    def _ring(self) -> None:
        self._rung.clear()  # first: what is written from now on needs a ring of its own
        with unit_of_work(self._database) as session:
            session.connection().execute(_RING, {"who": self._name})

    def _listen(self) -> None:
        from psycopg import OperationalError

        pauses_s = doubling(FIRST_PAUSE_S, LONGEST_PAUSE_S)
        while not self._stopping.is_set():
            try:
                with self._connected() as connection:
                    pauses_s = doubling(FIRST_PAUSE_S, LONGEST_PAUSE_S)
                    self._hear(connection)
            except OperationalError as error:
                pause_s = next(pauses_s)
                log.warning("bell.lost", action="retry", seconds=pause_s, error=type(error).__name__)
                self._stopping.wait(pause_s)

    def _connected(self) -> "Connection":
        import psycopg
        from psycopg.conninfo import conninfo_to_dict, make_conninfo

        url = plain_url(self._database.engine.url)
        return psycopg.connect(make_conninfo(url, **conninfo_to_dict(_ALIVE)), autocommit=True)

    def _hear(self, connection: "Connection") -> None:
        """Pass on what is rung; ends when it is to stop, or when the connection breaks."""
        connection.execute(f"LISTEN {CHANNEL}")
        self._heard()  # what was rung while nobody listened
        silent_s = 0.0
        while not self._stopping.is_set():
            rings = [ring.payload for ring in connection.notifies(timeout=LOOK_S, stop_after=1)]
            if any(ring != self._name for ring in rings):
                self._heard()
            silent_s = 0.0 if rings else silent_s + LOOK_S
            if silent_s >= LIVELY_S:
                connection.execute("SELECT 1")
                silent_s = 0.0
