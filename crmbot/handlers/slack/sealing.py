"""Tokens at rest: encrypted with a key made of the client secret, so that a leaked database alone holds none."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_PURPOSE = b"crmbot: tokens of workspaces, 1"
_VERSION = "1."
_KEY_BYTES = 32
_NONCE_BYTES = 12


class UnreadableTokenError(ValueError):
    """The token was sealed with another client secret, for another workspace, or somebody changed it."""


class Seal:
    """Seals and opens tokens; each belongs to its workspace and opens for no other.

    What was sealed with a client secret of before opens as well, as long as that is named; sealed is with the newest.
    """

    __slots__ = ("_keys",)

    def __init__(self, client_secret: str, before: Sequence[str] = ()) -> None:
        self._keys = tuple(_key(secret) for secret in (client_secret, *before))

    def seal(self, token: str, team: str) -> str:
        """Return the token of a workspace as text that may be stored."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._keys[0].encrypt(nonce, token.encode(), team.encode())
        return _VERSION + urlsafe_b64encode(sealed).decode()

    def open(self, sealed: str, team: str) -> str:
        """Return the token. Raises `UnreadableTokenError`."""
        for key in self._keys:
            token = _opened(key, sealed, team)
            if token is not None:
                return token
        raise UnreadableTokenError(team)

    def anew(self, sealed: str, team: str) -> str:
        """Return a token sealed with the newest secret; as it is where it is so already. Raises as `open` does."""
        if _opened(self._keys[0], sealed, team) is not None:
            return sealed
        return self.seal(self.open(sealed, team), team)


def _key(client_secret: str) -> "AESGCM":
    # Slow to import, and needed only where there are several workspaces.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derived = HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=_PURPOSE)
    return AESGCM(derived.derive(client_secret.encode()))


def _opened(key: "AESGCM", sealed: str, team: str) -> str | None:
    from cryptography.exceptions import InvalidTag

    try:
        raw = urlsafe_b64decode(sealed.removeprefix(_VERSION))
        return key.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], team.encode()).decode()
    except (ValueError, InvalidTag):
        return None
