"""What the columns of a table are: guessed by their headings in several languages, else by what stands in them."""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from crmbot.core.errors import InvalidInput
from crmbot.language.fold import fold
from crmbot.language.phones import email_key, phone_key

SKIP = "skip"
"""The target of a column that is not brought in."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a column's values go: the field's key, its label, and the headings it goes by elsewhere."""

    key: str
    label: str
    headings: tuple[str, ...] = ()


NAME = Target("name", "Name", ("full name", "display name", "contact", "kontakt", "nom complet", "nombre completo"))
_FIRST = Target("first_name", "First name", ("given name", "forename", "vorname", "prenom", "nombre", "keresztnev"))
_LAST = Target(
    "last_name", "Last name", ("family name", "surname", "nachname", "nom", "apellido", "apellidos", "cognome")
)
_FIRM = (
    *("company name", "organisation", "organization", "account", "account name", "employer", "firma", "unternehmen"),
    *("societe", "entreprise", "empresa", "azienda", "ceg", "business"),
)
_COMPANY = Target("company", "Company", _FIRM)
_JOB = Target(
    "job_title", "Job title", ("title", "position", "role", "funktion", "poste", "fonction", "cargo", "beosztas")
)
_DEPARTMENT = Target("department", "Department", ("abteilung", "service", "departamento"))
_CIVILITY = Target("civility", "Civility", ("salutation", "anrede", "civilite", "prefix", "name prefix", "tratamiento"))
_REACH = (
    Target(
        "email", "E-mail", ("mail", "e mail", "email address", "e mail address", "email 1 value", "courriel", "correo")
    ),
    Target(
        "phone", "Phone", ("tel", "telephone", "phone number", "work phone", "business phone", "telefon", "telefono")
    ),
    Target(
        "mobile", "Mobile", ("cell", "cell phone", "mobile phone", "handy", "mobil", "portable", "movil", "cellulare")
    ),
    Target("fax", "Fax", ("fax number", "telefax", "business fax")),
    Target(
        "website", "Website", ("web", "url", "web site", "homepage", "internet", "webseite", "site web", "sitio web")
    ),
    Target(
        "street", "Street", ("address", "address 1", "street address", "strasse", "adresse", "rue", "direccion", "via")
    ),
    Target("city", "City", ("town", "ort", "stadt", "ville", "ciudad", "citta", "varos")),
    Target("region", "Region", ("state", "province", "county", "bundesland", "departement", "provincia")),
    Target("postcode", "Postcode", ("zip", "zip code", "postal code", "plz", "postleitzahl", "code postal", "cap")),
    Target("country", "Country", ("land", "pays", "pais", "paese", "country region", "orszag")),
    Target("language", "Language", ("sprache", "langue", "idioma", "lingua")),
)
_OWNER = Target(
    "owner", "Owner", ("assigned to", "salesperson", "sales rep", "account owner", "besitzer", "responsable")
)
_TAGS = Target(
    "tags", "Tags", ("tag", "keywords", "categories", "labels", "group membership", "etiquetas", "schlagworte")
)
_NOTE = Target(
    "description", "Note", ("notes", "comment", "comments", "remarks", "notiz", "bemerkung", "commentaire", "nota")
)
_EXTERNAL = Target("external_id", "Their number", ("id", "external id", "record id", "reference", "kundennummer"))
_SOURCE = Target("source", "Source", ("lead source", "origin", "quelle", "origine", "origen"))
_NO_CALLS = Target("no_calls", "No calls", ("do not call", "call rejection"))
_NO_EMAILS = Target("no_emails", "No e-mails", ("do not email", "email rejection", "unsubscribed", "opt out"))
_ALL = (_OWNER, _TAGS, _NOTE, _EXTERNAL)

TARGETS: Mapping[str, tuple[Target, ...]] = {
    "contact": (
        *(NAME, _FIRST, _LAST, _COMPANY, _JOB, _DEPARTMENT, _CIVILITY, *_REACH),
        *(_NO_CALLS, _NO_EMAILS, *_ALL),
    ),
    "company": (
        Target("name", "Name", ("company", *_FIRM)),
        *_REACH,
        Target("kind", "Kind", ("type", "relationship", "typ", "account type")),
        Target("industry", "Industry", ("branche", "secteur", "sector", "settore")),
        Target("employees", "Employees", ("number of employees", "mitarbeiter", "effectif", "empleados")),
        Target("turnover", "Turnover", ("annual revenue", "revenue", "umsatz", "chiffre d affaires", "facturacion")),
        Target("registration_no", "Registration number", ("company number", "handelsregister", "siren", "siret")),
        Target("tax_no", "Tax number", ("vat", "vat number", "vat id", "ust id", "ustid", "tva", "nif", "tax id")),
        Target("currency", "Currency", ("wahrung", "devise", "moneda")),
        *(_SOURCE, _NO_CALLS, _NO_EMAILS, *_ALL),
    ),
    "lead": (
        *(NAME, _FIRST, _LAST, _COMPANY, _JOB, _DEPARTMENT, _CIVILITY, *_REACH),
        Target("office", "Office", ("office name", "buro", "bureau")),
        Target("industry", "Industry", ("branche", "secteur", "sector", "settore")),
        Target("contact_on", "Contact on", ("contact date", "next contact", "follow up", "follow up date")),
        Target("status", "Status", ("lead status", "stage", "phase")),
        Target("status_note", "Status note", ("status description",)),
        Target("source_note", "Source note", ("source description",)),
        Target("grade", "Grade", ("quality", "rating")),
        Target("referred_by", "Referred by", ("referrer", "referent", "empfohlen von")),
        Target("budget", "Budget", ("estimated budget", "amount", "value", "betrag", "montant")),
        *(_SOURCE, _NO_CALLS, _NO_EMAILS, *_ALL),
    ),
    "deal": (
        Target("name", "Name", ("deal", "deal name", "opportunity", "opportunity name", "title", "subject")),
        _COMPANY,
        Target("contact", "Contact", ("contact name", "primary contact", "ansprechpartner")),
        Target("amount", "Amount", ("value", "deal value", "betrag", "montant", "importe", "revenue")),
        Target("currency", "Currency", ("wahrung", "devise", "moneda")),
        Target("best", "Best case", ("best",)),
        Target("worst", "Worst case", ("worst",)),
        Target("type", "Type", ("deal type", "opportunity type")),
        Target("stage", "Stage", ("status", "phase", "deal stage", "etape", "etapa")),
        Target("probability", "Probability", ("probability %", "chance", "wahrscheinlichkeit", "probabilite")),
        Target(
            "expected_close", "Expected close", ("close", "close date", "closing date", "abschluss", "date de cloture")
        ),
        Target("next_step", "Next step", ("next action",)),
        *(_SOURCE, *_ALL),
    ),
}
"""What can be brought in, by the kind of record the rows become."""

_SAMPLE_SHARE = 0.6
"""So much of a column must look like one thing to be taken for it without a heading."""

_TITLES = 8
"""Rows among which that of the headings is looked for."""

_WEB = re.compile(r"(?:https?://|www\.)\S+\.\S+", re.IGNORECASE)
_WORDS = re.compile(r"[\W_]+")
_NAMELESS = re.compile(r"Column \d+")
_CALLED = frozenset({"name", "first_name", "last_name", "company"})


def heading_key(heading: str) -> str:
    """Return a heading in the form that is compared: `E-Mail 1 - Value` is `e mail 1 value`."""
    return _WORDS.sub(" ", fold(heading)).strip()


_KNOWN = {
    heading_key(word) for targets in TARGETS.values() for each in targets for word in (each.label, *each.headings)
}


def heading_place(rows: Sequence[Sequence[str]]) -> int | None:
    """Return which of the first rows names the columns; None where none does.

    Above it there may be the title of a sheet: rows of fewer words, none of which names a column.
    """
    names = (
        place for place, cells in enumerate(rows[:_TITLES]) if _known(cells) > 1 and not any(map(_looks_like, cells))
    )
    found = next(names, 0)
    if all(_known(row) == 0 and _filled(row) < _filled(rows[found]) for row in rows[:found]):
        return found if found or is_heading(rows[0]) else None
    return 0 if is_heading(rows[0]) else None


def _known(cells: Sequence[str]) -> int:
    return sum(heading_key(cell) in _KNOWN for cell in cells if cell)


def _filled(cells: Sequence[str]) -> int:
    return len(list(filter(None, cells)))


def is_heading(cells: Sequence[str]) -> bool:
    """Tell whether a first row names the columns: known words in it, and nothing that is a value."""
    filled = [cell for cell in cells if cell]
    if any(_looks_like(cell) for cell in filled):
        return False
    return _known(filled) > 0 or len(filled) == len(cells)


def _looks_like(cell: str) -> str:
    """Return the key of what a value is by its looks; empty for words."""
    if email_key(cell) is not None:
        return "email"
    if _WEB.fullmatch(cell):
        return "website"
    digits = sum(sign.isdecimal() for sign in cell)
    return "phone" if digits > 6 and phone_key(cell, "GB") is not None else ""  # noqa: PLR2004 - a short number is none


def guess(
    kind: str, headings: Sequence[str], sample: Sequence[Sequence[str]], extra: Sequence[Target] = ()
) -> tuple[str, ...]:
    """Return the key of the target of each column, `SKIP` where none is likely; no target is taken twice.

    Args: `sample`: the cells of some rows. `extra`: further targets, the custom fields of the kind.
    """
    targets = (*TARGETS[kind], *extra)
    by_heading = {heading_key(word): each.key for each in targets for word in (*each.headings, each.label, each.key)}
    found = [by_heading.get(heading_key(heading), "") for heading in headings]
    allowed, named = {each.key for each in targets}, frozenset(found)
    taken: set[str] = set()
    result: list[str] = []
    for place, key in enumerate(found):
        wanted = key or _by_looks([row[place] for row in sample if place < len(row) and row[place]], named)
        fits = wanted in allowed and wanted not in taken
        taken.add(wanted)
        result.append(wanted if fits else SKIP)
    if kind != "deal" and not taken & _CALLED:
        _call(result, headings, sample)
    return tuple(result)


def _call(result: list[str], headings: Sequence[str], sample: Sequence[Sequence[str]]) -> None:
    """Take the first column of words for the name where the columns themselves are called nothing."""
    for place, (key, heading) in enumerate(zip(result, headings, strict=True)):
        cells = [row[place] for row in sample if place < len(row) and row[place]]
        words = sum(cell.replace(" ", "").isalpha() for cell in cells)
        if key == SKIP and _NAMELESS.fullmatch(heading) and cells and words >= _SAMPLE_SHARE * len(cells):
            result[place] = "name"
            return


def _by_looks(cells: Sequence[str], known: AbstractSet[str]) -> str:
    """Return what most of a column's values are; a thing some heading names already is not guessed again."""
    looks = [_looks_like(cell) for cell in cells]
    for key in ("email", "phone", "website"):
        if key not in known and cells and looks.count(key) >= _SAMPLE_SHARE * len(cells):
            return key
    return ""


def target(kind: str, text: str, extra: Sequence[Target] = ()) -> str:
    """Return the key a person's word for a target means, or `SKIP`. Raises `InvalidInput` with what there is."""
    wanted = heading_key(text)
    if wanted in (SKIP, "", "ignore", "none"):
        return SKIP
    targets = (*TARGETS[kind], *extra)
    for each in targets:
        if wanted in {heading_key(word) for word in (each.key, each.label, *each.headings)}:
            return each.key
    near = [each for each in targets if heading_key(each.label).startswith(wanted)]
    if len(near) == 1:
        return near[0].key
    raise InvalidInput("map", text, "no such field", tuple(each.label for each in near or targets))
