"""Pictures of people: chosen, shown to whoever may see them, gone with what they are of."""

import pytest

from crmbot.core import contacts, documents, history, merging, pictures, records
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Context, Level
from crmbot.core.documents import Attached, Filing
from crmbot.core.erasing import records as erasing
from crmbot.core.errors import InvalidInput, NotAllowed
from crmbot.core.merging import Wanted
from crmbot.store.models.document import Document, FetchState
from crmbot.store.models.party import Contact
from crmbot.store.models.people import UserGrant
from crmbot.store.models.record import Record
from tests.core.conftest import Office

JPEG = "image/jpeg"


def jane(ctx: Context, name: str = "Jane Roe") -> Contact:
    """Make a person of the actor's."""
    return contacts.create(ctx, ContactDraft(name), anyway=True)


def kept(ctx: Context, about: Record | None = None, mime: str = JPEG) -> Document:
    """Keep a file of the actor's."""
    (document,) = documents.keep(ctx, [Attached("ref-1", "jane.jpg", mime, 12, "file")], Filing(about))
    return document


def pictured(ctx: Context, name: str = "Jane Roe") -> tuple[Contact, Document]:
    """Make a person with a picture."""
    contact = jane(ctx, name)
    document = kept(ctx, contact)
    pictures.choose(ctx, contact, document)
    return contact, document


def test_picture_when_chosen(office: Office) -> None:
    """It is one of the documents."""
    with office.acting() as ctx:
        contact, document = pictured(ctx)

        assert pictures.of(ctx, contact) is document


def test_picture_when_filed_nowhere(office: Office) -> None:
    """It is filed with the person from then on."""
    with office.acting() as ctx:
        contact, document = jane(ctx), kept(ctx)

        pictures.choose(ctx, contact, document)

        assert document.about_id == contact.id


def test_picture_when_it_is_a_paper(office: Office) -> None:
    """It is refused."""
    with office.acting() as ctx:
        contact = jane(ctx)

        with pytest.raises(InvalidInput, match="no picture"):
            pictures.choose(ctx, contact, kept(ctx, contact, "application/pdf"))


def test_picture_when_there_is_no_copy(office: Office) -> None:
    """It is refused: nobody could be shown it."""
    with office.acting() as ctx:
        contact = jane(ctx)
        document = kept(ctx, contact)
        documents.state(ctx, document).state = FetchState.GONE

        with pytest.raises(InvalidInput, match="no copy"):
            pictures.choose(ctx, contact, document)


def test_picture_when_the_contact_is_somebody_elses(office: Office) -> None:
    """Who may not change the contact gives them no picture, and takes none away."""
    with office.acting() as ctx:
        contact, document = pictured(ctx)
        number, picture = contact.id, document.id

    with office.acting("rita") as ctx:
        theirs, file = ctx.session.get_one(Contact, number), ctx.session.get_one(Document, picture)

        with pytest.raises(NotAllowed):
            pictures.choose(ctx, theirs, file)
        with pytest.raises(NotAllowed):
            pictures.take_away(ctx, theirs)


def test_picture_when_its_document_is_put_away(office: Office) -> None:
    """There is none until it is brought back."""
    with office.acting() as ctx:
        contact, document = pictured(ctx)

        records.delete(ctx, document)
        assert pictures.of(ctx, contact) is None

        records.restore(ctx, document.id)
        assert pictures.of(ctx, contact) is document


def test_picture_when_its_document_is_about_what_is_hidden(office: Office) -> None:
    """There is none for whoever may not see the file."""
    with office.acting() as ctx:
        contact, document = pictured(ctx)
        number, picture = contact.id, document.id
        documents.relink(ctx, document, jane(ctx, "Kim Lee"))
        ctx.session.add(UserGrant(user_id=office.ids["ben"], permission="document.see", level=Level.NONE))

    with office.acting("ben") as ctx:
        assert ctx.session.get_one(Contact, number).picture_id == picture
        assert pictures.of(ctx, ctx.session.get_one(Contact, number)) is None


def test_picture_when_undone(office: Office) -> None:
    """There is none again."""
    with office.acting() as ctx:
        contact = jane(ctx)
        document = kept(ctx, contact)
        number = contact.id
    with office.acting(command="picture") as ctx:
        pictures.choose(ctx, ctx.session.get_one(Contact, number), ctx.session.get_one(Document, document.id))
        batch = history.current(ctx)
    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch)

        assert ctx.session.get_one(Contact, number).picture_id is None


def test_picture_when_sent_and_undone(office: Office) -> None:
    """Neither the file nor the picture is left of what came as one."""
    with office.acting() as ctx:
        number = jane(ctx).id
    with office.acting(command="picture") as ctx:
        contact = ctx.session.get_one(Contact, number)
        pictures.choose(ctx, contact, kept(ctx, contact))
        batch = history.current(ctx)
    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch)

        assert ctx.session.get_one(Contact, number).picture_id is None


def test_picture_when_merged(office: Office) -> None:
    """The record that stays keeps its own, and gets the other's where it has none."""
    with office.acting() as ctx:
        first, document = pictured(ctx)
        second, _ = pictured(ctx, "Jane Rowe")
        blank = jane(ctx, "J. Roe")

        merging.merge(ctx, Wanted(blank, (first,)))
        assert blank.picture_id == document.id

        merging.merge(ctx, Wanted(blank, (second,)))
        assert blank.picture_id == document.id


def test_picture_when_the_person_is_erased(office: Office) -> None:
    """It goes with what was about them."""
    with office.acting() as ctx:
        contact, document = pictured(ctx)
        number = document.id

        erasing.erase(ctx, contact, "Jane Roe")

        assert ctx.session.get(Document, number) is None


def test_picture_when_the_file_is_erased(office: Office) -> None:
    """The person stays, without a picture."""
    with office.acting() as ctx:
        contact, document = pictured(ctx)
        number = contact.id

        erasing.erase(ctx, document, "jane.jpg")

        assert ctx.session.get_one(Contact, number).picture_id is None
