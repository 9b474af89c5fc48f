"""Tokens at rest: encrypted with a key made of the client secret, so that a leaked database alone holds none."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

_PURPOSE = b"crmbot: tokens of workspaces, 1"
_VERSION = "1."
_KEY_BYTES = 32
_NONCE_BYTES = 12


class UnreadableTokenError(ValueError):
    """The token was sealed with another client secret, for another workspace, or somebody changed it."""


class Seal:
    """Seals and opens tokens; each belongs to its workspace and opens for no other."""

    __slots__ = ("_key",)

    def __init__(self, client_secret: str) -> None:
        # Slow to import, and needed only where there are several workspaces.
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        derived = HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=_PURPOSE)
        self._key = AESGCM(derived.derive(client_secret.encode()))

    def seal(self, token: str, team: str) -> str:
        """Return the token of a workspace as text that may be stored."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._key.encrypt(nonce, token.encode(), team.encode())
        return _VERSION + urlsafe_b64encode(sealed).decode()

    def open(self, sealed: str, team: str) -> str:
        """Return the token. Raises `UnreadableTokenError`."""
        from cryptography.exceptions import InvalidTag

        try:
            raw = urlsafe_b64decode(sealed.removeprefix(_VERSION))
            return self._key.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], team.encode()).decode()
        except (ValueError, InvalidTag):
            raise UnreadableTokenError(team) from None
