"""Keys and passwords of programs, known by how they look: nobody means to leave one in a chat."""

import re

# Lengths are bound: each text is gone through but once.
_LOOKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("a private key", re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----")),
    ("a token of a chat app", re.compile(r"\bx(?:ox[abeoprs]|app)-[\w-]{10,}")),
    ("the token of a bot", re.compile(r"\b\d{8,10}:[\w-]{35}(?![\w-])")),
    ("an access key", re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    ("an access token", re.compile(r"\b(?:gh[oprsu]_\w{36}|github_pat_\w{22,}|glpat-[\w-]{20,})")),
    ("an API key", re.compile(r"\b(?:[rs]k[_-](?:live|test|proj|ant)?[_-]?\w{20,}|AIza[\w-]{35})")),
    ("a signed token", re.compile(r"\beyJ[\w-]{8,200}\.eyJ[\w-]{8,2000}\.[\w-]{8}")),
    ("the secret address of a calendar", re.compile(r"/calendar/[\w-]{43}\.ics\b")),
    (
        "an address with a password in it",
        re.compile(r"\b[a-z][a-z0-9+.-]{0,20}://[^\s/:@]{1,100}:[^\s/@]{1,200}@", re.IGNORECASE),
    ),
)


def found(text: str) -> str:
    """Return what sort of secret stands in a text; empty when there is none."""
    return next((what for what, look in _LOOKS if look.search(text)), "")
