"""The words of times in the languages people write, as files of spellings, and a text put into English by them."""

from crmbot.language.catalogue.commands import CommandWord, command_words
from crmbot.language.catalogue.deeds import deeds_in, orders, tells_of_deed
from crmbot.language.catalogue.english import InEnglish, in_english
from crmbot.language.catalogue.flat import flatten
from crmbot.language.catalogue.loading import LANGUAGES, catalogue, spellings

__all__ = [
    "LANGUAGES",
    "CommandWord",
    "InEnglish",
    "catalogue",
    "command_words",
    "deeds_in",
    "flatten",
    "in_english",
    "orders",
    "spellings",
    "tells_of_deed",
]
