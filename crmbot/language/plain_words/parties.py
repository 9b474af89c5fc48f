"""What companies and people are, and to whom they belong: jobs and bosses, parts of a firm, its kind and size."""

from crmbot.language.plain_words.phrasing import says, table

_WHO = r"(?P<who>\S.{0,60}?)"
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
_NEW = rf"{_WHO}(?:['’]s)? (?:new )?"
_IS = r"(?: (?:number|address|no))? ?(?:(?:is|are|now) |: ?|= ?)*"

TABLE = table(
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
        "who reports to jane",
        'contacts everybody reports:"{who}"',
        rf"(?:who|which contacts) reports? to {_WHO}",
        who="contact",
    ),
    says(
        "remove jane from acme",
        'left company "{one}" {who}',
        rf"(?:remove|take|drop) (?P<one>\S.{{0,60}}?) (?:from|off|out of) {_WHO}",
        one="contact",
        who="company",
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
)
