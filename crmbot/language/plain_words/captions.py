"""What the words beside a file say that are no note: where it belongs, and that its rows are to be brought in."""

import re

from crmbot.language.plain_words.phrasing import ways

_THIS = r"(?: (?:this|it|that|these|them|the))?(?: (?:file|photo|picture|document|scan|pdf|one)s?)?"
_WHERE = r"(?:for|on|to|under|with|in|into|at|about|für|zu|bei|an|pour|sur|chez|para|en|per|su|voor|bij|op)"
_FILED = ways(
    rf"(?:(?:please|pls|bitte) )?(?:put|file|save|attach|keep|store|add|link|upload){_THIS} {_WHERE} (?P<which>\S.*)",
    rf"(?:this |it )?(?:is |goes |belongs )?{_WHERE} (?P<which>\S.*)",
    r"@?(?P<which>\S.*)",
)
_IMPORTED = r"(?:import|importier\w*|importe[rz]?|importar?|importare|importeer|importeren|einlesen|bring in|read in)"
_ROWS = r"(?:contacts?|people|leads?|compan(?:y|ies)|customers|clients|deals?|rows|addresses|kontakte|kunden)"
_IMPORT = ways(
    rf"(?:(?:please|pls|can you|could you|kindly|bitte|por favor|merci de) )*{_IMPORTED}\b.{{0,80}}",
    r"(?:.{0,60} )?(?:to|for|zum|à) import(?:ieren|er|ar)?(?: please)?",
    r".{0,60} (?:importieren|importeren|einlesen)(?: bitte)?",
    rf"(?:(?:please|pls|can you|could you) )*(?:load|upload|add)(?: (?:this|these|all|my|our|the))* {_ROWS}",
)

_NOTHING_ELSE = ways(
    rf"(?:please )?{_IMPORTED}(?: (?:this|these|it|them|all))?(?: (?:file|list|table|sheet|{_ROWS}))?(?: please)?"
)


def wants_import(caption: str) -> bool:
    """Tell whether words ask for the rows of a file: `please import`, `can you import these contacts?`."""
    return _IMPORT.match(" ".join(caption.split()).rstrip(" .!?")) is not None


def says_only_import(caption: str) -> bool:
    """Tell whether words ask for that and nothing else: an `import licence` is no file of rows."""
    return _NOTHING_ELSE.match(" ".join(caption.split()).rstrip(" .!?")) is not None


_FROM = re.compile(r"(?:from|at|in|on|by|of|for|with) (?:the|an?|our|my|this|that|last|today|yesterday)\b")


def tells_where_from(name: str) -> bool:
    """Tell whether words where a name is wanted only tell where it comes from: `new contact from the fair`."""
    return _FROM.match(name) is not None


def places(caption: str) -> tuple[str, ...]:
    """Return what words may name that say no more than where a file belongs: `for d5`, `put this on Acme`, `Acme`."""
    said = " ".join(caption.split()).rstrip(" .!")
    found = (pattern.fullmatch(said) for pattern in _FILED.compiled() if "#" not in said)
    return tuple(dict.fromkeys(match["which"].strip() for match in found if match is not None))
