"""One stream of log lines for us and every library, with no secret in it."""

import json
import logging
import re
import sys
import threading
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import TextIO
from urllib.parse import quote, quote_plus

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "[hidden]"
SHORTEST_SECRET = 4  # anything shorter would blot out half of the words in the log

# These tell at INFO of every call or tick; the first one with the bot's token in the address.
TALKATIVE = (
    *("httpx", "httpcore", "aiohttp", "apscheduler", "slack_bolt", "slack_sdk", "telegram", "asyncio"),
    "alembic.runtime.plugins",
)

# No word boundaries in front: a terminal's colour codes end in a letter.
_TOKENS = re.compile(
    r"xox[a-z](?:\.xox[a-z])?-[\w-]+"  # bot, user and refresh tokens
    r"|xapp-[\w-]+"
    r"|(?<!\d)\d+:[A-Za-z0-9_-]{35}"
    r"|(?<=hooks\.slack\.com/)[\w/-]+"  # a response address is as good as a token
    r"|(?<=/calendar/)[\w-]{43}"  # whoever has the address of a calendar reads it
    r"|(?<=\?start=)[\w-]+|(?<=[?&]link=)[\w-]+|(?<=[?&]code=)[\w.-]+|(?<=[?&]state=)[\w-]+"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+"
)
_BEARER = re.compile(r"((?:Bearer|Basic)\s+)[\w.~+/=-]{6,}", re.IGNORECASE)
_PASSWORD = re.compile(r"(://[^\s:/@]*:)[^\s/]+(?=@)")
_SECRETIVE = r"(?:pass(?:word|wd)?|pwd|secret|token|api_?key|signature|credential|authorization|x-amz-[\w-]*)"
# As a query has them, a connection string of keywords, JSON, and a Python dict: the name, the sign between, the value.
_NAMED = re.compile(
    rf"(?P<name>\b[\w-]{{0,30}}?{_SECRETIVE}\b\\{{0,3}}[\"']?(?:\s?[:=]\s?|%3D))"
    r"(?P<value>\\{0,3}\"[^\"\n]{1,500}\"|'[^'\n]{1,500}'|[^\s&\"',;)}\]]{4,500})",
    re.IGNORECASE,
)
_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----.{0,5000}?(?:-----END [A-Z ]{0,20}KEY-----|\Z)", re.DOTALL
)

Redact = Callable[[str], str]


def configure(level: str = "INFO", *, secrets: Iterable[str] = (), tty: bool | None = None) -> None:
    """Send all log lines to standard error: coloured there on a terminal, JSON otherwise.

    Args: `secrets`: values hidden wherever they occur, beside everything that looks like a token.
    """
    is_terminal = sys.stderr.isatty() if tty is None else tty
    handler = StderrHandler()
    handler.setFormatter(formatter(redactor(secrets), tty=is_terminal))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_uncaught
    sys.unraisablehook = _log_unraisable
    threading.excepthook = _log_of_thread
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,  # a logger made at import is configured later
    )


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Have what nobody caught go the way of every log line, where secrets are hidden."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        logging.getLogger("crmbot").critical("uncaught", exc_info=(kind, error, trace))


def _log_of_thread(ended: "threading.ExceptHookArgs") -> None:
    """Do so with what ends a thread."""
    if ended.exc_value is not None and not isinstance(ended.exc_value, SystemExit):
        _log_uncaught(ended.exc_type, ended.exc_value, ended.exc_traceback)


def _log_unraisable(found: "sys.UnraisableHookArgs") -> None:
    """Do so with what fails where nothing can be raised, as when an object is let go of."""
    if found.exc_value is not None:
        _log_uncaught(found.exc_type, found.exc_value, found.exc_traceback)


class StderrHandler(logging.StreamHandler[TextIO]):
    """Writes to whatever standard error is now: a prompt on screen puts its own in place."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        self.stream = sys.stderr
        super().emit(record)


def formatter(redact: Redact, *, tty: bool) -> logging.Formatter:
    """Return the formatter of every handler; what it writes has been through `redact`."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *_rendering(tty=tty),
            _redacting(redact),
        ],
    )


def redactor(secrets: Iterable[str] = ()) -> Redact:
    """Return a function that hides these secrets, tokens, and passwords within addresses."""
    long_enough = [secret for secret in secrets if len(secret) >= SHORTEST_SECRET]
    spelled = {spelling for secret in long_enough for spelling in _spellings(secret)}
    exact = re.compile("|".join(map(re.escape, sorted(spelled, key=len, reverse=True))) or r"(?!)")

    def redact(text: str) -> str:
        hidden = _TOKENS.sub(HIDDEN, _PRIVATE_KEY.sub(HIDDEN, exact.sub(HIDDEN, text)))
        hidden = _PASSWORD.sub(rf"\1{HIDDEN}", _BEARER.sub(rf"\1{HIDDEN}", hidden))
        return _NAMED.sub(_name_only, hidden)

    return redact


def _name_only(found: re.Match[str]) -> str:
    """Return a name with its value hidden, in the quotes it stood in."""
    value = found["value"]
    quote = value[: len(value) - len(value.lstrip("\\\"'"))]
    return f"{found['name']}{quote}{HIDDEN}{quote}" if HIDDEN not in value else found[0]


def _spellings(secret: str) -> tuple[str, ...]:
    """Return a secret as it is, as JSON and Python write it between quotes, and as addresses do."""
    return secret, json.dumps(secret)[1:-1], repr(secret)[1:-1], quote(secret, safe=""), quote_plus(secret)


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]


def _rendering(*, tty: bool) -> list[Processor]:
    if tty:
        # The plain one: the others print local variables, and those hold what people wrote.
        return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]


def _redacting(redact: Redact) -> Processor:
    """Return the last processor: it sees the whole line as it will be written."""

    def process(_logger: WrappedLogger, _method: str, rendered: EventDict) -> str:
        return redact(str(rendered))

    return process
