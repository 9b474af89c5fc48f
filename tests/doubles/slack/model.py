"""What the Slack double keeps: people, conversations, messages, views and calls."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.doubles.callers import caller_port

from . import screen, wording

Json = dict[str, Any]
Kind = Literal["events_api", "slash_commands", "interactive"]
ChannelKind = Literal["im", "mpim", "channel", "group"]


class NotOnScreen(AssertionError):
    """Somebody wanted to press, choose or fill what they cannot see."""


class ClientRefused(AssertionError):
    """Slack's own client would not have sent this: a required field is empty, a text too long."""


class Refused(Exception):
    """An answer `ok: false` with Slack's code; `violation` says that the app broke the contract."""

    def __init__(self, code: str, violation: str | None = None, **more: object) -> None:
        """Keep the code, what was broken, and what else the body says."""
        super().__init__(code)
        self.code = code
        self.violation = violation
        self.more = more


@dataclass(slots=True)
class User:
    """A member of the workspace, its bot, or with a `team` somebody of another one who is in a shared channel."""

    id: str
    name: str
    email: str
    tz: str
    locale: str = "en-US"
    deleted: bool = False
    is_bot: bool = False
    is_guest: bool = False
    team: str = ""


@dataclass(slots=True)
class Channel:
    """A conversation of any kind; `members` holds user ids, the bot's included, `begun_by` the workspace it is of."""

    id: str
    name: str
    kind: ChannelKind
    members: set[str]
    archived: bool = False
    read_only: bool = False
    shared: bool = False
    begun_by: str = ""

    @property
    def event_type(self) -> str:
        """The subscription that brings this conversation's messages."""
        return {"im": "message.im", "mpim": "message.mpim", "group": "message.groups"}.get(
            self.kind, "message.channels"
        )


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it stands now; `visible_to` names the only reader of an ephemeral one."""

    channel: str
    ts: str
    author: str
    text: str
    blocks: tuple[Json, ...] = ()
    attachments: tuple[Json, ...] = ()
    thread_ts: str | None = None
    visible_to: str | None = None
    edited_ts: str | None = None
    by_bot: bool = False
    files: tuple[Json, ...] = ()
    metadata: Json | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    values: Json = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return self.visible_to is not None

    @property
    def buttons(self) -> list[str]:
        """Labels of the buttons, from top to bottom."""
        return screen.button_labels(self.blocks)

    @property
    def choices(self) -> list[str]:
        """Labels of the options of every select and overflow menu."""
        return screen.option_labels(self.blocks)

    @property
    def plain(self) -> str:
        """The words a reader sees, without marks and without buttons."""
        words = wording.plain_blocks(self.blocks) or wording.plain_mrkdwn(self.text)
        return wording.with_names(words, self.people)

    @property
    def pings(self) -> list[str]:
        """Live mentions that would notify somebody: people, groups, `<!channel>` and its kin."""
        return wording.pings(self.text, self.blocks)


@dataclass(frozen=True, slots=True)
class View:
    """One modal or Home tab as it stands now; `values` is what has been entered."""

    id: str
    user: str
    body: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    values: Json = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def kind(self) -> str:
        """`modal` or `home`."""
        return str(self.body["type"])

    @property
    def title(self) -> str:
        """The words at the top; empty for a Home tab."""
        return str((self.body.get("title") or {}).get("text", ""))

    @property
    def callback_id(self) -> str:
        """The app's own name of the view."""
        return str(self.body.get("callback_id", ""))

    @property
    def private_metadata(self) -> str:
        """What the app put aside in the view."""
        return str(self.body.get("private_metadata", ""))

    @property
    def blocks(self) -> tuple[Json, ...]:
        """The blocks, each with its id."""
        return tuple(self.body["blocks"])

    @property
    def buttons(self) -> list[str]:
        """Labels of the buttons, from top to bottom."""
        return screen.button_labels(self.blocks)

    @property
    def choices(self) -> list[str]:
        """Labels of the options of every select and overflow menu."""
        return screen.option_labels(self.blocks)

    @property
    def fields(self) -> list[str]:
        """Labels of the input blocks."""
        return [block["label"]["text"] for block in self.blocks if block["type"] == "input"]

    @property
    def entered(self) -> dict[str, object]:
        """What stands in each input, by the label of its block."""
        return {
            block["label"]["text"]: screen.plain_value(
                self.values.get(block["block_id"], {}).get(block["element"]["action_id"], {})
            )
            for block in self.blocks
            if block["type"] == "input"
        }

    @property
    def plain(self) -> str:
        """The words a reader sees: title, texts, labels."""
        words = "\n".join(filter(None, [self.title, wording.plain_blocks(self.blocks)]))
        return wording.with_names(words, self.people)


@dataclass(slots=True)
class Trigger:
    """A permission to open one view, good for three seconds."""

    user: str
    expires_at: float
    used: bool = False
    view_id: str | None = None


@dataclass(slots=True)
class ResponseUrl:
    """A `response_url`: five posts within thirty minutes."""

    channel: str
    user: str
    expires_at: float
    source_ts: str | None = None
    uses: int = 0


@dataclass(frozen=True, slots=True)
class Upload:
    """A file somebody shared; `described` is Slack's file object."""

    described: Json
    content: bytes


@dataclass(slots=True)
class Ticket:
    """A file the app has announced: its bytes come by themselves, then it is shown."""

    file_id: str
    name: str
    length: int
    alt: str
    content: bytes | None = None
    shown: bool = False


@dataclass(slots=True)
class Call:
    """One call of the Web API (or `response_url`), its answer, the trouble it met, and the port it came from."""

    method: str
    args: Json
    at: float
    answer: Json = field(default_factory=dict)
    trouble: str = ""
    port: int = field(default_factory=caller_port)


@dataclass(frozen=True, slots=True)
class Response:
    """How the app acknowledged a delivery; `error` is what Slack would say went wrong."""

    status: int | None = None
    text: str = ""
    payload: Json | None = None
    error: str | None = None
    elapsed_s: float = 0.0
    no_retry: bool = False
    message: Message | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def ok(self) -> bool:
        """Whether it was acknowledged in time."""
        return self.error is None


@dataclass(slots=True, eq=False)
class Delivery:
    """One thing that was sent to the app, and how often it answered."""

    kind: Kind
    payload: Json
    responses: list[Response] = field(default_factory=list)

    @property
    def response(self) -> Response:
        """The latest answer."""
        return self.responses[-1]
