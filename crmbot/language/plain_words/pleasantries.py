"""What is said between two things: thanks, a yes, a no, goodbye, never mind."""

import re

from crmbot.language.fold import fold

_AROUND = re.compile(
    r"^(?:ok(?:ay)?|oh|well|no|ah|thanks|thank you|thx|danke|merci)[ ,]{1,3}(?=\S)"
    r"|(?<![ ,])[ ,]{1,3}(?:thanks|thank you|then|please|for (?:now|today)|bot|everyone|today)$"
)

_THANKS = frozenset(
    "thanks|thank you|thank you very much|thanks a lot|many thanks|thx|ty|cheers|ta|ok|okay|ok thanks|k|great|cool"
    "|perfect|nice|good|super|got it|alright|all right|fine|danke|merci|gracias|grazie|obrigado|bedankt"
    "|lol|haha|hehe|yay|wow|np|no problem|no worries|roger|noted|understood|sweet|awesome".split("|")
)
_NODS = re.compile(r"[👍👌🙏👏💪🙌🎉🥳🥰😀-😎🙂😉☀-➿\s\ufe0f\U0001f3fb-\U0001f3ff]+")
"""Thumbs, hands, smiles and hearts, of any colour of skin."""
_YES = frozenset("yes|y|yep|yeah|yes please|sure|do it|ja|oui|si|sim".split("|"))
_NO = frozenset("no|n|nope|nah|no thanks|nein|non|nao|nee".split("|"))
_BYE = frozenset(
    "bye|bye bye|goodbye|good bye|good night|good evening|gn|cya|see you|see you later|see you tomorrow|see ya|cu|ttyl"
    "|later|talk later|have a good one|have a nice day|have a nice weekend|im off|i am off|im done for today|thats all"
    "|that is all|thats it|that was all|signing off|tschuss|tschuess|gute nacht|bis morgen|schonen abend"
    "|schonen feierabend|feierabend|au revoir|bonne nuit|bonne soiree|a demain|adios|buenas noches|hasta manana"
    "|hasta luego|ciao|buona notte|arrivederci".split("|")
)
_LEAVE = frozenset(
    "stop|stop it|stop that|never mind|nevermind|nvm|forget it|forget that|leave it|leave that|drop it|quit|exit|abort"
    "|no wait|scratch that|doesnt matter|does not matter|not now|nothing|egal|vergiss es|lass es|lass mal|abbrechen"
    "|laisse tomber|oublie|annuler|rien|olvidalo|dejalo|no importa|nada|lascia stare|laat maar".split("|")
)
_SLIPS = frozenset(
    "oops|ooops|whoops|ups|upps|my bad|my mistake|mistake|sorry|wrong|thats wrong|that was wrong|not that|not that one"
    "|that was a mistake|das war falsch|falsch|pardon|perdon|merde|shit|damn".split("|")
)


def is_goodbye(text: str) -> bool:
    """Tell whether a text only says that its writer goes."""
    return _said(text) in _BYE


def gives_up(text: str) -> bool:
    """Tell whether a text says that what was begun is to be left: never mind, stop."""
    return _said(text) in _LEAVE


def is_slip(text: str) -> bool:
    """Tell whether a text only says that what was just done was not meant."""
    return _said(text) in _SLIPS


def _said(text: str) -> str:
    """Return the words of a text without signs and thanks around them: `ok, never mind, thanks!`."""
    words = " ".join(fold(text).replace("'", "").replace("\u2019", "").split()).strip(" .,!?…")
    return _AROUND.sub("", words).strip(" .,!?…")


def is_thanks(text: str) -> bool:
    """Tell whether a text wants nothing: thanks, or that all is well."""
    return fold(text) in _THANKS or _NODS.fullmatch(text) is not None


def yes_or_no(text: str) -> bool | None:
    """Tell whether a text is a yes or a no; None for all else."""
    words = fold(text)
    return words in _YES if words in _YES or words in _NO else None
