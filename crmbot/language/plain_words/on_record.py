"""What is known of a record: its card, who sees it, its notes, its people, its history, what is like it."""

import re

from crmbot.language.plain_words.phrasing import says, table, ways

_WHO = r"(?P<who>\S.{0,60}?)"
_WHAT = r"(?P<what>\S.{0,80}?)"
_SIGN = r"(?P<what>#\d+|[a-z]{1,2}-?\d+)"
_FEW_WORDS = r"(?P<what>[^\s?]+(?: [^\s?]+){0,2})"
_TAG = r"#?(?P<what>[\w-]+)"
_LATELY = r"(?: lately| recently| so far)?"
_WHAT_IS = r"what(?:['’]?s| is)"
_ANY = r"(?:are there|do we have|show|find|list|any|look for)(?: me)?(?: any)?"
_NEXT = r"(?:next steps?|status|stage|amount|value|owner|state)"
_SUM = r"(?:summary|overview|status|update|rundown)"
_MET = r"(?:my |the |our )?(?:last|latest)(?: \d{1,2}| few)? (?P<sort>note|call|meeting|visit|mail|e-?mail)s?"
_MAIL = "type:mail"
_ANYBODY = "company contact lead deal"
_SEND = r"(?:send|show|give|get|find|open)(?: me| us)"
_PAPER = (
    r"(?:the |our |that |their )?(?P<paper>(?:[\w-]+ ){0,2}"
    r"(?:contract|offer|proposal|brochure|price ?list|drawings?|agreement"
    r"|nda|presentation|photos?|datasheet|manual|certificate|plan|specs?|specification|spreadsheet))"
)

_SORTS = {
    "note": "",
    **dict.fromkeys(("mail", "email", "e-mail"), _MAIL),
    **{sort: f"type:{sort}" for sort in ("call", "meeting", "visit")},
}

TABLE = table(
    says("who can see d5?", "who {what}", rf"who (?:can|may) (?:see|read|open|edit|change) {_WHAT}"),
    says(
        "am I allowed to change d5?",
        "rights",
        rf"(?:am i allowed to|may i) (?:see|read|open|edit|change|delete) {_WHAT}",
        what=_ANYBODY,
    ),
    says(
        "what happened with acme lately",
        "notes {who}{whom}",
        rf"what(?:['’]s| has| have)? happen(?:ed|ing)? (?:with|at|on) {_WHO}{_LATELY}"
        r"|what (?:did|have|has) (?:we|i|they|you|the team) (?:do|did|done|been doing|talk(?:ed)? about|discuss(?:ed)?)"
        rf" (?:with|at|for|on) (?P<whom>\S.{{0,60}}?){_LATELY}",
    ),
    says(
        "what did jane say",
        "notes {who}",
        rf"what (?:did|does|has) {_WHO} (?:say|said|want|wanted|ask(?:ed)?(?: for)?|tell us|need|mention){_LATELY}",
        who=_ANYBODY,
    ),
    says(
        "any calls tomorrow",
        "calls everybody {when}",
        r"(?:any|which|what|how many) calls (?:did we (?:have|get|make) |were there )?(?P<when>\S.{0,30})",
        when="time",
    ),
    says(
        "our history with acme this month",
        "notes {who}",
        r"(?:(?:show(?: me)?|list) )?(?:the |our |my |all )?(?:history|dealings|past) with "
        rf"{_WHO}{_LATELY}",
    ),
    says(
        "who worked on acme",
        "history {who}",
        rf"who(?: has|['’]?s| is| else)? (?:worked|works|working|been working|was) (?:on|with) {_WHO}",
        who=_ANYBODY,
    ),
    says(
        "who do we know at acme?",
        "contacts at {who}",
        r"(?:who(?:['’]s| is) (?:our|my|the) contacts?|(?:who|whom)(?: else)?"
        r" (?:(?:do|have) (?:we|i|you) (?:know|have|got)"
        r"|works|sits|is|do i call|can i call|should i (?:call|ask|talk to)))"
        rf" (?:there |over )?(?:at|in|from|with|for) {_WHO}",
    ),
    says(
        "what deals does acme have?",
        '{list} everybody with "{who}"',
        rf"(?:what|which|how many|any)(?: open)? (?P<list>\w+) (?:does|do|has|have) {_WHO}(?: have| got)?",
        list="list",
        who=_ANYBODY,
    ),
    says("last calls with acme", "notes everybody {sort} with {what}", rf"{_MET} (?:with|on|for|about|at|to) {_WHAT}"),
    says(
        "calls with no answer",
        'calls {rest} result:"no answer"',
        r"(?:my |the |our )?(?:(?:missed|unanswered) calls|calls (?:with(?:out)? |that got )?(?:an |no )?answer)"
        r"(?P<rest> \S.{1,30})?",
    ),
    says("my last meeting", "notes {sort}", _MET),
    says(
        "edit my last note",
        "notes {sort}",
        rf"(?:edit|change|delete|remove|correct|fix|mend|show|open) {_MET}(?: (?:to|into) .*)?",
    ),
    says(
        "note on acme: new hall",
        "note {who}: {text}",
        r"note (?:on|about|for|to|with|re) (?P<who>\S.{0,60}?): ?(?P<text>\S.*)",
        who=_ANYBODY,
    ),
    says(
        "who have I not called for a while",
        "contacts mine quiet>30d",
        r"(?:who (?:have|haven['’]?t) (?:i|we) (?:not )?|whom? did (?:i|we) not )(?:called?|contact(?:ed)?"
        r"|sp(?:oken|eak) (?:to|with)"
        r"|talk(?:ed)? (?:to|with)|seen?|visit(?:ed)?|met|heard from)(?: for a (?:long )?while| in a (?:long )?while"
        r"| lately| recently| for (?:a )?long(?: time)?| for ages| (?:in|for) (?:a|one|the last) month)?",
    ),
    says(
        "where is my note?",
        "notes",
        r"where(?:['’]?s| is| are| did) my (?:last )?notes?(?: go)?|(?:(?:show|open) (?:me )?)?my last notes?",
    ),
    says(
        "what's the next step on d5?",
        "open {what}",
        rf"(?:{_WHAT_IS}|tell me) (?:the )?{_NEXT} (?:on|of|for|with) {_WHAT}",
    ),
    says("tell me about d5", "open {what}", rf"(?:{_WHAT_IS}|show|tell me about) {_SIGN}"),
    says(
        "give me a quick summary of acme",
        "open {what}",
        rf"(?:give me |show me |i need )?(?:an? |the )(?:short |quick )?{_SUM} (?:of|on|for|about) {_WHAT}",
    ),
    says(
        "show me everything on acme",
        "open {what}",
        r"(?:(?:show|give|tell)(?: me)? )?(?:everything|all|what)(?: (?:that )?(?:we|i|you) (?:have|know|got))?"
        r" (?:on|about) (?P<what>\S.{0,60})",
        what=_ANYBODY,
    ),
    says(
        "any news from acme?",
        "notes {what}",
        r"(?:is there |are there )?any(?:thing)? (?:news|new|updates?) (?:from|on|about|with|at) (?P<what>\S.{0,60})",
        what=_ANYBODY,
    ),
    says(
        "last contact with acme",
        "notes {what}",
        r"(?:(?:my|our|the) )?last (?:contact|touch|talk) (?:with|to|at) (?P<what>\S.{0,60})",
        what=_ANYBODY,
    ),
    says(
        "what changed on d5",
        "log {what}",
        rf"what(?:['’]?s| has| was)? changed (?:on|with|at|in|about|for) {_FEW_WORDS}",
    ),
    says(
        "who is acme's owner",
        "open {who}{one}",
        rf"who(?:['’]?s| is) (?:{_WHO}['’]s? owner|the owner of (?P<one>\S.{{0,60}}?))",
        who=_ANYBODY,
        one=_ANYBODY,
    ),
    says(
        "open the deal of acme",
        'deals everybody with "{who}{whose}"',
        r"(?:open|show)(?: me)? (?:the |our )?(?:deals? (?:of|with|at) (?P<who>\S.{0,60}?)"
        r"|(?P<whose>\S.{0,60}?)['’]?s? deals?)",
        who=_ANYBODY,
        whose=_ANYBODY,
    ),
    says("who changed acme?", "log {what}", r"who (?:last )?(?:changed|edited|touched) (?P<what>\S+)"),
    says(
        "the history of acme",
        "log {what}",
        rf"(?:show (?:me )?)?(?:the )?(?:history|changes|log|timeline) (?:of|for|on|to) {_FEW_WORDS}",
    ),
    says(
        "who has the tag vip",
        "find #{what}{all}",
        rf"(?:who|what|which \w+) (?:has|have|is|are) (?:the )?tag(?:ged)? {_TAG}"
        r"|(?:everything|everybody|all|anything|who(?:['’]?s| is)) (?:with |that is )?(?:the )?tag(?:ged)?"
        r" #?(?P<all>[\w-]+)",
    ),
    says("#vip", "find #{what}", r"#(?P<what>[^\W\d_][\w-]*)"),
    says(
        "add a note to acme: met Jane",
        "note {what}: {more}",
        r"add (?:an? )?note (?:to|on|for) (?P<what>[^:]{1,60}): ?(?P<more>\S.*)",
    ),
    says(
        "add a note to acme",
        'note on:"{what}"',
        r"(?:(?:add|write|make|leave|put|new|log)(?: an?| the)?(?: new)? )?note(?: (?:to|on|for|about))?"
        r" (?P<what>[^:]{1,60})",
        what=_ANYBODY,
    ),
    says(
        "log a 30 min call with jane, she wants the quote",
        "{touch} {what} {length}{rest}",
        r"(?:log|record|write down|note down)(?: an?| my| the)? (?P<length>\d{1,3} ?(?:m|mins?|minutes?|h|hrs?|hours?))"
        r" (?P<touch>call|meeting|visit) (?P<what>(?:with|to|at|on|for|from) [^,:;]{2,60})(?P<rest>[,:;].{1,200})?",
    ),
    says(
        "log a call with jane",
        '{touch} on:"{what}"',
        r"(?:log|record|write down|note(?: down)?)(?: an?| my| the)? (?P<touch>call|meeting|visit|e-?mail|mail)"
        r" (?:with|to|at|on|for|from) (?P<what>[^:]{1,60})",
        what=_ANYBODY,
    ),
    says(
        "log a call with jane, she wants the quote",
        "{touch} {what}",
        r"(?:log|record|write down|note down)(?: an?| my| the)? (?P<touch>call|meeting|visit|e-?mail|mail)"
        r" (?P<what>(?:(?:with|to|at|on|for|from) )?\S.{2,200})",
    ),
    says(
        "new task for acme",
        'task on:"{what}"',
        r"(?:new|add|create|make)(?: an?| another)?(?: new)? (?:task|to-?do) (?:for|on|with|about) (?P<what>\S.{0,60})",
        what=_ANYBODY,
    ),
    says(
        "new contact at acme: Tom Hardy",
        'contact new {more} at:"{what}"',
        r"(?:new|add|create) (?:an? )?(?:new )?contact (?:at|for|to|of) (?P<what>[^:]{1,60}): ?(?P<more>\S.*)",
    ),
    says(
        "find duplicates among contacts",
        "duplicates {what}",
        rf"{_ANY} duplicate(?:s (?:among|in|of)(?: the| our)?)? (?P<what>companies|contacts|leads)",
    ),
    says(
        "is there a duplicate of jane?",
        "find {what}",
        r"(?:is there|are there|any|do we have)(?: an?| any)? (?:duplicates?|doubles?) (?:of|for) (?P<what>\S.{0,60})",
    ),
    says(
        "how do I get to acme?",
        "open {who}{whom}",
        rf"(?:how do i get to|directions to|navigate to|route to) {_WHO}"
        r"|where(?:['’]?s| is) (?P<whom>\S.{0,60}?) (?:based|located|from)",
        who=_ANYBODY,
        whom=_ANYBODY,
    ),
    says(
        "everyone at acme",
        "contacts at {who}",
        rf"(?:everyone|everybody|all(?: the)? people|people|our contacts) (?:at|from|of|in) {_WHO}",
        who="company",
    ),
    says("are there any duplicates?", "duplicates", rf"{_ANY} duplicates?"),
    says(
        "send me the contract of acme",
        'docs everybody {paper} with "{who}"',
        rf"{_SEND} {_PAPER} (?:of|for|from|with|at) {_WHO}",
        who=_ANYBODY,
    ),
    says("send me the contract", "docs everybody {paper}", rf"{_SEND} {_PAPER}"),
    says(
        "what files do we have on acme",
        'docs everybody with "{who}"',
        rf"(?:what|which|any|show(?: me)?)(?: the)? (?:files|documents|papers)(?: (?:do|have) we (?:have|got))?"
        rf" (?:on|of|for|from|about|with|at) {_WHO}",
        who=_ANYBODY,
    ),
    says(
        "pdf of lead l-7",
        "print {what}",
        rf"(?:make |send |give )?(?:me )?(?:an? |the )?(?:pdf|print-?out) (?:of|for) (?:the )?{_WHAT}",
    ),
    sort=_SORTS,
    touch={"meeting": "met", "email": "mail", "e-mail": "mail"},
)
LISTED_BY = {
    "history": "log",
    "log": "log",
    "timeline": "timeline",
    "pipeline": "deals everybody with",
    "people": "contacts everybody with",
    "files": "docs everybody with",
    "calls": "notes type:call everybody with",
    "meetings": "notes type:meeting everybody with",
    "visits": "notes type:visit everybody with",
    "mails": f"notes {_MAIL} everybody with",
    "emails": f"notes {_MAIL} everybody with",
    **dict.fromkeys(("summary", "overview", "status", "card", "details", "owner", "stage", "amount", "value"), "open"),
}
"""What stands in front of a record's name for a word behind it that is no list's own: `acme history`."""

ANY_NAME = table(
    says(
        "show me the card of acme",
        "open {who}",
        r"(?:show|give|get|find|pull up|bring up|open)(?: me| us)(?: (?:the |an? )?(?:short |quick )?"
        r"(?:card|record|details|summary|overview|status|update|deal|company|contact) (?:of|for|on|about))?"
        rf"(?: up)? {_WHO}",
    ),
)
"""Asked behind all other tables and lists: whatever it is about is a name."""

_VIEWED = ways(
    r"(?:(?:show|open|list|give|get|see)(?: me| us)? )?(?:my |our |the )?(?P<name>\S.{0,60}?) (?P<list>[\w-]+)"
)


_SHOW = re.compile(r"(?:show|open|list|give|see)(?: me| us)?(?: the| our)? (?=\S+ )", re.IGNORECASE)


def without_show(said: str) -> str:
    """Return words without what only asks to see what they name: `acme history` of `show me the acme history`."""
    found = _SHOW.match(said)
    return said[found.end() :] if found is not None else said


def viewed(said: str) -> tuple[str, str] | None:
    """Return the name a list may have been saved under, and the word of the list: `my hot deals`."""
    found = _VIEWED.match(said)
    return (found["name"], found["list"]) if found is not None else None
