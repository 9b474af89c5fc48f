"""One's own time: what is on, when one is free, what comes next, what was done."""

from crmbot.language.plain_words.phrasing import says, table

_TIME = r"(?P<when>\S.{0,40}?)"
_REST = r"(?P<rest>\S.{0,60}?)"
_WHAT_IS = r"what(?:['’]?s| is)"
_MET = r"(?:meeting|call|visit|demo|lunch|dinner|breakfast|coffee|appointment|workshop|presentation)"
_SPAN = r"(?:today|yesterday|(?:this|last|in the last|on|since) \S.{0,30})"
_LENGTH = r"(?P<length>(?:an?|half an|one|two|\d[\d.,]*) ?(?:h|hours?|m|mins?|minutes?))"
_SLOT = r"(?:an? )?(?:free |open )?(?:slots?|(?:some )?time(?: slots?)?|gaps?|moment|times)"
_FIND = r"(?:find|get|give|show|schedule|book|arrange|plan|set up|block)(?: me| us)?"
_WITH = r"(?:with|for|to (?:meet|see|visit|call))"
_WHO = r"\S.{0,60}?"
_BEGINS = (
    r"(?:to(?:day|night|morrow)|tmrw|this|next|coming|after|before|week|(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may"
    r"|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\d)"
)
"""How a day or a week begins: behind a name nothing else tells where that ends."""
_WHEN = rf"(?: (?:(?:on|at|in|for|the) ){{0,2}}(?P<rest>{_BEGINS}.{{0,40}}))?"
_WHEN_FIRST = rf" (?:(?:on|at|in|for) )?(?P<when>{_BEGINS}.{{0,30}}?)"
_MET_BY = r"(?P<sort>call|phone|ring|visit|see|meet|mail|e-?mail|write to|talk to|speak (?:to|with)|contact)(?:ed)?"
_TOLD = r"(?P<told>(?:phone )?calls|visits|meetings|e-?mails|mails|notes)"
_SORTS = {
    **dict.fromkeys(("call", "phone", "ring", "talk to", "speak to", "speak with"), "type:call"),
    **dict.fromkeys(("mail", "email", "e-mail", "write to"), "type:mail"),
    "visit": "type:visit",
    "see": "type:visit,meeting",
    "meet": "type:meeting",
    "contact": "",
}

TABLE = table(
    says(
        "what can I type?",
        "help",
        r"what (?:can|do) you do|what can i (?:type|say|do|ask)|how does (?:this|it) work"
        r"|how do i (?:use|start) (?:this|it)|what (?:is|are) (?:this|you)|who are you|help me",
    ),
    says(
        "what do I have next week?",
        "agenda {when}",
        rf"(?:{_WHAT_IS}(?: on| up| planned| scheduled)?|what (?:do|have) i (?:have|got)(?: on| planned| to do)?"
        r"|what am i (?:doing|up to)|do i have (?:anything|something)(?: on| planned)?)(?: for| on)?"
        rf" {_TIME}",
        when="time",
    ),
    says(
        "what's overdue",
        "tasks is:overdue",
        rf"(?:{_WHAT_IS} |anything |is anything )?(?:over ?due|late)"
        r"|what am i (?:late|behind) with|what (?:have|did) i (?:forgotten|forget|missed|miss)",
    ),
    says("my week", "week", r"my (?:whole )?week|how (?:does|is) my week look(?:ing)?(?: like)?"),
    says(
        "how many calls did I make this week",
        "notes {whose} {told} {rest}",
        rf"how many {_TOLD} (?:did|have|has) (?P<whose>i|we|everybody) (?:ha(?:ve|d)|ma[kd]e|log(?:ged)?|write|written"
        rf"|sen[dt]|done?|held|hold|been (?:on|to)|go(?:ne)? to)?(?: (?P<rest>{_SPAN}))?",
    ),
    says(
        "am I busy tomorrow?",
        "agenda {when}{day}",
        rf"(?:am i |i['’]?m )?busy(?: on)? {_TIME}|what(?:['’]?s| is) my (?:schedule|agenda|calendar)"
        r"(?: (?:for|on|like))? (?P<day>\S.{0,30})",
        when="time",
        day="time",
    ),
    says(
        "anything tomorrow?",
        "agenda {when}",
        rf"(?:do i have )?(?:anything|something)(?: on| up| planned)?(?: for| on)? {_TIME}",
        when="time",
    ),
    says(
        "summary of today",
        "today",
        r"(?:show (?:me )?)?my day|(?:what(?:['’]?s| does| is) |how(?:['’]?s| does| is) )(?:my|the) (?:day|schedule)"
        r"(?: look(?:s|ing)?)?(?: like)?(?: today)?"
        r"|(?:(?:give|show|send) me )?(?:an? |the )?(?:quick )?(?:summary|overview|rundown)"
        r" (?:of|for) (?:today|my day|the day)",
    ),
    says(
        "what do I have to do?",
        "tasks",
        r"what (?:do|have) i (?:still )?(?:have|need|got) (?:got )?to do|what(?:['’]?s| is) (?:left|to do)(?: to do)?"
        r"|what(?:['’]?s| is) on my (?:list|plate|to-?do(?: list)?)|my (?:to-?do )?list",
    ),
    says(
        "find me an hour with jane next week",
        'free {rest}{when} with:"{who}{whom}" for:"{length}"',
        rf"{_FIND} (?:{_LENGTH}|{_SLOT})"
        rf"(?: {_WITH} (?P<who>{_WHO}){_WHEN}|{_WHEN_FIRST} {_WITH} (?P<whom>{_WHO}))",
        who="people",
        whom="people",
        rest="time",
        when="time",
    ),
    says(
        "free slots with jane next week",
        'free {rest} with:"{who}"',
        rf"(?:free|(?:free |open )?slots?|free time|availability) {_WITH} (?P<who>{_WHO}){_WHEN}",
        who="people",
        rest="time",
    ),
    says(
        "find me an hour tomorrow",
        'free {rest} for:"{length}"',
        rf"{_FIND} (?:{_LENGTH}|{_SLOT}){_WHEN}",
        rest="time",
    ),
    says(
        "when can I meet jane next week",
        'free {rest} with:"{who}"',
        rf"(?:when|what time) (?:can|could|do|shall) (?:i|we) (?:meet|see|visit|call|talk to|speak (?:to|with))"
        rf" (?:up )?(?:with )?(?P<who>{_WHO}){_WHEN}",
        who="people",
        rest="time",
    ),
    says(
        "when is zoe free tomorrow",
        'free {rest} with:"{who}"',
        rf"(?:when )?(?:is|are) (?P<who>\S.{{0,60}}?) (?:both )?(?:free|available){_WHEN}",
        who="people",
        rest="time",
    ),
    says(
        "what did I promise jane",
        'tasks everybody with "{who}{whom}"',
        r"what (?:did|have) (?:i|we) (?:promised?|owed?|agreed?(?: (?:to|with))?) (?:to )?(?P<who>\S.{0,60}?)"
        r"|what do (?:i|we) (?:still )?owe (?P<whom>\S.{0,60}?)",
        who="company contact lead deal",
        whom="company contact lead deal",
    ),
    says("am I free thursday afternoon?", "free {rest}", rf"(?:when )?(?:am i|i am|i'm) free(?: (?:on |at )?{_REST})?"),
    says("do I have time on friday", "free {rest}", rf"(?:do i have|have i(?: got)?) time (?:on )?{_REST}"),
    says("who is free friday 10am", "free team {rest}", rf"who(?: is|'s|s) (?:free|available) (?:on |at )?{_REST}"),
    says("what's next?", "week", r"what(?: is|'s|s)? (?:up )?next|what (?:now|do i do next)"),
    says(
        "who am I meeting tomorrow",
        "agenda {rest}",
        r"whom? (?:am i|do i) (?:meet(?:ing)?|see(?:ing)?|visit(?:ing)?)(?: on)? (?P<rest>\S.{0,30})",
        rest="time",
    ),
    says(
        "what did I do on saturday",
        'activities me when:"{rest}"',
        rf"what (?:did|have) i (?:do|done)(?: on)? {_REST}",
        rest="day",
    ),
    says(
        "what did I do yesterday?",
        "activities me {rest}",
        rf"what (?:did|have) i (?:do|done|log|logged|write|written)(?: down)?(?: on)? {_REST}",
    ),
    says(
        "what did zoe do today",
        "activities of {who} {rest}",
        rf"what (?:did|has) (?P<who>\S.{{0,40}}?) (?:do|done|write|written|log|logged) (?P<rest>{_SPAN})",
        who="person",
    ),
    says(
        "everything from next week",
        "activities everybody {when}{all}",
        rf"what(?: has| was)? (?:changed|done) {_TIME}"
        r"|(?:show (?:me )?|list )?everything (?:from|of|in) (?P<all>\S.{0,40})",
        when="time",
        all="time",
    ),
    says(
        "what happened today",
        "activities everybody {rest}{span}",
        rf"what(?:['’]?s new|(?: has)? happened)(?: (?P<rest>{_SPAN}))?"
        rf"|what (?:did|have) (?:we|the team|everybody|everyone) (?:do|done) (?P<span>{_SPAN})",
    ),
    says(
        "take that back",
        "undo",
        r"(?:undo|revert) (?:that|it|this|the last(?: (?:one|thing|step|change))?|last)|take (?:that|it) back",
    ),
    says(
        "who did I call today",
        "notes me {sort} {rest}",
        rf"whom? (?:did|have) i (?:last )?{_MET_BY}(?: (?P<rest>{_SPAN}))?",
    ),
    says(
        "who did we visit this week",
        "notes everybody {sort} {rest}",
        rf"whom? (?:did|have) we {_MET_BY}(?: (?P<rest>{_SPAN}))?",
    ),
    says(
        "who did zoe call yesterday",
        "notes of {who} {sort} {rest}",
        rf"whom? (?:did|has) (?P<who>\S.{{0,40}}?) {_MET_BY}(?: (?P<rest>{_SPAN}))?",
        who="person",
    ),
    says(
        "who called me today",
        "notes type:call {rest}",
        rf"who(?: has)? (?:called|phoned|rang)(?: me| us| in)?(?: (?P<rest>{_SPAN}))?",
    ),
    says(
        "who should I call today",
        "today",
        r"(?:who|whom) (?:should|do|must) i (?:call|phone|visit|see|contact)(?: today)?",
    ),
    says(
        "tomorrow's visits",
        "agenda {when}",
        r"(?:show (?:me )?)?(?:my |the )?(?P<when>today|tomorrow|yesterday|(?:this|next|last) week)['’]?s"
        r" (?:agenda|visits|calls|meetings|appointments|events|schedule|calendar|plans?)",
    ),
    says(
        "team numbers this month",
        "snapshot team",
        r"(?:my |our |the )?team['’]?s? (?:numbers|figures|results|stats|performance)(?: (?:for )?this \w+)?",
    ),
    says(
        "how am I doing this month",
        "snapshot",
        r"how (?:am i|are we) doing(?: this \w+)?|how(?:['’]?s| is) business"
        r"|(?:show (?:me )?)?my (?:numbers|figures|results|stats|performance)(?: (?:for )?this \w+)?",
    ),
    says(
        "schedule a demo with Acme friday",
        "event {what}",
        rf"(?:schedule|set up|book|arrange|plan|organi[sz]e) (?:an? |the )?(?P<what>(?:\w+ )?{_MET}\b.*)",
    ),
    sort=_SORTS,
    whose={"i": "me", "we": "everybody"},
    told={
        **dict.fromkeys(("calls", "phone calls"), "type:call"),
        **dict.fromkeys(("mails", "emails", "e-mails"), "type:mail"),
        "visits": "type:visit",
        "meetings": "type:meeting",
        "notes": "",
    },
)
