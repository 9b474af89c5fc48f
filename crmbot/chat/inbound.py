"""One thing that reached us, in the same words whatever the platform."""

from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from typing import Any, Literal

from pydantic import TypeAdapter

from crmbot.chat.address import Address
from crmbot.language.text import tidy


@dataclass(frozen=True, slots=True)
class Identity:
    """Who sent it, as the platform knows them; `email` only where the platform has verified it.

    `vouched`: the surface answers for the e-mail address, so that nobody has to confirm it.
    """

    platform: str
    tenant: str
    user: str
    name: str = ""
    email: str | None = None
    zone: str | None = None
    locale: str | None = None
    vouched: bool = False

    @property
    def sign(self) -> str:
        """The identity as one string."""
        return f"{self.platform}:{self.tenant}:{self.user}"


@dataclass(frozen=True, slots=True)
class Said:
    """Words. `message` is the platform's id of them; `reply_to` the ref of a message of ours they answer.

    `withdrawn` tells that they were deleted by who said them.
    """

    text: str
    message: str | None = None
    reply_to: str | None = None
    edited: bool = False
    withdrawn: bool = False
    as_command: bool = False
    forwarded_from: str | None = None
    link: str | None = None
    kind: Literal["said"] = "said"


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button: the invocation as it was written on it, and the ref of the card it stands on."""

    token: str
    card: str | None = None
    kind: Literal["pressed"] = "pressed"


@dataclass(frozen=True, slots=True)
class Submitted:
    """A filled form: the key of the dialog it was opened for, and text by field name."""

    dialog: str
    values: dict[str, str]
    kind: Literal["submitted"] = "submitted"


@dataclass(frozen=True, slots=True)
class FileShared:
    """A photo, voice message or file; `ref` is the platform's handle for fetching it.

    `too_large` tells that the platform will not hand out its bytes.
    """

    ref: str
    name: str
    mime: str
    size: int | None = None
    medium: Literal["photo", "voice", "video", "file"] = "file"
    seconds: int | None = None
    too_large: bool = False
    what: Literal["file"] = "file"


@dataclass(frozen=True, slots=True)
class PersonShared:
    """A contact card; `own` when the platform vouches that it is the sender's own."""

    name: str
    phone: str
    email: str | None = None
    own: bool = False
    what: Literal["person"] = "person"


@dataclass(frozen=True, slots=True)
class PlaceShared:
    """A location in degrees, with the venue's name where there is one. Raises `ValueError` for one that is nowhere."""

    latitude: float
    longitude: float
    title: str = ""
    what: Literal["place"] = "place"

    def __post_init__(self) -> None:
        if not (abs(self.latitude) <= 90 and abs(self.longitude) <= 180):  # noqa: PLR2004 - the poles, and once around
            raise ValueError("a place is on earth")


Attachment = FileShared | PersonShared | PlaceShared


@dataclass(frozen=True, slots=True)
class Uploaded:
    """Attachments that came in one message, with their caption."""

    attachments: tuple[Attachment, ...]
    caption: str = ""
    message: str | None = None
    reply_to: str | None = None
    group: str | None = None
    kind: Literal["uploaded"] = "uploaded"


Event = Said | Pressed | Submitted | Uploaded


@dataclass(frozen=True, slots=True)
class Inbound:
    """What happened, who did it, where, and the platform's key that makes a second delivery a duplicate.

    `chat_name` is what a group is called, where the platform says so; `shared` that people of other
    organisations read along there, `in_topic` that the thread of the address is a room of its own, and not what is said
    under a message.
    """

    key: str
    who: Identity
    address: Address
    at: datetime
    event: Event
    private: bool = True
    chat_name: str = ""
    shared: bool = False
    in_topic: bool = False

    def to_json(self) -> str:
        """Write the inbound as text for the inbox; `ValueError` where it would not be read back."""
        return _ADAPTER.dump_json(self, warnings="error").decode()

    @classmethod
    def from_json(cls, text: str) -> "Inbound":
        """Read back what `to_json` wrote."""
        return _ADAPTER.validate_json(text)

    def clean(self) -> "Inbound":
        """Return the same inbound with all of a person's text fit to parse, and all of it fit to store."""
        who = replace(self.who, name=tidy(self.who.name))
        found: Inbound = _fit(replace(self, who=who, event=_clean(self.event), chat_name=tidy(self.chat_name)))
        return found


def _clean(event: Event) -> Event:
    match event:
        case Said():
            return replace(event, text=tidy(event.text))
        case Submitted():
            return replace(event, values={name: tidy(value) for name, value in event.values.items()})
        case Uploaded():
            attachments = tuple(_clean_attachment(attachment) for attachment in event.attachments)
            return replace(event, caption=tidy(event.caption), attachments=attachments)
        case Pressed():
            return replace(event, token=tidy(event.token))


def _clean_attachment(attachment: Attachment) -> Attachment:
    match attachment:
        case FileShared() | PersonShared():
            return replace(attachment, name=tidy(attachment.name))
        case PlaceShared():
            return replace(attachment, title=tidy(attachment.title))


def _fit(part: Any) -> Any:  # noqa: ANN401 - a part of any type, and the same again
    """Return a part without what no database takes, in the ids of a platform too: halves of letters, and zeros."""
    match part:
        case str():
            return part if part.isascii() and "\0" not in part else part.translate(_UNFIT)
        case tuple():
            return tuple(map(_fit, part))
        case dict():
            return {_fit(key): _fit(value) for key, value in part.items()}
        case _ if is_dataclass(part) and not isinstance(part, type):
            return replace(part, **{each.name: _fit(getattr(part, each.name)) for each in fields(part)})
        case _:
            return part


_UNFIT = {**dict.fromkeys(range(0xD800, 0xE000), "\ufffd"), 0: ""}
_ADAPTER = TypeAdapter(Inbound)
