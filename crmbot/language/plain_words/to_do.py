"""What one has to do oneself, and what a colleague is to do: `i need to ring bob back`, `tell eva to call Acme`."""

from crmbot.language.plain_words.phrasing import says, table

_ONE_SENTENCE = r"[^,;!?:\n]{2,120}"
_DOES = (
    r"(?:ring|call|phone|e-?mail|mail|text|message|write|send|get (?:back|in touch)|follow|chase|ask|tell|thank|buy"
    r"|book|order|prepare|draft|finish|fix|bring|pick|drop|visit|meet|talk|speak|invoice|quote|deliver|ship|pay|sign|review"
    r"|renew|present|confirm|reply|answer|respond|return|sort|look into|discuss|contact|reach out|submit|collect"
    r"|drive|work on|check (?!my|all|the list)|nudge|ping|touch base|catch up|put together|go (?:to|over|through))\b"
)
"""What is done outside of here; who has to change or find something here is told how."""
_I_NEED = (
    r"(?:i (?:really |still |also )?(?:need|have|ought|want) to|i(?:['’]ve| have) got to|i must|i should|i gotta|gotta"
    r"|i(?:['’]d| had) better|i(?:['’]ll| will) have to|need to|have to|must)"
)
_FORGET = r"(?:do not|don['’]?t) (?:let me )?forget|(?:i )?(?:must not|mustn['’]?t|better not) forget|remember"
_TO = r"(?:about |that |to )?"
_MOVED = (
    r"(?:is |was |has been |has |got |now )?(?:moved|pushed|postponed|rescheduled|shifted|delayed)(?: back)?"
    r" (?:to|until|till)"
)
_NOT_IT = r"(?!(?:back|me|us|it|this|that|them|all|by|in|from|to|message)\b)"
"""What is sent back, or to me, is asked for here; a text from somebody has come."""
_SOON = r"(?:at|in|on|tomorrow|today|tonight|next|mon|tue|wed|thu|fri|sat|sun|when|about|to|\d)\b"
_MET = r"(?:meeting|call|lunch|dinner|breakfast|stand-?up|review|workshop|drinks|offsite|day)"
_TELL = r"(?:remind|tell|ask|get|have)"
_WHO = r"(?P<who>(?!(?:me|us|myself)\b)[^\W\d_][\w.'-]*(?: [^\W\d_][\w.'-]*)?)"

TABLE = table(
    says("I need to ring Bob back", "task {what}", rf"{_I_NEED} (?:also )?(?P<what>{_DOES}{_ONE_SENTENCE})"),
    says("don't let me forget the quote for Acme", "task {what}", rf"(?:{_FORGET}) {_TO}(?P<what>{_ONE_SENTENCE})"),
    says(
        "add a task to send Jane the quote",
        "task {what}",
        rf"(?:add|create|make|set(?: up)?|new)(?: me)?(?: an?)?(?: new)? (?:task|to-?do) to"
        rf" (?P<what>{_DOES}.{{2,120}})",
    ),
    says(
        "make sure I call Jane tomorrow",
        "task {what}",
        rf"make sure (?:that )?(?:i |to )(?P<what>{_DOES}{_ONE_SENTENCE})",
    ),
    says(
        "note to self: order pens",
        "task {what}",
        r"(?:note to (?:self|myself)|to[ -]do)(?: ?[:,-]| to|) ?(?P<what>\S.{2,160})",
    ),
    says(
        "task for Eva: check the contract",
        'task {what} for:"{who}"',
        rf"(?:(?:add|create|make|set|give) )?(?:an? )?(?:new )?task for {_WHO}(?:[:,]| to\b) ?"
        rf"(?P<what>{_ONE_SENTENCE})",
        who="person",
    ),
    says(
        "tell Eva to call Acme tomorrow",
        'task {what} for:"{who}"',
        rf"(?:please )?{_TELL} {_WHO} (?:to|that (?:he|she|they) (?:should|has to|must)) (?P<what>{_ONE_SENTENCE})",
        who="person",
    ),
    says(
        "ring Jane",
        "call {who}",
        r"ring(?: up)? (?P<who>\S.{0,60}?)",
        who="company contact lead deal",
    ),
    says(
        "call Jane back",
        "task {what}",
        r"(?P<what>(?:call|ring|phone|text|write) (?!(?:him|her|them)\b)[^,;!?:\n]{2,40}? back"
        r"(?: (?:to|on|about|re) [^,;!?:\n]{1,60})?|(?:call|ring|phone) back (?!from\b)[^,;!?:\n]{2,80})",
    ),
    says(
        "send Jane the quote",
        "task {what}",
        rf"(?P<what>(?:(?:send|text|whatsapp|sms) {_NOT_IT}|(?:chase|prepare|draft|ring) )\S[^,;!?:\n]{{2,80}})",
    ),
    says(
        "ask Jane for the drawings",
        "task {what}",
        rf"(?P<what>(?:ask|tell) {_NOT_IT}\S+(?: \S+)?"
        r" (?:for|about|if|whether|that|we|we['’]re|we['’]ll|when|why|how)\b"
        r"[^?\n]{2,80}|(?:e-?mail|mail) [^\s:,]{2,20} (?:the|our|an?|my|this) [^?\n]{2,80})",
    ),
    says(
        "create a follow-up for Jane next wednesday at 2",
        "follow up {what}",
        r"(?:create|add|make|set(?: up)?|schedule|plan|new)(?: me)?(?: an?)?(?: new)? follow[ -]?up(?: task| call)?"
        r" (?P<what>(?:for|with|on) \S.{1,100})",
    ),
    says(
        "ping me at 4",
        "remind me {what}",
        rf"(?:ping|wake|nudge|alert|notify|poke|buzz) me(?: up)? (?P<what>{_SOON}.{{0,120}})",
    ),
    says(
        "set a reminder for friday 10am to call Jane",
        "remind me {what}",
        r"(?:set|add|create|make|put)(?: me)? (?:an? |the )?(?:new )?(?:reminder|alarm)"
        r"(?:[:,]? ?(?:for |at |on )?(?P<what>\S.{0,160}))?",
    ),
    says(
        "the demo has moved to next week",
        "move {what} {when}",
        rf"(?:the |my |our )?(?P<what>\S.{{0,60}}?) {_MOVED} (?P<when>\S.{{0,40}})",
        what="event",
        when="time",
    ),
    says(
        "meeting postponed to next week",
        "move event {when}",
        rf"(?:the |my |our )?(?:meeting|call|visit|demo|event|appointment) {_MOVED} (?P<when>\S.{{0,40}})",
        when="time",
    ),
    says(
        "meeting at Acme went well",
        "note {what}",
        r"(?P<what>(?:the |our |my )?(?:meeting|event|appointment)\b.{0,80}? (?:went|was|has been|is over)\b.*)",
    ),
    says(
        "team meeting monday 9am",
        "event {what}",
        rf"(?P<what>(?:team|sales|staff|office) {_MET}\b.{{3,80}})",
    ),
    says("email Jane: sent the price list", "mail {what}", r"e-?mail (?P<what>[^:,;]{2,60}: ?\S.*)"),
    # As those say it who write in German, French or Spanish.
    says(
        "Jane zurückrufen",
        "task {who} {verb}{rest}",
        r"(?P<who>\S.{0,60}?) (?P<verb>zurückrufen|zurueckrufen|terugbellen)"
        r"(?P<rest> (?:wegen|bezüglich|over|inzake) [^,;!?:\n]{1,80})?",
        who="company contact lead deal",
    ),
    says("ich muss Bob zurückrufen", "task {what}", rf"ich (?:muss|sollte|soll) (?:noch )?(?P<what>{_ONE_SENTENCE})"),
    says(
        "nicht vergessen: Angebot an Acme",
        "task {what}",
        r"(?:nicht vergessen|vergiss nicht|denk(?: bitte)? an)[:,]? (?P<what>\S.{2,120})",
    ),
    says(
        "je dois rappeler Jane demain", "task {what}", rf"(?:je dois|il faut que je|il faut) (?P<what>{_ONE_SENTENCE})"
    ),
    says(
        "n'oublie pas le devis",
        "task {what}",
        rf"(?:ne pas oublier|n['’]oublie pas)(?: de| d['’])? ?(?P<what>{_ONE_SENTENCE})",
    ),
    says("tengo que llamar a Jane", "task {what}", rf"(?:tengo que|debo|hay que) (?P<what>{_ONE_SENTENCE})"),
    says("no olvidar el presupuesto", "task {what}", rf"no (?:olvidar|te olvides de) (?P<what>{_ONE_SENTENCE})"),
)
