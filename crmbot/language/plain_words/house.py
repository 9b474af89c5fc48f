"""One's own settings and those of the house: time zone, digest, quiet hours, people, tags, lists, own fields."""

from crmbot.language.plain_words.phrasing import says, table, ways

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
_MAIL = r"<?(?P<mail>[^\s@]+@[^\s@>]+)>?"
_ROLE = r"(?:an? |the )?(?P<role>owner|manager|rep|read-only)"
_HOUR = r"\d\S*"
_HABITS = {
    **dict.fromkeys(("quiet", "quiet hours", "quiet times", "do not disturb"), "quiet"),
    **dict.fromkeys(("work days", "working days", "working hours", "workdays"), "days"),
    **dict.fromkeys(("time zone", "timezone"), "tz"),
}
"""What everybody sets for themselves."""
_HABIT = "|".join(sorted(_HABITS, key=len, reverse=True))
_TO_BE = r"(?: (?:(?:to|are|is|from|between|at) \S|\d|off\b).{0,40})?"

_LISTS = {
    **dict.fromkeys(("source", "lead source"), "sources"),
    **dict.fromkeys(("lost reason", "loss reason", "reason"), "lost reasons"),
    **dict.fromkeys(("task type", "activity type"), "task types"),
    "event category": "event categories",
    **dict.fromkeys(("stage", "deal stage"), "stages"),
}
"""What people call an entry of a list of the house, and the word in front of what is done to it."""
_LIST = rf"(?P<list>{'|'.join(sorted(_LISTS, key=len, reverse=True))})"
_MAKE, _RENAME = r"(?:add|create|make|new)(?: an?)?(?: new)?", r"(?:rename|call|change)(?: the)?"
_TAKE_OUT = r"(?:delete|remove|drop|deactivate)(?: the)?"
_STAGE, _CALLED = r"(?:deal )?stage", r"(?:called|named) "
_NAME = r"(?!(?:of|in|with|for|at|to|and) )(?P<name>\S.{0,60}?)"
_NEW = r"(?:to|into|as) (?P<new>\S.{0,60})"
_KINDS = {"companies": "company", "contacts": "contact", "people": "contact", "deals": "deal", "leads": "lead"}
_TYPE, _FIELD = r"(?P<type>text|number|date|yes/no|choice)", r"(?:custom )?field(?: called| named)?"
_FEW, _OF_ALL = r"(?P<name>\S.{0,60}?)", rf"(?:to|for|on|of) (?:all |our |the )?(?P<kind>{'|'.join(_KINDS)})"

TABLE = table(
    says(
        "show me my preferences",
        "settings",
        rf"{_SHOW}{_MY}(?:reminder |notification )?(?:settings|preferences|notifications)",
    ),
    says("who am I?", "me", rf"{_SHOW}my (?:profile|account|roles?)|profile|who am i|what(?:['’]?s| is) my role"),
    says(
        "connect my phone",
        "link",
        r"(?:how (?:do|can) (?:i|we) |(?:i|we) want to |please )?"
        r"(?:connect (?:my |to |with |another )?\w+|(?:link|pair|add) (?:my |another |a )?(?:phone|chat|messenger))",
    ),
    says(
        "my name is Ana Ruiz",
        "my name {what}",
        r"(?:my name(?:['’]?s| is)|i(?:['’]?m| am) called|rename me to) (?P<what>\S.{0,80})",
    ),
    says("what is my time zone", "me", rf"(?:what(?:['’]?s| is) )?my {_ZONE}|what {_ZONE} am i in"),
    says(
        "what rights does zoe have",
        "rights {who}{whom}{whose}",
        r"what (?:rights|permissions) (?:does|has) (?P<who>\S.{0,60}?)(?: have| got)?"
        r"|what (?:can|may) (?P<whom>\S.{0,60}?) (?:see|do|change|edit)"
        r"|(?P<whose>\S.{0,60}?)['’]s? (?:rights|permissions)",
        who="person",
        whom="person",
        whose="person",
    ),
    says(
        "zoes open deals",
        "{list} {state} of {who}",
        r"(?P<who>[^\W\d_]{2,30}?)s (?P<state>(?:open|overdue|won|lost|new|idle) )?(?P<list>\w+)",
        who="person",
        list="list",
    ),
    says(
        "team leads this week",
        "{list} team {rest}",
        r"(?:my |our |the )?team(?:['’]?s)? (?P<list>\w+)(?P<rest> \S.{0,60})?",
        list="list",
    ),
    says(
        "what is Zoe doing tomorrow",
        "agenda {who} {when}",
        r"(?:what|where)(?:['’]?s| is) (?P<who>\S.{0,40}?) (?:(?:doing|up to|on|at) )?(?:on )?(?P<when>\S.{0,30})",
        who="person",
        when="time",
    ),
    says("where is Zoe", "agenda {who}", r"where(?:['’]?s| is) (?P<who>\S.{0,40}?)(?: now)?", who="person"),
    says(
        "what is Zoe working on",
        "tasks of {who}",
        r"what(?:['’]?s| is) (?P<who>\S.{0,40}?) (?:working on|busy with|up to|doing)",
        who="person",
    ),
    says(
        "my permissions",
        "rights",
        r"(?:my |show (?:me )?(?:my )?)?permissions|(?:show (?:me )?)?my rights|what may i do",
    ),
    says(
        "zoe has left the company",
        "suspend {who}{whom}",
        r"(?:remove|fire|deactivate|disable|kick|lock)(?: out)? (?P<who>\S.{0,60}?)"
        r"(?: from (?:the )?(?:crm|firm|company|users|us))?"
        r"|(?P<whom>\S.{0,60}?) (?:has left|has quit|quit|left (?=us|the))"
        r"(?: ?(?:us|the (?:firm|company)))?",
        who="person",
        whom="person",
    ),
    says(
        "give everything of zoe to bob",
        'hand over {who}{whose} to:"{to}{whom}"',
        r"(?:give|hand over|move|reassign|transfer) (?:everything|all(?: the)? (?:work|records|deals and leads))"
        r" (?:of|from) (?P<who>\S.{0,60}?) to (?P<to>\S.{0,60}?)"
        r"|(?:give|hand over|move|reassign|transfer) (?P<whose>\S.{0,60}?)['’]s? (?:work|stuff|things)"
        r" to (?P<whom>\S.{0,60}?)",
        who="person",
        to="person",
        whose="person",
        whom="person",
    ),
    says("set my time zone to Paris", "timezone {what}", rf"{_SET}{_MY}{_ZONE}{_TO}{_WHAT}"),
    says("time zone Paris", "timezone {what}", rf"(?:my )?time zone {_WHAT}"),
    says("my language is german", "language {what}", rf"{_SET}{_MY}languages?{_TO}{_WHAT}"),
    says(
        "set lang fr",
        "language {what}",
        rf"(?:set|change|switch) {_MY}lang(?:uages?)?:? (?:to )?(?P<what>[^\W\d_][\w, ]+)",
    ),
    says("speak german", "language {what}", rf"(?:i )?(?:speak|(?:write|talk|answer|speak)(?: to me)? in) {_TONGUES}"),
    says("sprache deutsch", "language {what}", rf"(?:sprache|langue|idioma|lingua|taal|língua) (?P<what>{_OWN_NAME})"),
    says("please turn off the daily digest", "digest off", rf"{_OFF} {_MY}{_DIGEST}"),
    says("start my digest every morning", "digest on", rf"{_ON} {_MY}{_DIGEST}(?: every (?:day|morning)| daily)?"),
    says(
        "send me a digest at 7:30",
        "digest {what}",
        rf"{_ON} {_MY}{_DIGEST} (?:every (?:day|morning) )?(?:at|to|for) (?P<what>\d\S*(?: [ap]m)?)",
    ),
    says(
        "what do I follow",
        "following",
        r"what (?:do|am) i (?:follow|following|subscribed to|subscribe to)|my (?:follows|subscriptions)",
    ),
    says(
        "quiet hours from 8pm to 7am",
        'set quiet:"{from}-{to}"',
        rf"(?:my )?quiet(?: hours)?(?: (?:are|is|from|between))? (?P<from>{_HOUR}?) ?(?:-|to|until|till|and) ?"
        rf"(?P<to>{_HOUR})",
    ),
    says("quiet hours off", 'set quiet:"{what}"', rf"(?:my )?quiet(?: hours)?(?: (?:are|is))? (?P<what>{_HOUR}|off)"),
    says(
        "quiet hours for zoe",
        'hours of {habit}{one} of:"{who}{whose}"',
        rf"{_SET}(?:the )?(?P<habit>{_HABIT}) (?:of|for) (?P<who>\S.{{0,40}}?){_TO_BE}"
        rf"|{_SET}(?P<whose>\S.{{0,40}}?)(?:['’]s?|s)? (?P<one>{_HABIT}){_TO_BE}",
        who="person",
        whose="person",
    ),
    says("my saved views", "views", r"(?:show |list )?(?:me )?(?:my|our|the|saved|my saved) (?:views|filters)"),
    says(
        "who is on my team?",
        "users",
        r"who(?:['’]s| is| are)?(?: all)? (?:(?:in|on) (?:my|our|the|this) (?:team|crm|company)|my colleagues|here"
        r"|on the team)|(?:show me |list )?my (?:team|colleagues)",
    ),
    says(
        "our currency is US dollars",
        "organisation currency {what}",
        rf"{_SET}{_OUR}(?:default |main )?currency{_TO}{_WHAT}",
    ),
    says(
        "our company name is Delta",
        "organisation name {what}{name}",
        rf"{_SET}{_OUR}(?:company|organi[sz]ation|firm)(?:['’]s)? name{_TO}{_WHAT}"
        r"|(?:our (?:company|organi[sz]ation|firm)|we) (?:is|are) (?:now )?called (?P<name>\S.*)",
    ),
    says("set our time zone to Berlin", "organisation zone {what}", rf"{_SET}our {_ZONE}{_TO}{_WHAT}"),
    says(
        "the week starts on Mondays",
        "organisation week {what}{day}",
        rf"{_OUR}weeks? (?:starts?|begins?) on (?:a )?(?P<what>[^\W\d_]+?)s?"
        r"|(?:set (?:the )?)?(?:start|first day) of (?:the |our )?week(?: is| to|:)? (?P<day>[^\W\d_]+)",
    ),
    says(
        "what was deleted?",
        "deleted",
        rf"{_SHOW}(?:the |all )?(?:trash|bin|recycle bin|deleted|deleted (?:records|ones|things))"
        r"|what (?:was|has been|have i|did i|did we) deleted?|what was removed",
    ),
    says(
        "add Ana to the team North",
        "team {team} add {what}",
        r"add (?P<what>\S.{0,60}?) to (?:the )?team (?P<team>\S.{0,40})",
    ),
    says(
        "take Ana out of team North",
        "team {team} remove {what}",
        r"(?:remove|take) (?P<what>\S.{0,60}?) (?:from|out of) (?:the )?team (?P<team>\S.*)",
    ),
    says(
        "invite Kim Lee kim@firm.example as a manager",
        "invite {mail} {name} role:{role}",
        rf"invite (?P<name>[^@:\s][^@:]*?) {_MAIL} (?:as )?{_ROLE}",
    ),
    says(
        "invite kim@firm.example Kim as rep",
        "invite {mail} {name} role:{role}",
        rf"invite {_MAIL} (?P<name>(?!.*role:).{{0,80}}?) ?\b(?:as )?{_ROLE}",
    ),
    says(
        "invite Zoe zoe@firm.example",
        "invite {mail} {name}{rest}",
        rf"invite (?P<name>[^@:\s][^@:]*?) {_MAIL}(?P<rest>.*)",
    ),
    says("make bob a manager", 'role "{who}" {role}', rf"make (?P<who>\S.{{0,60}}?) {_ROLE}"),
    says("zoe is now the owner", 'role "{who}" {role}', rf"(?P<who>\S.{{0,60}}?) is(?: now)? {_ROLE}", who="person"),
    says("create a team called North", "team new {name}{one}", rf"{_MAKE} team (?:{_CALLED}{_NAME}|(?P<one>\S+))"),
    says(
        "fields of companies", "fields {what}", rf"(?:custom |own )?fields (?:of|for|on) (?P<what>{'|'.join(_KINDS)})"
    ),
    says(
        "rename the field fleet size to vehicles",
        'field "{name}" rename {new}',
        rf"{_RENAME} (?:custom )?field {_NAME} {_NEW}",
    ),
    says("delete the field fleet size", 'field "{name}" deactivate', rf"{_TAKE_OUT} (?:custom )?field {_NAME}"),
    says("new pipeline Service", "pipeline new {name}", rf"{_MAKE} (?:deal |sales )?pipeline (?:{_CALLED})?{_NAME}"),
    says(
        "move the stage Demo before Qualification",
        "stages set {name} {way} {new}",
        rf"(?:move|put) (?:the )?{_STAGE} {_NAME} (?P<way>before|after|behind) (?P<new>\S.{{0,60}})",
    ),
    says("add a lost reason too expensive", "{list} add {name}", rf"{_MAKE} {_LIST} (?:{_CALLED})?{_NAME}"),
    says("rename the stage proposal to offer", 'stages set "{name}" to:"{new}"', rf"{_RENAME} {_STAGE} {_NAME} {_NEW}"),
    says("rename tag hot to very-hot", "tag rename {name} to {new}", rf"{_RENAME} tag {_NAME} {_NEW}"),
    says("rename team North to Nordics", 'team rename "{name}" to:"{new}"', rf"{_RENAME} team (?P<name>\S+) {_NEW}"),
    says("rename the source Web to Website", "{list} rename {name} to {new}", rf"{_RENAME} {_LIST} {_NAME} {_NEW}"),
    says("remove the stage demo", "stages remove {name}", rf"{_TAKE_OUT} {_STAGE} {_NAME}"),
    says("delete tag old", "tag delete {name}", rf"{_TAKE_OUT} tag {_NAME}"),
    says("drop the lead source Fair", "{list} deactivate {name}", rf"{_TAKE_OUT} {_LIST} {_NAME}"),
    says(
        "add a number field fleet size to companies",
        "field new {name} kind:{kind} type:{type}",
        rf"{_MAKE} {_TYPE} {_FIELD} {_FEW} {_OF_ALL}",
    ),
    says(
        "new field opened date for deals",
        "field new {name} kind:{kind} type:{type}",
        rf"{_MAKE} {_FIELD} {_FEW} {_TYPE} {_OF_ALL}",
    ),
    says(
        "new field mood for contacts choice",
        "field new {name} kind:{kind} type:{type}",
        rf"{_MAKE} {_FIELD} {_FEW} {_OF_ALL} {_TYPE}",
    ),
    says("new field region for contacts", "field new {name} kind:{kind}", rf"{_MAKE} {_FIELD} {_FEW} {_OF_ALL}"),
    habit=_HABITS,
    kind=_KINDS,
    list=_LISTS,
    one=_HABITS,
    type={"text": "text", "number": "number", "date": "date", "yes/no": "checkbox", "choice": "dropdown"},
    role={role: role for role in ("owner", "manager", "rep", "read-only")},
)

_HOW = ways(
    r"(?:how (?:do|can|would) (?:i|you|we|one)|how to|where (?:do|can) i|what is the (?:command|word) (?:for|to)"
    r"|what can (?:you|i|we) do with|how (?:does|do)(?=.* work$))"
    r" (?P<what>\S.{0,80})"
)


def asked_how(said: str) -> str:
    """Return what somebody wants to know how to do: `log a call`; nothing for other words."""
    found = _HOW.match(said)
    return found["what"] if found is not None else ""


_BESIDE = ways(r"(?P<name>\S.{0,60}?) (?P<way>before|after|behind) (?:the )?(?P<other>\S.{0,60})")


def beside(words: str) -> tuple[str, bool, str] | None:
    """Return what stands beside another thing, whether behind it, and that: `Demo after Qualification`."""
    found = _BESIDE.match(words.strip())
    return (found["name"], found["way"].lower() != "before", found["other"]) if found is not None else None
