"""Tasks and events: done, not done, called off, for all of a list, somebody asked along."""

from crmbot.language.plain_words.phrasing import says, table
from crmbot.language.plain_words.shifts import SAME_TIME

_WHAT = r"(?P<what>\S.{0,80}?)"
_WORDS = r"(?P<what>\S+ \S.{0,80}?)"
"""A name of two words or more: one alone is said of anything."""
_UPON = r"(?:for|on|until|till|by|because|as) \S.{0,120}"
_DROP = r"(?:drop|scrap|scratch|forget(?: about)?|cancel|call off)"
_DONE = r"(?:done|finished|completed?)"
_LEVELS = {
    **{f"{level}{more}": level for level in ("low", "normal", "high", "urgent") for more in ("", " priority")},
    **dict.fromkeys(("important", "top priority", "a priority"), "high"),
    **dict.fromkeys(("not urgent", "not important", "not so urgent", "not that urgent"), "normal"),
}
_LETTERS = {"task": "T", "deal": "D", "lead": "L", "contact": "P", "company": "C", "event": "E", "note": "N"}
_LEVEL = rf"(?P<level>{'|'.join(sorted(_LEVELS, key=len, reverse=True))})"
_EVERY = (
    r"(?:(?:with )?all(?: (?:of )?(?:them|these|(?:my |the |these )?(?:open )?tasks))?|everything|them all)"
    r"(?! (?:of|from|my|our|the|leads|deals|events|meetings|companies|contacts) )(?P<rest> .*)?"
)
_VERBS = {"push": "move", "shift": "move", "reassign": "give", "hand": "give"}
_OTHERS = r"(?P<verb>move|reschedule|postpone|give|push|shift|reassign|hand)(?: over)?"
_TO_ANOTHER = (
    rf"(?:move|reschedule|push|shift|postpone|bring|put|change) {_WHAT}(?: (?:back|forward|off))?"
    r" (?P<rest>(?:to|until|till|by) .{1,40}?|(?:an?|half an?|\d+) .{1,20}? (?:later|earlier))"
    rf"{SAME_TIME}"
)

TABLE = table(
    says(
        "it's not done yet",
        "reopen task it",
        r"(?:no,? )?(?:(?:it|that|this)(?:'s| is| was) )?(?:not|un|isn't|wasn't)[ -]*"
        r"(?:done|finished|complete)(?: yet)?"
        r"|(?:mark (?:it )?)?(?:as )?not done(?: yet)?",
    ),
    says("done with all of them", "done tasks all{rest}", rf"(?:done|finish|complete) {_EVERY}"),
    says("move all to friday", "{verb} tasks all{rest}", rf"{_OTHERS} {_EVERY}"),
    says(
        "invite jane to the demo",
        'invite event "{what}{on}" {who}{whom}',
        rf"(?:invite|add|ask) (?P<who>\S.{{0,80}}?) (?:to|for) {_WHAT}"
        r"|put (?P<whom>\S.{0,80}?) on (?P<on>\S.{0,80})",
        what="event",
        on="event",
    ),
    says(
        "mark delta call as done",
        "done {what}",
        rf"(?:mark|set|check|tick) (?:off )?{_WORDS} (?:as )?(?:{_DONE}|off)",
        what="task",
    ),
    says(
        "mark 1 and 3 as done",
        "done {rows}",
        rf"(?:mark|set|check|tick) (?:off )?(?P<rows>\d{{1,3}}(?: ?(?:,|-|&|and) ?\d{{1,3}}){{0,20}})"
        rf" (?:as )?(?:{_DONE}|off)",
    ),
    says(
        "I'm done with delta call",
        "done {what}",
        rf"(?:(?:i(?:'m| am|'ve| have)? )?(?:done|finished|completed) (?:with )?){_WORDS}",
        what="task",
    ),
    says(
        "delta call is done", "done {what}", rf"{_WORDS} (?:is |are )?(?:done|finished|completed)(?: now)?", what="task"
    ),
    says(
        "it's done",
        "done {what}",
        rf"(?P<what>it)(?:['’]?s| is| was)(?: all)?(?: now)? {_DONE}(?: now| already)?",
        what="task",
    ),
    says(
        "tick it off",
        "done {what}",
        rf"(?:mark|set|check|tick|cross) (?P<what>it) (?:as )?(?:{_DONE}|off)",
        what="task",
    ),
    says(
        "I just did it",
        "done {what}",
        r"(?:i(?:['’]ve| have|['’]m| am)? )?(?:(?:just|already) )?(?:did|done|finished|completed)(?: with)?"
        r" (?P<what>it)(?: now| already)?",
        what="task",
    ),
    says(
        "the demo took place",
        "held {what}{had}",
        rf"{_WHAT} (?:took place|was held|(?:has )?happened|is over)(?: now| already)?"
        r"|(?:(?:i|we)(?:['’](?:ve|m|re)| have| am| are)? )?(?:(?:just|already) )?(?:had|held|did|done)(?: with)?"
        r" (?P<had>it|(?:the|our|my|that) \S.{0,80}?)(?: now| already)?",
        what="event",
        had="event",
    ),
    says(
        "put delta call on hold",
        "pause {what} {why}",
        rf"(?:put|set) {_WHAT} (?:on hold|aside)(?: (?P<why>{_UPON}))?",
        what="task",
    ),
    says(
        "delta call is waiting for their reply",
        "pause {what} {why}",
        rf"{_WHAT} (?:is |has to |must )?(?:now |still )?(?:wait(?:ing|s)?|on hold|paused|stuck|blocked)"
        rf"(?: (?P<why>{_UPON}))?",
        what="task",
    ),
    says(
        "make delta call high priority",
        "set {what} priority:{level}",
        rf"(?:make|mark|flag|set) {_WHAT} (?:as |to )?{_LEVEL}",
        what="task",
    ),
    says(
        "t6 high priority",
        "set {what} priority:{level}",
        rf"(?P<what>#?t-?\d+)(?: prio(?:rity)?)?:? {_LEVEL}",
    ),
    says(
        "delete task 16",
        "delete {kind}-{number}",
        r"(?:delete|remove|bin) (?:the )?(?P<kind>task|deal|lead|contact|company|event|note) #?(?P<number>\d{1,9})",
    ),
    says(
        "delta call is urgent", "set {what} priority:{level}", rf"{_WHAT}(?:['’]s| is)(?: now)? {_LEVEL}", what="task"
    ),
    says("drop delta call", "cancel task {what}", rf"{_DROP} {_WHAT}", what="task not event"),
    says("call off the demo", "cancel event {what}", rf"{_DROP} {_WHAT}", what="event not task"),
    says(
        "who is coming to the demo",
        "event {what}",
        r"(?:when|where|who)(?:['’]?s| is| was)(?: (?:coming|going|invited|attending)(?: to| at)?)?(?: the| my| our)?"
        rf" {_WHAT}",
        what="event not contact company",
    ),
    says(
        "when is my next meeting",
        'open "{what}{mine}"',
        r"(?:(?:when|where|what|who)(?:['’]?s| is)(?: (?:at|in|coming to|going to|invited to))?|show(?: me)?)"
        rf" {_WHAT}|(?P<mine>(?:my|our|the) \S.{{0,60}})",
        what="slot event task",
        mine="slot event task",
    ),
    says(
        "demo done, they liked it",
        "held {what} {rest}",
        rf"(?:the |my |our )?{_WHAT}(?: is| was)? (?:done|held|over)[,:;.] ?(?P<rest>\S.*)",
        what="event",
    ),
    says(
        "delta call done, she agreed",
        "done {what} {rest}",
        rf"{_WORDS}(?: is| was)? (?:done|finished)[,:;.] ?(?P<rest>\S.*)",
        what="task",
    ),
    says("cancel tomorrow's meeting", 'cancel event "{what}"', rf"{_DROP} {_WHAT}", what="slot"),
    says(
        "delete contact jane",
        'delete "{contact}{company}{deal}{lead}{task}{event}"',
        r"(?:delete|remove|bin) (?:the |my )?(?:contact (?P<contact>\S.{0,60})"
        r"|(?:company|customer) (?P<company>\S.{0,60})|deal (?P<deal>\S.{0,60})|lead (?P<lead>\S.{0,60})"
        r"|task (?P<task>\S.{0,80})|event (?P<event>\S.{0,80}))",
        **{kind: kind for kind in ("contact", "company", "deal", "lead", "task", "event")},
    ),
    says("delete the meeting on friday", 'delete "{what}"', rf"(?:delete|remove) {_WHAT}", what="slot"),
    says("push my 3pm call to 4pm", 'move "{what}" {rest}', _TO_ANOTHER, what="slot task"),
    says("move tomorrow's meeting to monday", 'move event "{what}" {rest}', _TO_ANOTHER, what="slot"),
    says(
        "give jane a call tomorrow",
        "task call {who} {rest}",
        r"give (?P<who>\S.{0,60}?) a (?:quick )?(?:call|ring|buzz)(?: (?P<rest>\S.{0,60}))?",
        who="contact company lead",
    ),
    says("find out who decides at acme", "task {what}", r"(?P<what>(?:find|figure|work) out \S.{0,120})"),
    level=_LEVELS,
    verb=_VERBS,
    kind=_LETTERS,
)
