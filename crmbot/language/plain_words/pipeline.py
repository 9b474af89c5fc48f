"""Deals as a whole: the board, what was won and lost, lists as files."""

from crmbot.language.plain_words.phrasing import says, table

_WHAT = r"(?P<what>\S.{0,80}?)"
_SIGN = r"(?P<what>#\d+|[a-z]{1,2}-?\d+)"
_HOW = r"(?P<how>won|lost)"
_DEAL = r"(?:the |our |my )?(?:deal (?:with|for|at) )?(?P<deal>\S.{0,60}?)(?: deal)?"
_MORE = r"(?P<more>(?:,| to| because| for| at| due| on) .*)?"
_MOVE = r"(?:(?:move|push|bring|put|set|take|drag) )?"
_AMOUNT = r"(?P<amount>[^\s\d]{0,3} ?\d[\d.,' ]{0,20} ?(?:k|m|mn|million|thousand|grand)?(?: ?[^\s\d%]{1,4})?)"
_ONE = "contact|company|deal"
_AND = r"(?:,|,? and) (?:an? )?"
_INTO = rf"(?:an? )?(?P<to>{_ONE})(?:{_AND}(?P<two>{_ONE}))?(?:{_AND}(?P<three>{_ONE}))?"
_HOW_MUCH_IN = r"(?:how much|how many(?: deals)?|what)(?:['’]s)?"
_ON = r"(?:on|forward|ahead|further|up)"
_PUT_OFF = r"(?:move|change|set|push|shift|postpone|delay|reschedule|bring|put|pull|slide)"
_WAY = r"(?:back|out|off|over)"
_LENGTH = r"(?P<length>(?:an?|one|two|three|four|six|\d{1,3}) ?(?:d|w|days?|wks?|weeks?|months?)(?: later| earlier)?)"
_PIPE = r"(?:pipeline|pipe|funnel)"
_WORTH = r"(?: worth| value| total| look like)?"
_HOW_MUCH = (
    r"(?:(?:how much|what)(?:['’]s| is| do we have| have we got| have i got| do i have)?(?: (?:in|on))?|what does)"
)
_CLOSED = r"(?P<how>win|won|sell|sold|lose|lost|close|closed)(?P<when> .{1,40}?)?"
_PERIOD = (
    r"(?:this|last|past|in the last|since)(?: \d{1,2})? (?:weeks?|months?|quarters?|years?)|(?:(?:in|since) )?20\d\d"
    r"|(?:this|last) (?:week|month|quarter|year)"
)
"""No day: `won yesterday` is said of the deal in hand."""
_WHICH = r"(?:what|how much|how many(?: deals)?|which deals|what deals) (?:did|have|has)"

_FORMATS = {"excel": "xlsx", "xls": "xlsx", "xlsx": "xlsx", "spreadsheet": "xlsx", "csv": "csv"}
_OUTCOMES = {
    **dict.fromkeys(("win", "won", "sell", "sold"), "won"),
    **dict.fromkeys(("lose", "lost"), "lost"),
    **dict.fromkeys(("close", "closed"), "closed"),
}

TABLE = table(
    says(
        "what's in my pipeline?",
        "board me",
        rf"{_HOW_MUCH} ?my ?(?:(?:sales )?(?:{_PIPE}|forecast){_WORTH})"
        rf"|my (?:sales )?(?:{_PIPE}|board|forecast)(?: value| total| worth| sum)?",
    ),
    says("eva's pipeline", "board {who}", rf"(?P<who>\S.{{0,40}}?)['’]?s (?:{_PIPE}|board|forecast)", who="person"),
    says(
        "how much is the pipeline worth",
        "board",
        rf"{_HOW_MUCH} ?(?:the|our|all|us)? ?(?:(?:sales )?(?:{_PIPE}|forecast){_WORTH})"
        rf"|(?:our |the )?(?:sales )?{_PIPE} (?:value|total|worth|sum)|(?:our |the )?total {_PIPE}|(?:sales )?forecast"
        r"|(?:the |our |my )?pipeline (?:report|overview|status)",
    ),
    says(
        "forecast for december",
        "deals everybody close:{when}",
        r"(?:what(?:['’]?s| is) )?(?:our |the |my )?(?:sales )?forecast (?:for |of |in )?(?P<when>\S.{0,30})",
        when="time",
    ),
    says(
        "show me the board as a picture",
        "board as:picture",
        r"(?:show (?:me )?)?(?:the )?(?:board|pipeline) (?:as|in) (?:an? )?(?:picture|image|png|photo)"
        r"|(?:an? |the )?(?:picture|image|photo) of (?:the |our |my )?(?:board|pipeline)",
    ),
    says("what did I win this month?", "deals mine {how}{when}", rf"{_WHICH} i {_CLOSED}"),
    says("how much did we lose", "deals everybody {how}{when}", rf"{_WHICH} we {_CLOSED}"),
    says("which deals did zoe win last week", "deals of {who} {how}{when}", rf"{_WHICH} (?P<who>\w+) {_CLOSED}"),
    says(
        "won this month",
        "deals everybody {how} {when} {by}",
        rf"(?P<how>won|lost|closed) (?:in |within )?(?:the )?(?P<when>{_PERIOD})(?: (?P<by>(?:by|per) \w+))?",
    ),
    says(
        "our revenue this year",
        "deals everybody won{when}",
        r"(?:what(?:['’]?s| is| was) )?(?:our |the |my )?(?:revenue|sales|turnover|total (?:won|sales|revenue))"
        r"(?P<when> .{1,40})",
    ),
    says(
        "globex pumps won for 13k",
        "won {what} {amount}",
        rf"(?:(?:mark|set|close|move) )?{_WHAT}(?: is| was)?(?: as| to| now)? won (?:for|at|with|worth) {_AMOUNT}",
        what="deal",
    ),
    says(
        "we won globex pumps for 13k",
        "won {deal} {amount}",
        rf"(?:we|i)(?:['’]ve| have)? (?:just )?won {_DEAL} (?:for|at|with|worth) {_AMOUNT}",
        deal="deal",
    ),
    says(
        "close acme renewal as won",
        "{how} {what}{more}",
        rf"(?:mark|set|close|move|put|drag) {_WHAT} (?:as |to |in |into )?{_HOW}(?P<more> .*)?",
    ),
    says("d5 is now won", "{how} {what}{more}", rf"{_SIGN} is (?:now )?{_HOW}(?P<more> .*)?"),
    says(
        "we just lost d5 to Initech",
        "{how} {what}{more}",
        rf"(?:we(?:['’]ve| have)?|i(?:['’]ve| have)?) (?:just )?{_HOW} {_SIGN}(?P<more> .*)?",
    ),
    says(
        "we won globex pumps",
        "{how} {deal}{more}",
        rf"(?:we|i)(?:['’]ve| have)? (?:just )?{_HOW} {_DEAL}{_MORE}",
        deal="deal",
    ),
    says(
        "globex pumps lost, too expensive",
        "{how} {deal}{more}",
        rf"{_DEAL}(?: is| was|:)?(?: now)? {_HOW}{_MORE}",
        deal="deal",
    ),
    says(
        "globex pumps to proposition",
        'stage "{deal}" {stage}',
        rf"{_MOVE}{_DEAL} (?:is |was |has )?(?:been )?(?:moved )?(?:now )?(?:back )?(?:in|at|to|into)"
        r" (?:the )?(?P<stage>\S.{0,30}?)(?: stage)?",
        deal="deal",
        stage="stage",
    ),
    says(
        "globex pumps is worth 25k",
        'deal set "{deal}" amount:"{amount}"',
        rf"{_DEAL} (?:is(?: now)?(?: worth| at)?|amount|value|worth|(?:goes |went |is )?(?:up|down) to)(?: is| of|:)?"
        rf"(?: now)? {_AMOUNT}",
        deal="deal",
    ),
    says(
        "raise d5 to 35k",
        'deal set "{deal}" amount:"{amount}"',
        rf"(?:raise|increase|lower|reduce|cut|change|set|drop|bring) {_DEAL} to {_AMOUNT}",
        deal="deal",
    ),
    says("make d5 20k", 'deal set "{deal}" amount:"{amount}"', rf"make {_DEAL} {_AMOUNT}", deal="deal"),
    says(
        "globex pumps closes end of january",
        'postpone deal "{deal}" {when}',
        rf"{_DEAL}(?:['’]s)? (?:(?:will |should |is (?:going )?to )?close[sd]?(?: date)?"
        r"|closing(?: date)?|expected close|(?:is |has )?(?:been )?(?:moved|postponed|delayed|slipped|slips)(?: back)?)"
        r"(?: is| moved to| now|:)*(?: by| on| in| at| to| until| into)? (?P<when>\S.{0,40}?)",
        deal="deal",
        when="date",
    ),
    says(
        "push globex pumps to next month",
        'postpone deal "{deal}" {when}',
        rf"{_PUT_OFF} {_DEAL}(?: {_WAY})? (?:to|until|till|into) (?P<when>\S.{{0,40}})",
        deal="deal",
        when="date",
    ),
    says(
        "push globex pumps back 2 weeks",
        'postpone deal "{deal}" by:"{length}"',
        rf"{_PUT_OFF} {_DEAL}(?: {_WAY})?(?: by)? {_LENGTH}",
        deal="deal",
    ),
    says(
        "bring globex pumps forward by a week",
        'postpone deal "{deal}" by:"{length} earlier"',
        rf"(?:move|bring|pull) {_DEAL} (?:forward|ahead|up|in)(?: by)? {_LENGTH}",
        deal="deal",
    ),
    says(
        "set the close date of d5 to end of january",
        'postpone deal "{deal}" {when}',
        rf"(?:(?:set|change|move|put) )?(?:the )?clos(?:e|ing)(?: date)? (?:of|for|on) {_DEAL} (?:to|on|at|is(?: now)?)"
        r" (?P<when>\S.{0,40})",
        deal="deal",
        when="date",
    ),
    says(
        "set globex pumps to 60%",
        'deal set "{deal}" prob:{prob}',
        rf"(?:set|put|move|raise|lower|bring|drop) {_DEAL} (?:to|at) (?P<prob>\d{{1,3}}) ?(?:%|per ?cent)",
        deal="deal",
    ),
    says(
        "d5 is at 60%",
        'deal set "{deal}" prob:{prob}',
        rf"{_DEAL} (?:(?:is |now )?(?:at )?|(?:the )?(?:chances?|probability|odds)(?: is| are|:)? )"
        r"(?P<prob>\d{1,3}) ?(?:%|per ?cent)",
        deal="deal",
    ),
    says(
        "globex pumps is no longer lost",
        'reopen "{deal}"',
        rf"{_DEAL} (?:is )?(?:not (?:lost|won|closed)(?: after all| yet| any ?more)?"
        r"|no longer (?:lost|won|closed)|open again|back on)",
        deal="deal",
    ),
    says("duplicate d5", 'copy "{deal}"', rf"(?:duplicate|clone) {_DEAL}", deal="deal"),
    says(
        "convert l-8 to contact and deal", "convert {what} to:{to},{two},{three}", rf"convert {_WHAT} (?:in)?to {_INTO}"
    ),
    says("hooli start", "lead {what} {verb}", rf"{_WHAT} (?P<verb>start|convert|take|lose)", what="lead"),
    says(
        "pipeline by owner",
        "board {what} by:{by}",
        rf"(?:show (?:me )?)?(?:the |our )?(?P<what>my |team )?(?:deals|{_PIPE}|board|forecast)"
        r" (?:by|per) (?P<by>owner|month|stage)",
    ),
    says(
        "leads by source",
        "leads board {what} by:{by}",
        r"(?:show (?:me )?|count )?(?:the |our |all )?(?P<what>my )?(?:open )?leads (?:by|per)"
        r" (?P<by>owner|source|status)",
    ),
    says(
        "where do our leads come from?",
        "leads board by:source",
        r"where (?:do|did) (?:our |the |my |all )?(?:new )?leads come from"
        r"|(?:our |the )?lead sources? (?:report|overview)",
    ),
    says(
        "how much is in negotiation",
        "deals everybody in {stage}",
        rf"{_HOW_MUCH_IN} (?:is |are |do we have )?(?:there )?in (?P<stage>\S.{{0,30}}?)",
        stage="stage",
    ),
    says(
        "what's our biggest deal",
        "{noun} everybody {which}",
        r"(?:(?:what|which|who|show me)(?:['’]?s| is| are)?(?: the| our| my)?|our|my|the)"
        r" (?P<which>biggest|largest|smallest|newest|latest|oldest|hottest|likeliest)(?: open)?"
        r" (?P<noun>deal|lead|company|customer)",
    ),
    says(
        "who has the most deals",
        "board by:owner",
        r"who has (?:the )?(?:most|biggest|best) (?:open )?(?:deals?|pipeline)",
    ),
    says(
        "what's the weighted pipeline",
        "board",
        rf"{_HOW_MUCH} ?(?:the |our )?weighted (?:{_PIPE}|forecast|value)|weighted {_PIPE}",
    ),
    says(
        "move d5 forward",
        'stage "{deal}{it}" next',
        rf"{_MOVE}{_DEAL} (?:{_ON} )?(?:to )?(?:(?:the |its )?next stage|one (?:stage|step)(?: {_ON})?|forward|ahead)"
        rf"|(?:move|push|bring) (?P<it>\S.{{0,60}}?) {_ON}",
        deal="deal",
        it="deal",
    ),
    says(
        "move d5 one stage back",
        'stage "{deal}" back',
        rf"{_MOVE}{_DEAL} (?:back )?(?:to )?(?:(?:the |its )?(?:previous stage|stage before)"
        r"|(?:one )?(?:stage|step)? ?back)",
        deal="deal",
    ),
    says("close d5", "open {what}", rf"close (?:the )?(?:deal )?{_SIGN}"),
    says("close globex pumps", 'stage "{deal}"', rf"close {_DEAL}", deal="deal"),
    says(
        "import my contacts from a csv file",
        "import",
        r"(?:import|load|upload)(?: (?:my|our|some|all))?"
        r"(?: (?:contacts|companies|leads|deals|people|customers|products))"
        r"(?: from (?:an? )?(?:csv|excel|xlsx|spreadsheet|vcard|file)(?: file)?)?",
    ),
    says(
        "download my leads", "export {what}", r"download (?P<what>(?:(?:all|my|our) ){0,2}(?P<list>\w+))", list="list"
    ),
    says(
        "export my deals as excel",
        "export {what} as:{format}",
        rf"(?:export|download|save) {_WHAT} (?:as|to|in|into)(?: an?)? "
        rf"(?P<format>{'|'.join(_FORMATS)})(?: file| sheet)?",
    ),
    format=_FORMATS,
    how=_OUTCOMES,
    noun={"deal": "deals", "lead": "leads", "company": "companies", "customer": "companies customer"},
)
