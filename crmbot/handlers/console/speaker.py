"""Who types, and where."""

from dataclasses import dataclass, replace
from pathlib import Path

from crmbot.chat.address import Address
from crmbot.chat.inbound import Attachment, FileShared, Identity, PersonShared, PlaceShared
from crmbot.handlers.console.directives import Attach, Introduce, Locate

PLATFORM, TENANT = "console", "local"


@dataclass(slots=True)
class Speaker:
    """The person who types now; `channel` is empty in their direct chat."""

    user: str
    channel: str = ""

    @property
    def place(self) -> str:
        """What the present conversation is called: the channel, or the person's e-mail address."""
        return self.channel or self.user

    @property
    def prompt(self) -> str:
        """What stands before the line being typed."""
        return f"{self.user} {self.channel}" if self.channel else self.user

    @property
    def address(self) -> Address:
        """The present conversation."""
        return Address(PLATFORM, TENANT, self.place)

    @property
    def identity(self) -> Identity:
        """The person; whoever sits at the console is taken at their word."""
        return Identity(PLATFORM, TENANT, self.user, email=self.user, vouched=True)


def attachment(directive: Attach | Locate | Introduce) -> Attachment | None:
    """Return what a line attaches; None for a file that is not there."""
    match directive:
        case Locate():
            return PlaceShared(directive.latitude, directive.longitude, directive.title)
        case Introduce():
            return PersonShared(directive.name, directive.phone)
        case Attach():
            return file_at(Path(directive.path).expanduser())


def file_at(path: Path) -> FileShared | None:
    """Return a file of this machine as it is shared; None when it cannot be had."""
    import mimetypes

    try:
        if not path.is_file():
            return None
        size = path.stat().st_size
    except (OSError, ValueError):  # no right to look, or no possible name
        return None
    mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    shared = FileShared(str(path.resolve()), path.name, mime, size)
    match mime.partition("/")[0]:
        case "image":
            return replace(shared, medium="photo")
        case "audio":
            return replace(shared, medium="voice")
        case "video":
            return replace(shared, medium="video")
        case _:
            return shared
