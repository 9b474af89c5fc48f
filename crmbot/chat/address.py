"""Where a message comes from or goes to, as one storable string."""

from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import quote, unquote


@dataclass(frozen=True, slots=True)
class Address:
    """A place on a platform: tenant (workspace or bot), chat and, within it, a thread or topic."""

    platform: str
    tenant: str
    chat: str
    thread: str = ""

    def __str__(self) -> str:
        return _written(self.platform, self.tenant, self.chat, self.thread)

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read back what `str(address)` wrote; `ValueError` for anything else."""
        parts = [unquote(part) for part in text.split(":")]
        if not 3 <= len(parts) <= 4:  # noqa: PLR2004 - platform, tenant, chat and perhaps a thread
            message = f"not an address: {text!r}"
            raise ValueError(message)
        return cls(*parts)

    @property
    def chat_only(self) -> "Address":
        """The same chat without its thread: what rates and channel states are counted by."""
        return replace(self, thread="")


@lru_cache(maxsize=4096)  # every message writes the address it came from several times
def _written(platform: str, tenant: str, chat: str, thread: str) -> str:
    parts = (platform, tenant, chat, thread) if thread else (platform, tenant, chat)
    return ":".join(quote(part, safe="@.-_#") for part in parts)


@dataclass(frozen=True, slots=True)
class SentRef:
    """A message of ours that was delivered: its place and the platform's own id of it."""

    address: Address
    message: str

    def __str__(self) -> str:
        return f"{self.address}/{quote(self.message, safe='')}"

    @classmethod
    def parse(cls, text: str) -> "SentRef":
        """Read back what `str(ref)` wrote; `ValueError` for anything else."""
        address, _, message = text.rpartition("/")
        return cls(Address.parse(address), unquote(message))
