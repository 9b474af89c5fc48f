"""Reads the catalogues of words: one TOML file per language, each read once and only when somebody needs it."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

Table = Mapping[str, str]
Catalogue = Mapping[str, Table]

LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pt")
"""The codes of the languages that have a catalogue."""

_BETWEEN = re.compile(r",\s+")


@cache
def catalogue(language: str) -> Catalogue:
    """Give the tables of a language, from a key to the spellings behind it; empty where it has no file.

    Args: `language`: an ISO 639-1 code.
    """
    if language not in LANGUAGES:
        return {}
    # A file of the package, as unchanging as its code: that is why reading it is no input here.
    return tomllib.loads(resources.files(__package__).joinpath(f"{language}.toml").read_text("utf-8"))


def spellings(words: str) -> list[str]:
    """Cut the right side of an entry into its spellings, which have a comma and a space between them."""
    return [" ".join(word.split()) for word in _BETWEEN.split(words.strip())]
