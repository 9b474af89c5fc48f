"""What is made new beside something that is there: a contact of a firm, a deal on it, a lead from a source."""

from crmbot.language.plain_words.phrasing import says, table

_WHO = r"(?P<who>\S.{0,60}?)"

TABLE = table(
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
        "new lead from LinkedIn: Otto Normal",
        'lead new {name} source:"{rest}"',
        r"(?:(?:new|add|create)(?: an?)?(?: new)? )?lead (?:from|via) (?:the )?(?P<rest>[^:]{1,40}): ?(?P<name>\S.*)",
    ),
)
