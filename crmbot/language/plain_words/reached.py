"""How somebody is reached: telephone, mail, site and address, told, put right and taken out."""

from crmbot.language.plain_words.phrasing import says, table

_WHO = r"(?P<who>\S.{0,60}?)"
_REST = r"(?P<rest>\S.{0,60}?)"
_SITE = r"(?P<at>(?:https?://)?(?:[\w-]+\.)+[^\W\d_]{2,}(?:/\S*)?)"
_STREET = r"(?P<street>\d+\w? [^,\d]{2,60}|[^,\d]{2,60} \d+\w?)"
_REACHED = "contact company lead"
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
    says(
        "add phone 020 7946 0999 to jane",
        'set {who} {field}:"{rest}"',
        rf"add (?:the |an? )?(?:new )?(?P<field>phone|mobile|email|website|fax)(?: number| address)?:?"
        rf" {_REST} to {_WHO}",
    ),
    field=_LINE_OF,
    line=_LINE_OF,
    how={"calls": "calls", **dict.fromkeys(("mails", "emails", "e-mails"), "mails")},
)
