"""What is said of a record so that it changes: how somebody is reached, whose it is, a field, a tag, a name."""

from dataclasses import dataclass

from crmbot.language.plain_words.phrasing import says, table, ways

_WHO = r"(?P<who>\S.{0,60}?)"
_REST = r"(?P<rest>\S.{0,60}?)"
_SITE = r"(?P<at>(?:https?://)?(?:[\w-]+\.)+[^\W\d_]{2,}(?:/\S*)?)"
_STREET = r"(?P<street>\d+\w? [^,\d]{2,60}|[^,\d]{2,60} \d+\w?)"
_KIND = r"(?P<kind>customer|prospect|supplier|partner)"
_FIELD_OF_WORK = (
    r"sales|purchasing|procurement|technical|general|managing|vice|senior|junior|deputy|chief|production|plant|project"
    r"|product|key|account|marketing|finance|financial|hr|it|quality|regional|area|office|executive|operations|logistics"
    r"|supply|chain|maintenance|team|group|export|service|customer|co-?"
)
_JOB = (
    rf"(?P<role>(?:(?:{_FIELD_OF_WORK})[ -]?){{0,3}}(?:managers?|director|engineer|buyer|officer|president|assistant"
    r"|secretary|accountant|planner|technician|lead|leader|chief|head|boss|partner|owner|founder|consultant|analyst|clerk"
    r"|controller|supervisor|foreman|chair(?:man|woman)?|c[efitom]o|vp|md)(?: (?:of|for|in) (?:(?! at ).){1,40}?)?)"
)
"""What somebody is: `a good partner` is no job, so only words of work stand before it."""
_REACHED = "contact company lead"
_ANY = "contact company lead deal"
_NEW = rf"{_WHO}(?:['’]s)? (?:new )?"
_IS = r"(?: (?:number|address|no))? ?(?:(?:is|are|now) |: ?|= ?)*"
_PHONE = r"(?P<at>\+?\(?\d[\d ()./-]{5,22}\d)"
_MAIL = r"(?P<at>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
_ANY_LINE = r"(?:(?:tele)?phone|tel|ph|number|e-?mail|mail|address)"
_CHANGE = r"(?:please )?(?:change|update|set|correct|fix)"
_TAKE = r"(?:remove|delete|clear|drop|take out|erase)"
_LINES = r"phone|mobile|cell|fax|number"
_REACH = rf"{_LINES}|e-?mail|website|address"
_LINE_OF = {"cell": "mobile", "number": "phone", "e-mail": "email", "address": "street"}
_NAME = r"[^\W\d_][\w.'-]*(?: [\w.'-]+)?"

TABLE = table(
    says(
        "change jane's phone to 020 7946 0999",
        'set {who} {field}:"{at}"',
        rf"{_CHANGE} {_WHO}(?:['’]s?|s) (?P<field>{_LINES})(?: number)? (?:to|into|as) {_PHONE}",
        who=_REACHED,
    ),
    says(
        "change jane's email to jane@x.example",
        'set {who} email:"{at}"',
        rf"{_CHANGE} {_WHO}(?:['’]s?|s) e?-?mail(?: address)? (?:to|into|as) {_MAIL}",
        who=_REACHED,
    ),
    says(
        "delete jane's mobile",
        "set {who}{whom} {field}{line}:-",
        rf"{_TAKE} {_WHO}(?:['’]s?|s) (?P<field>{_REACH})(?: number| address)?"
        rf"|{_TAKE} (?:the )?(?P<line>{_REACH})(?: number| address)? (?:of|from) (?P<whom>\S.{{0,60}}?)",
        who=_REACHED,
        whom=_REACHED,
    ),
    says(
        "jane's new mobile is 07700 900123",
        'set {who} mobile:"{at}"',
        rf"{_NEW}(?:mobile|cell){_IS}{_PHONE}",
        who=_REACHED,
    ),
    says("jane phone 020 7946 0999", 'set {who} phone:"{at}"', rf"{_NEW}{_ANY_LINE}{_IS}{_PHONE}", who=_REACHED),
    says(
        "jane email jane@x.example",
        'set {who} email:"{at}"',
        rf"{_NEW}(?:{_ANY_LINE}|mobile|cell){_IS}{_MAIL}",
        who=_REACHED,
    ),
    says(
        "acme website acme.example",
        'set {who} website:"{at}"',
        rf"{_NEW}(?:web ?site|homepage|site|url){_IS}{_SITE}",
        who=_REACHED,
    ),
    says(
        "acme's address is 1 High Street, 10115 Berlin",
        'set {who} street:"{street}" postcode:"{postcode}" city:"{city}"',
        rf"{_NEW}address{_IS}{_STREET}, ?(?P<postcode>\d[\d ]{{2,6}}) (?P<city>[^\W\d_][\w .'-]{{1,40}})",
        who=_REACHED,
    ),
    says(
        "acme address 1 High Street, London",
        'set {who} street:"{street}" city:"{city}"',
        rf"{_NEW}address{_IS}{_STREET}, ?(?P<city>[^\W\d_][\w .'-]{{1,40}})",
        who=_REACHED,
    ),
    says(
        "acme's address is 1 High Street", 'set {who} street:"{street}"', rf"{_NEW}address{_IS}{_STREET}", who=_REACHED
    ),
    says(
        "make jane the primary contact of acme",
        'set {who} primary:"{one}"',
        rf"make (?P<one>\S.{{0,60}}?) (?:the |our )?(?:primary|main|first) contact (?:of|at|for|with) {_WHO}",
        who="company",
        one="contact",
    ),
    says(
        "jane is acme's primary contact",
        'set {who}{firm} primary:"{one}"',
        rf"(?P<one>\S.{{0,60}}?) is(?: now)? (?:{_WHO}['’]s? (?:primary|main|first) contact"
        r"|(?:the |our )?(?:primary|main|first) contact (?:of|at|for|with) (?P<firm>\S.{0,60}?))",
        who="company",
        one="contact",
        firm="company",
    ),
    says(
        "jane reports to anna",
        'set {who}{whose} reports:"{one}{boss}"',
        rf"{_WHO} (?:now )?reports to (?P<one>\S.{{0,60}}?)"
        r"|(?P<boss>\S.{0,60}?) is (?P<whose>\S.{0,60}?)['’]s? boss",
        who="contact",
        one="contact",
        boss="contact",
        whose="contact",
    ),
    says(
        "remove the tag vip from acme",
        "untag {who} {rest}",
        rf"(?:remove|take|drop|delete) (?:the )?tags? #?{_REST} (?:from|off|of) {_WHO}",
    ),
    says(
        "remove jane from acme",
        'left company "{one}" {who}',
        rf"(?:remove|take|drop) (?P<one>\S.{{0,60}}?) (?:from|off|out of) {_WHO}",
        one="contact",
        who="company",
    ),
    says(
        "remove key account from acme",
        'untag {who} "{rest}"',
        rf"(?:remove|take|drop|delete) #?{_REST} (?:from|off) {_WHO}",
        rest="tag",
        who=_ANY,
    ),
    says(
        "transfer acme to zoe",
        'give {who} to:"{one}"',
        rf"(?:transfer|pass|hand over|move) {_WHO} (?:over )?to (?P<one>{_NAME})",
        one="person",
    ),
    says(
        "zoe owns acme now",
        'give {who} to:"{one}"',
        rf"(?P<one>{_NAME}) (?:takes(?: over)?|owns|gets|looks after|is responsible for) {_WHO}(?: now)?",
        who=_ANY,
        one="person",
    ),
    says(
        "acme belongs to zoe",
        'give {who}{it} to:"{one}{two}"',
        rf"(?:the )?owner of {_WHO} is(?: now)? (?P<one>{_NAME})"
        rf"|(?P<it>\S.{{0,60}}?)(?: now)? (?:belongs )?to (?P<two>{_NAME})",
        who=_ANY,
        it=_ANY,
        one="person",
        two="person",
    ),
    says(
        "assign zoe to acme",
        'give {who} to:"{one}"',
        rf"(?:assign|give) (?P<one>{_NAME}) to {_WHO}",
        who=_ANY,
        one="person",
    ),
    says(
        "globex is part of acme",
        'set {who} parent:"{one}"',
        rf"{_WHO} (?:is (?:a )?(?:part|subsidiary|daughter|division) of|is owned by|belongs to) (?P<one>\S.{{0,60}}?)",
        who="company",
        one="company",
    ),
    says(
        "acme is the parent of globex",
        'set {who} parent:"{one}"',
        rf"(?P<one>\S.{{0,60}}?) (?:is the (?:parent|mother)(?: company)? of|owns) {_WHO}",
        who="company",
        one="company",
    ),
    says(
        "jane doesn't want calls",
        "reject {how} {who}",
        rf"{_WHO} (?:does(?:n['’]t| not)) want (?:any )?(?P<how>calls|e?-?mails)",
        who=_REACHED,
    ),
    says(
        "no mails to acme",
        "reject {how} {who}",
        rf"(?:no(?: more)?|block(?: all)?|reject) (?P<how>calls|e?-?mails) (?:to|for|from) {_WHO}",
        who=_REACHED,
    ),
    says("make d5 mine", "take {who}{other}", rf"make {_WHO} mine|i(?:['’]ll| will)? take over (?P<other>\S.{{0,60}})"),
    says(
        "give acme to zoe",
        '{verb} {who} to:"{to}"',
        r"(?P<verb>give|assign|reassign|hand)(?: over)? (?P<who>(?!everything |all )[^\s\d\"@:,][^\d\"@:,]{0,60}?)"
        rf" to (?P<to>{_NAME})",
    ),
    says(
        "set d5 to proposal", "{who} to {rest}", r"(?:set|put) (?P<who>[a-z]-?\d+) (?:to|in|into) (?P<rest>[^\W\d].*)"
    ),
    says(
        "change the city of acme to York",
        'set {who} {field}:"{rest}"',
        rf"(?:change|update|set) (?:the )?(?P<field>\w+) (?:of|for|on) {_WHO} to (?P<rest>[^\"]+)",
    ),
    says(
        "qualify hooli",
        'grade lead "{who}{one}" prospect',
        rf"qualify {_WHO}|(?P<one>\S.{{0,60}}?) is (?:now )?qualified",
        who="lead",
        one="lead",
    ),
    says("make acme a supplier", "set {who} {kind}", rf"make {_WHO} an? {_KIND}"),
    says(
        "acme is customer and supplier",
        "set {who} kind:{kind},{also}",
        rf"(?:make )?{_WHO}(?: is)?(?: now)?(?: both)?(?: an?)? {_KIND} and(?: an?)?"
        r" (?P<also>customer|prospect|supplier|partner)",
        who="company",
    ),
    says(
        "acme is a supplier",
        "set {who} {kind}",
        rf"{_WHO} (?:is|became|has become)(?: now)?(?: an?| our)?(?: new)? {_KIND}(?: now| of ours)?",
        who="company",
    ),
    says(
        "jane is now head of purchasing",
        'set {who} role:"{role}"',
        rf"{_WHO} (?:is|became|has become|got promoted to|was promoted to)(?: now)?(?: the| our| their| an?)?(?: new)?"
        rf" {_JOB}(?: now)?",
        who="contact",
    ),
    says(
        "new contact Tom Hardy from acme",
        'contact new {name} at:"{who}"',
        rf"(?:(?:new|add|create|make)(?: an?)?(?: new)? )?contact (?P<name>\S.{{0,60}}?)"
        rf" (?:from|of|with|who works (?:at|for)|working (?:at|for)) {_WHO}",
        who="company",
    ),
    says(
        "add a deal to acme 5k",
        "{noun} new {rest}",
        r"(?:(?:add|create|make|open|new)(?: an?| another)?|another)(?: new)? (?P<noun>deal|opportunity)"
        r" (?:to|for|with|at|on) (?P<rest>\S.{0,120})",
    ),
    says(
        "add phone 020 7946 0999 to jane",
        'set {who} {field}:"{rest}"',
        rf"add (?:the |an? )?(?:new )?(?P<field>phone|mobile|email|website|fax)(?: number| address)?:?"
        rf" {_REST} to {_WHO}",
    ),
    says(
        "new lead from LinkedIn: Otto Normal",
        'lead new {name} source:"{rest}"',
        r"(?:(?:new|add|create)(?: an?)?(?: new)? )?lead (?:from|via) (?:the )?(?P<rest>[^:]{1,40}): ?(?P<name>\S.*)",
    ),
    says(
        "acme has 250 employees",
        "set {who} employees:{count}",
        rf"{_WHO} (?:has|have|employs?|counts?)(?: now)?(?: about| around| some| over)? (?P<count>\d[\d.,']{{0,8}})"
        r" (?:employees|staff|heads)(?: now)?",
        who="company",
    ),
    says(
        "acme turnover 5m",
        'set {who} {figure}:"{rest}"',
        rf"{_NEW}(?P<figure>employees|turnover){_IS}"
        r"(?P<rest>[^\s\d]{0,3} ?\d\S*(?: ?(?:k|m|mn|million|[^\W\d_]{3}))?)",
        who="company",
    ),
    says("add tag vip to acme", "tag {who} {rest}", rf"add (?:the )?tags? #?{_REST} to {_WHO}"),
    field=_LINE_OF,
    line=_LINE_OF,
    how={"calls": "calls", **dict.fromkeys(("mails", "emails", "e-mails"), "mails")},
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of a record, by its key, and what it is from now on."""

    who: str
    key: str
    value: str


_GIVEN_AWAY = ways(
    r"(?:give|assign|reassign|hand|transfer|pass|(?P<moves>move))(?: over| on)? (?P<what>\S.{0,80}?) (?:over )?to"
    rf" (?P<whom>me|{_NAME})"
)
_EVERY_ONE = ways(r"(?:all|every one|each)(?: of)?(?: the| those| these)? (?P<what>\S.*)")


@dataclass(frozen=True, slots=True)
class GivenAway:
    """What is to go to somebody, whom it goes to, and whether it is said to be all of that.

    It is `sure` where it goes to nobody but somebody: what is moved may go anywhere.
    """

    what: str
    whom: str
    all_of_it: bool
    sure: bool


def given_away(said: str) -> GivenAway | None:
    """Return what is given to whom, which may be many: `give all of jane's leads to ben`; None for other words."""
    found = _GIVEN_AWAY.match(said)
    if found is None:
        return None
    every = _EVERY_ONE.match(found["what"])
    what, sure = every["what"] if every else found["what"], found["moves"] is None
    return GivenAway(what, found["whom"], all_of_it=every is not None, sure=sure)


_BECOMES = r"(?:\s*[:=]\s*|\s+(?:is|has changed to|changed to|are)(?:\s+now)?:?\s+|\s+now\s+)"
_VALUE = r"(?P<value>\S.{0,200})"
_FIELD = (
    r"(?P<field>(?:(?:tele)?phone|mobile|cell|fax|direct)(?:\s+number)?|number|e-?mail(?:\s+address)?|web\s?site"
    r"|job\s+title|title|role|position|city|postcode|zip|industry|street|country)"
)
_RENAMED = ways(
    rf"(?:rename|call)\s+(?:the\s+)?{_WHO}\s+(?:to|as|into|from now on)\s+{_VALUE}",
    rf"{_WHO}\s+is\s+(?:now\s+)?called\s+(?P<value>\S.{{0,200}}?)(?:\s+now)?",
)
_FACTS = ways(
    rf"{_WHO}(?:['’]s?)\s+(?:new\s+)?{_FIELD}{_BECOMES}{_VALUE}",
    rf"(?:the\s+)?(?:new\s+)?{_FIELD}\s+(?:of|for)\s+{_WHO}{_BECOMES}{_VALUE}",
    rf"{_WHO}\s+has\s+an?\s+new\s+{_FIELD}(?:\s*[:,]\s*|\s+(?:it\s+is\s+)?){_VALUE}",
    rf"{_WHO}\s+{_FIELD}:\s+(?P<value>[^\s:][^:]{{0,200}})",
)
_KEYS = {
    **dict.fromkeys(("number", "telephone", "direct", "phone number", "telephone number", "direct number"), "phone"),
    **dict.fromkeys(("cell", "mobile number", "cell number"), "mobile"),
    **dict.fromkeys(("e-mail", "email address", "e-mail address"), "email"),
    **dict.fromkeys(("title", "job title", "position"), "role"),
    "fax number": "fax",
    "web site": "website",
}


def fact(said: str) -> Fact | None:
    """Return what a line says a field of a record is: `jane's new number is 020 7946 0999`."""
    renamed = _RENAMED.match(said)
    if renamed is not None:
        return Fact(renamed["who"], "name", renamed["value"].strip('"'))
    found = _FACTS.match(said)
    if found is None:
        return None
    field = " ".join(found["field"].lower().split())
    return Fact(found["who"], _KEYS.get(field, field), found["value"].rstrip(" ."))
