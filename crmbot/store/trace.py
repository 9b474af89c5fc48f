"""What follows from one message bears one name: in every log line, in what is kept for later, in every process."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2s

from structlog.contextvars import bound_contextvars, get_contextvars

NAME = "trace"
_BYTES = 6


def of(key: str) -> str:
    """Return the name of what follows from a message, by the key its platform gave it: the same in every process."""
    return blake2s(key.encode(), digest_size=_BYTES).hexdigest()


def current() -> str | None:
    """Return the name of what is worked on now; None for what no message asked for."""
    name = get_contextvars().get(NAME)
    return name if isinstance(name, str) else None


@contextmanager
def following(name: str | None) -> Iterator[None]:
    """Let everything that is done within, and what is started there, bear a name; None changes nothing."""
    if name is None:
        yield
        return
    with bound_contextvars(**{NAME: name}):
        yield
