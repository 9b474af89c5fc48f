"""Plain words about one's own settings and those of the house, as the lines they stand for.

`set my time zone to Paris` is `timezone Paris`, `add a lost reason too expensive` is `lost reasons add too expensive`.
"""

import re

from crmbot.language.plain_words.rewording import reworded, table

_POLITE = re.compile(r"^(?:please |can you |could you )| please$", re.IGNORECASE)
_MY = r"(?:my |the |a )?"
_OUR = r"(?:our |the )?"
_SHOW = r"(?:(?:show|list|open|see|change|edit) (?:me )?)?"
_SET = r"(?:(?:set|change|switch|make|put) )?"
_TO = r" (?:to|is|=|into|as) "
_WHAT = r"(?P<what>\S.*)"
_ZONE, _DIGEST = r"(?:time ?zone|tz)", r"(?:daily |morning )?(?:digests?|summary)"
_OFF = r"(?:stop|pause|turn off|switch off|disable|cancel|no|no more|end)"
_ON = r"(?:start|turn on|switch on|enable|resume|send me|i want|give me|set)"
_OWN_NAME = r"(?:deutsch|français|francais|español|espanol|italiano|nederlands|português|portugues)"
_TONGUE = rf"(?:english|german|french|spanish|italian|dutch|portuguese|{_OWN_NAME})"
_TONGUES = rf"(?P<what>{_TONGUE}(?: and {_TONGUE})*)"
_TAG = r"#?(?P<what>[\w-]+)"
_FEW_WORDS = r"(?P<what>[^\s?]+(?: [^\s?]+){0,2})"

_LINES = table(
    (rf"{_SHOW}{_MY}(?:reminder |notification )?(?:settings|preferences|notifications)", "settings"),
    (rf"{_SHOW}my (?:profile|account|roles?)|profile|who am i|what(?:['’]?s| is) my role", "me"),
    (rf"(?:what(?:['’]?s| is) )?my {_ZONE}", "me"),
    (rf"{_SET}{_MY}{_ZONE}{_TO}{_WHAT}", "timezone {what}"),
    (rf"{_SET}{_MY}languages?{_TO}{_WHAT}", "language {what}"),
    (rf"(?:i )?(?:speak|(?:write|talk|answer|speak)(?: to me)? in) {_TONGUES}", "language {what}"),
    (rf"(?:sprache|langue|idioma|lingua|taal|língua) (?P<what>{_OWN_NAME})", "language {what}"),
    (rf"{_OFF} {_MY}{_DIGEST}", "digest off"),
    (rf"{_ON} {_MY}{_DIGEST}(?: every (?:day|morning)| daily)?", "digest on"),
    (rf"{_ON} {_MY}{_DIGEST} (?:every (?:day|morning) )?(?:at|to|for) (?P<what>\d\S*(?: [ap]m)?)", "digest {what}"),
    (r"what (?:do|am) i (?:follow|following|subscribed to|subscribe to)|my (?:follows|subscriptions)", "following"),
    (rf"{_SET}{_OUR}(?:default |main )?currency{_TO}{_WHAT}", "organisation currency {what}"),
    (rf"{_SET}{_OUR}(?:company|organi[sz]ation|firm)(?:['’]s)? name{_TO}{_WHAT}", "organisation name {what}"),
    (rf"{_SET}our {_ZONE}{_TO}{_WHAT}", "organisation zone {what}"),
    (rf"{_OUR}weeks? (?:starts?|begins?) on (?:a )?(?P<what>[^\W\d_]+?)s?", "organisation week {what}"),
    (rf"{_SHOW}(?:the |all )?(?:trash|bin|recycle bin|deleted|deleted (?:records|ones|things))", "deleted"),
    (r"what (?:was|has been|have i|did i|did we) deleted?|what was removed", "deleted"),
    (rf"what(?:['’]?s| has| was)? changed (?:on|with|at|in|about|for) {_FEW_WORDS}", "log {what}"),
    (r"who (?:last )?(?:changed|edited|touched) (?P<what>\S+)", "log {what}"),
    (rf"(?:the )?(?:history|changes|log) (?:of|for|on|to) {_FEW_WORDS}", "log {what}"),
    (rf"(?:who|what|which \w+) (?:has|have|is|are) (?:the )?tag(?:ged)? {_TAG}", "find #{what}"),
    (rf"(?:everything|everybody|all|anything) (?:with |that is )?(?:the )?tag(?:ged)? {_TAG}", "find #{what}"),
    (r"#(?P<what>[^\W\d_][\w-]*)", "find #{what}"),
    (r"add (?P<what>\S.{0,60}?) to (?:the )?team (?P<team>\S.{0,40})", "team {team} add {what}"),
    (
        r"(?:remove|take) (?P<what>\S.{0,60}?) (?:from|out of) (?:the )?team (?P<team>\S.*)",
        "team {team} remove {what}",
    ),
)

_LISTS = {
    "source": "sources",
    "lead source": "sources",
    "lost reason": "lost reasons",
    "loss reason": "lost reasons",
    "reason": "lost reasons",
    "task type": "task types",
    "activity type": "task types",
    "event category": "event categories",
    "stage": "stages",
    "deal stage": "stages",
    "tag": "tag",
    "team": "team",
}
"""What people call an entry of a list of the house, and the word in front of what is done to it."""
_ENTRY = (
    rf"(?P<list>{'|'.join(sorted(_LISTS, key=len, reverse=True))}) (?P<named>called |named )?"
    r"(?!(?:of|in|with|for|at|to|and) )(?P<name>\S.{0,60}?)"
)
_ADDED = re.compile(rf"(?:add|create|make|new) (?:an? )?(?:new )?{_ENTRY}", re.IGNORECASE)
_RENAMED = re.compile(rf"(?:rename|call|change) (?:the )?{_ENTRY} (?:to|into|as) (?P<new>\S.{{0,60}})", re.IGNORECASE)
_TAKEN_OUT = re.compile(rf"(?:delete|remove|drop|deactivate) (?:the )?{_ENTRY}", re.IGNORECASE)
_ADD = {"tag": "", "team": "team new {name}"}
_RENAME = {
    "stages": 'stages set "{name}" to:"{new}"',
    "tag": "tag rename {name} to {new}",
    "team": 'team rename "{name}" to:"{new}"',
}
_TAKE_OUT = {"stages": "stages remove {name}", "tag": "tag delete {name}", "team": ""}
"""Where what is done is not said as for the other lists; nothing where it cannot be done."""

_KINDS = {"companies": "company", "contacts": "contact", "people": "contact", "deals": "deal", "leads": "lead"}
_TYPE = r"(?P<{}>text|number|date|yes/no|choice)"
_NEW_FIELD = re.compile(
    rf"(?:add|create|make|new) (?:an? )?(?:new )?(?:{_TYPE.format('type')} )?(?:custom )?field (?:called |named )?"
    rf"(?P<name>\S.{{0,60}}?)(?: {_TYPE.format('type2')})?"
    rf" (?:to|for|on|of) (?:all |our |the )?(?P<kind>{'|'.join(_KINDS)})",
    re.IGNORECASE,
)
_HOW = re.compile(
    r"(?:how (?:do|can|would) (?:i|you|we|one)|how to|where (?:do|can) i|what is the (?:command|word) (?:for|to))"
    r" (?P<what>\S.{0,80})",
    re.IGNORECASE,
)


def as_line(text: str) -> str:
    """Return the line that plain words about settings stand for; nothing for other words."""
    said = _bare(text)
    return reworded(_LINES, said) or _field(said) or _entry(said)


def asked_how(text: str) -> str:
    """Return what somebody wants to know how to do: `log a call`; nothing for other words."""
    found = _HOW.fullmatch(_bare(text))
    return found["what"] if found is not None else ""


def _bare(text: str) -> str:
    """Return words without what is only polite, and without the sign at their end."""
    return _POLITE.sub("", " ".join(text.split()).rstrip(" .!?"))


def _field(said: str) -> str:
    found = _NEW_FIELD.fullmatch(said)
    if found is None:
        return ""
    typed = found["type"] or found["type2"]
    line = f"field new {found['name']} kind:{_KINDS[found['kind'].lower()]}"
    return f"{line} type:{typed.lower()}" if typed else line


def _entry(said: str) -> str:
    """Return what is done to an entry of a list of the house: a source, a lost reason, a stage, a tag, a team."""
    for pattern, otherwise, usual in (
        (_ADDED, _ADD, "{list} add {name}"),
        (_RENAMED, _RENAME, "{list} rename {name} to {new}"),
        (_TAKEN_OUT, _TAKE_OUT, "{list} deactivate {name}"),
    ):
        found = pattern.fullmatch(said)
        if found is not None:
            of = _LISTS[found["list"].lower()]
            if of == "team" and not found["named"] and " " in found["name"]:
                return ""  # "new team lunch tomorrow" is none
            return otherwise.get(of, usual).format(**{**found.groupdict(), "list": of})
    return ""
