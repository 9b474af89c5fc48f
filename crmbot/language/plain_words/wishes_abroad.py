"""Wishes in German, French and Spanish: somebody new, what became of a deal, what is on, one's views and settings."""

from crmbot.language.plain_words.phrasing import says, table

_NEW = r"(?:neue[rsn]?|nouvel(?:le)?|nouveau|nuev[oa]|crear?|ajouter|agregar|añadir)(?: une?| una?)?"
_FIRM = r"(?:firma|kunden?|unternehmen|entreprise|société|client|empresa|cliente)"
_PERSON = r"(?:kontakt|ansprechpartner(?:in)?|contacto?)"
_DEAL = r"(?:geschäft|verkaufschance|chance|auftrag|affaire|opportunité|trato|oportunidad|negocio)"
_WHAT = r"(?P<what>\S.{0,120}?)"
_NAME, _WHO = r"(?P<name>\S.{0,80}?)", r"(?P<who>\S.{0,60}?)"
_WHEN = r"(?P<when>\S.{0,40}?)"

TABLE = table(
    says("neue Firma Müller GmbH in Stuttgart", "company new {what}", rf"{_NEW} {_FIRM} {_WHAT}"),
    says(
        "nouveau contact Marie Dupont chez acme",
        'contact new {name} at:"{who}"',
        rf"{_NEW} {_PERSON} {_NAME} (?:bei|von|chez|de|en) {_WHO}",
        who="company",
    ),
    says("nuevo contacto Luis Pérez", "contact new {what}", rf"{_NEW} {_PERSON} {_WHAT}"),
    says(
        "neues Geschäft Pumpen 5000 für acme",
        'deal new {name} on:"{who}"',
        rf"{_NEW} {_DEAL} {_NAME} (?:für|bei|mit|pour|chez|avec|para|con) {_WHO}",
        who="company contact",
    ),
    says("nuevo trato Bombas 5000", "deal new {what}", rf"{_NEW} {_DEAL} {_WHAT}"),
    says(
        "das ist erledigt",
        "done it",
        r"(?:das |es )?(?:ist )?(?:schon )?erledigt|c['’]est fait|(?:ya )?(?:está )?hecho",
    ),
    says(
        "globex pumps gewonnen",
        "won {what}",
        rf"(?:wir haben )?{_WHAT} (?:ist |est |está |haben wir )?(?:gewonnen|gagnée?|ganad[oa])",
        what="deal",
    ),
    says(
        "globex pumps perdue, trop cher",
        "lost {what}{why}",
        rf"(?:wir haben )?{_WHAT} (?:ist |est |está |haben wir )?(?:verloren|perdue?|perdid[oa])(?P<why>,? \S.*)?",
        what="deal",
    ),
    says(
        "was steht nächste woche an?",
        "agenda {when}{then}",
        rf"was (?:steht|ist|liegt) {_WHEN} an"
        r"|(?:was habe ich|was mache ich|was ist|qu['’]est-ce que (?:j['’]ai|je fais)"
        r"|qué (?:tengo|hago|hay)|que tengo)(?: (?:am|de|para|el))? (?P<then>\S.{0,40}?)(?: vor| de prévu)?",
        when="time",
        then="time",
    ),
    says(
        "erinnere mich morgen um 9 an Jane",
        "remind me {what}",
        r"(?:erinnere? mich(?: bitte)?|rappelle[- ]moi|rappelez[- ]moi|recu[eé]rdame|ricordami|lembr[ae][- ]me"
        r"|herinner me(?: eraan)?) (?:de |d['’]|an |di |que |dat )?(?P<what>\S.{1,160})",
    ),
    says(
        "meine Aufgaben",
        "tasks",
        r"(?:meine|mes|mis|i miei|minhas|mijn) (?:aufgaben|t[âa]ches|tareas|compiti|tarefas|taken)",
    ),
    says("mes vues", "views", r"(?:meine |mes |mis )?(?:ansichten|gespeicherte listen|vues|vistas)"),
    says("einstellungen", "settings", r"(?:meine |mes |mis )?(?:einstellungen|réglages|paramètres|ajustes)"),
)
