"""What becomes of each row that names a record, or a person of ours, when that is erased."""

from enum import StrEnum

from crmbot.store.base import Base


class Fate(StrEnum):
    """How a row is dealt with that names a record which is erased."""

    GOES = "the row goes with the record"
    ALSO = "the row belongs to a record that is erased, too"
    LAST = "the row is a record that is erased, too, when it is left with nobody"
    CLEARED = "the row stays, and names nobody there any more"
    TRACE = "the row stays and says that something was changed, not what"
    OWN = "the row is the record itself"


OF_RECORDS: dict[tuple[str, str], Fate] = {
    ("activity", "record_id"): Fate.OWN,
    ("deal", "record_id"): Fate.OWN,
    ("document", "record_id"): Fate.OWN,
    ("lead", "record_id"): Fate.OWN,
    ("party", "record_id"): Fate.OWN,
    # What is said of it, and what it was before.
    ("activity_link", "record_id"): Fate.ALSO,
    ("document", "about_id"): Fate.ALSO,
    ("record", "merged_into_id"): Fate.ALSO,
    ("lead", "converted_contact_id"): Fate.ALSO,
    ("lead", "converted_party_id"): Fate.ALSO,
    ("deal", "party_id"): Fate.LAST,
    ("deal", "lead_id"): Fate.LAST,
    # Others, who are no more than connected with it.
    ("deal", "contact_id"): Fate.CLEARED,
    ("lead", "referred_by_party_id"): Fate.CLEARED,
    ("party", "company_id"): Fate.CLEARED,
    ("party", "parent_id"): Fate.CLEARED,
    ("party", "reports_to_id"): Fate.CLEARED,
    ("party", "primary_contact_id"): Fate.CLEARED,
    ("party", "accounting_contact_id"): Fate.CLEARED,
    ("channel", "bound_record_id"): Fate.CLEARED,
    ("import", "document_id"): Fate.CLEARED,
    ("party", "picture_id"): Fate.CLEARED,
    ("change", "record_id"): Fate.TRACE,
    ("activity_attendee", "activity_id"): Fate.GOES,
    ("activity_link", "activity_id"): Fate.GOES,
    ("binding", "record_id"): Fate.GOES,
    ("custom_value", "record_id"): Fate.GOES,
    ("external_key", "record_id"): Fate.GOES,
    ("follow", "record_id"): Fate.GOES,
    ("name_alias", "record_id"): Fate.GOES,
    ("news", "record_id"): Fate.GOES,
    ("outbox", "record_id"): Fate.GOES,
    ("party_link", "company_id"): Fate.GOES,
    ("party_link", "contact_id"): Fate.GOES,
    ("post", "record_id"): Fate.GOES,
    ("recent_record", "record_id"): Fate.GOES,
    ("record_tag", "record_id"): Fate.GOES,
    ("reminder", "record_id"): Fate.GOES,
    ("reminder_wish", "record_id"): Fate.GOES,
    ("search_posting", "record_id"): Fate.GOES,
    ("sent_card", "record_id"): Fate.GOES,
    ("stored_file", "document_id"): Fate.GOES,
}
"""Every foreign key to a record, by table and column; a test holds it against the tables."""


class Lot(StrEnum):
    """How a row is dealt with that names a person who wants to be forgotten."""

    GOES = "the row is theirs alone and goes"
    HANDED = "the row goes on to whoever takes their work over"
    STAYS = "the row tells who did what, and they are a former colleague there"


OF_PEOPLE: dict[tuple[str, str], Lot] = {
    ("activity", "approver_id"): Lot.HANDED,
    ("activity", "assignee_id"): Lot.HANDED,
    ("record", "owner_id"): Lot.HANDED,
    ("activity", "assigned_by_id"): Lot.STAYS,
    ("activity_attendee", "user_id"): Lot.STAYS,
    ("change", "user_id"): Lot.STAYS,
    ("digest", "made_by_id"): Lot.STAYS,
    ("erasure", "by_id"): Lot.STAYS,
    ("export", "user_id"): Lot.STAYS,
    ("import", "user_id"): Lot.STAYS,
    ("installation", "installed_by_id"): Lot.STAYS,
    ("record", "created_by_id"): Lot.STAYS,
    ("record", "updated_by_id"): Lot.STAYS,
    ("subscription", "author_id"): Lot.STAYS,
    ("chat_identity", "user_id"): Lot.GOES,
    ("dialog", "user_id"): Lot.GOES,
    ("digest", "user_id"): Lot.GOES,
    ("draft", "user_id"): Lot.GOES,
    ("feed", "user_id"): Lot.GOES,
    ("follow", "user_id"): Lot.GOES,
    ("holiday", "user_id"): Lot.GOES,
    ("install_link", "user_id"): Lot.GOES,
    ("link_code", "user_id"): Lot.GOES,
    ("list_shown", "user_id"): Lot.GOES,
    ("name_alias", "user_id"): Lot.GOES,
    ("outbox", "user_id"): Lot.GOES,
    ("post", "user_id"): Lot.GOES,
    ("recent_record", "user_id"): Lot.GOES,
    ("reminder", "user_id"): Lot.GOES,
    ("reminder_wish", "user_id"): Lot.GOES,
    ("saved_view", "owner_id"): Lot.GOES,
    ("sent_card", "user_id"): Lot.GOES,
    ("team_member", "user_id"): Lot.GOES,
    ("user_grant", "user_id"): Lot.GOES,
    ("user_role", "user_id"): Lot.GOES,
}
"""Every foreign key to a person, by table and column; a test holds it against the tables."""


def to_people() -> set[tuple[str, str]]:
    """Return every foreign key to a person that the tables have."""
    return {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == "user"
    }


def dealt_with(fate: Fate) -> list[tuple[str, str]]:
    """Return the columns that name records and are dealt with in one way."""
    return [where for where, its in OF_RECORDS.items() if its is fate]
