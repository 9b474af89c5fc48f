"""Lines said in other words than the command's: `close d5 as won`, `export deals as excel`, `board as a picture`."""

import re

from crmbot.language.plain_words.rewording import reworded, table

_SIGN = r"(?P<what>#\d+|[a-z]{1,2}-?\d+)"
_WHAT = r"(?P<what>\S.{0,80}?)"
_HOW = r"(?P<how>won|lost)"
_ANY = r"(?:are there|do we have|show|find|list|any|look for)(?: me)?(?: any)?"
_FORMATS = {"excel": "xlsx", "xls": "xlsx", "xlsx": "xlsx", "spreadsheet": "xlsx", "csv": "csv"}

_NEXT = r"(?:next steps?|status|stage|amount|value|owner|state)"
_SUM = r"(?:summary|overview|status|update|rundown)"
_MET = r"(?P<sort>note|call|meeting|visit|mail|e-?mail)s?"
_SORTS = {"email": "mail", "e-mail": "mail"}
_KINDS_MET = r"(?:meeting|call|visit|demo|lunch|dinner|breakfast|coffee|appointment|workshop|presentation)"
_MEETING = rf"(?P<what>(?:\w+ )?{_KINDS_MET}\b.*)"

_LINES = table(
    (rf"(?:mark|set|close|move) {_WHAT} (?:as |to )?{_HOW}(?P<more> .*)?", "{how} {what}{more}"),
    (rf"{_SIGN} is (?:now )?{_HOW}(?P<more> .*)?", "{how} {what}{more}"),
    (rf"(?:we(?:['’]ve| have)?|i(?:['’]ve| have)?) (?:just )?{_HOW} {_SIGN}(?P<more> .*)?", "{how} {what}{more}"),
    (rf"close (?:the )?(?:deal )?{_SIGN}", "open {what}"),
    (
        r"(?:show (?:me )?)?(?:the )?(?:board|pipeline) (?:as|in) (?:an? )?(?:picture|image|png|photo)",
        "board as:picture",
    ),
    (r"(?:an? |the )?(?:picture|image|photo) of (?:the |our |my )?(?:board|pipeline)", "board as:picture"),
    (r"(?:the |our |my )?pipeline (?:report|overview|status)", "board"),
    (r"(?:show |list )?(?:me )?(?:my|our|the|saved|my saved) (?:views|filters)", "views"),
    (rf"(?:schedule|set up|book|arrange|plan|organi[sz]e) (?:an? |the )?{_MEETING}", "event {what}"),
    (rf"(?:what(?:['’]?s| is)|tell me) (?:the )?{_NEXT} (?:on|of|for|with) {_WHAT}", "open {what}"),
    (rf"(?:what(?:['’]?s| is)|show|tell me about) {_SIGN}", "open {what}"),
    (
        rf"(?:give me |show me |i need )?(?:an? |the )(?:short |quick )?{_SUM} (?:of|on|for|about) {_WHAT}",
        "open {what}",
    ),
    (
        rf"(?:my |the |our )?(?:last|latest) {_MET} (?:with|on|for|about|at|to) {_WHAT}",
        "notes everybody {sort} with {what}",
    ),
    (rf"(?:my |the |our )?(?:last|latest) {_MET}", "notes {sort}"),
    (r"(?:who|whom) (?:should|do|must) i (?:call|phone|visit|see|contact)(?: today)?", "today"),
    (r"how (?:am i|are we) doing(?: this \w+)?|how(?:['’]?s| is) business", "snapshot"),
    (
        r"(?:what(?:['’]?s| is| was) )?(?:our |the |my )?(?:revenue|sales|turnover)(?P<what> .{1,40})",
        "deals everybody won{what}",
    ),
    (r"add (?:an? )?note (?:to|on|for) (?P<what>[^:]{1,60}): ?(?P<more>\S.*)", "note {what}: {more}"),
    (
        r"(?:new|add|create) (?:an? )?(?:new )?contact (?:at|for|to|of) (?P<what>[^:]{1,60}): ?(?P<more>\S.*)",
        'contact new {more} at:"{what}"',
    ),
    (r"help me", "help"),
    (rf"{_ANY} duplicates?", "duplicates"),
    (
        rf"{_ANY} duplicate(?:s (?:among|in|of)(?: the| our)?)? (?P<what>companies|contacts|leads)",
        "duplicates {what}",
    ),
    (
        rf"(?:make |send |give )?(?:me )?(?:an? |the )?(?:pdf|print-?out) (?:of|for) (?:the )?{_WHAT}",
        "print {what}",
    ),
)
_EXPORT = re.compile(
    rf"(?:export|download|save) {_WHAT} (?:as|to|in|into)(?: an?)? "
    rf"(?P<format>{'|'.join(_FORMATS)})(?: file| sheet)?",
    re.IGNORECASE,
)


def as_line(text: str) -> str:
    """Return the line that says the same with a command in front; nothing for other words."""
    said = " ".join(text.split()).rstrip(" .!?")
    if text.endswith("?") and re.fullmatch(_SIGN, said, re.IGNORECASE):
        return f"open {said}"
    if text.strip() == "?":
        return "help"
    export = _EXPORT.fullmatch(said)
    if export is not None:
        return f"export {export['what']} as:{_FORMATS[export['format'].lower()]}"
    return reworded(_LINES, said, _told)


def _told(key: str, value: str) -> str:
    """Return a part of a line as the command wants it."""
    if key == "sort":
        sort = _SORTS.get(value.lower(), value.lower())
        return "" if sort == "note" else f"type:{sort}"
    return value.lower() if key == "how" else value
