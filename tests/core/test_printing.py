"""What is on the print-out of a lead, on either database."""

from crmbot.commands.leads import printing
from crmbot.core import lookup, notes, tags, tasks
from crmbot.core.notes import NoteDraft
from crmbot.core.tasks import TaskDraft
from tests.core.conftest import Office
from tests.core.umbrella import umbrella


def test_sheet_when_a_lead_is_printed(office: Office) -> None:
    """Everything that is known of it is there."""
    with office.acting() as ctx:
        lead = umbrella(ctx, message_author="Eva", message_link="https://x.example/1", referred_by="Jane")
        tags.apply(ctx, lead, ["fair"])
        notes.log(ctx, NoteDraft("met Paul", [lead]))
        tasks.create(ctx, TaskDraft("call Paul", about=[lead]))

        sheet = printing.sheet(ctx, lead)

    rows = " ".join(text for _, text in sheet.rows)
    words = " ".join(line for section in sheet.sections for line in section.lines)
    told = f"{sheet.title} {sheet.under} {rows} {words} {sheet.foot}"
    for known in (
        *("Umbrella", "Paul Martin", "Buyer", "Purchasing", "0100", "7700 900123", "paul@umbrella.example"),
        *("umbrella.example", "1 High St", "LS1 1AA", "Leeds", "Yorkshire", "GB", "Pharma", "€5,000", "Web", "Jane"),
        *("Ana Owner", "#fair", "Wants 40 pumps", "no calls", "no mails", "Eva", "https://x.example/1", "met Paul"),
        *("call Paul", "Assigned", "suspect", "printed Thu 19 Nov 10:00 by Ana Owner"),
    ):
        assert known in told


def test_sheet_when_much_has_happened(office: Office) -> None:
    """The latest notes and the next tasks are there, and a word that there are more."""
    with office.acting() as ctx:
        lead = umbrella(ctx)
        for index in range(printing.NOTES + 2):
            notes.log(ctx, NoteDraft(f"note {index}", [lead]))

        (happened,) = (each for each in printing.sheet(ctx, lead).sections if each.heading == "What happened")

    assert (len(happened.lines), happened.lines[-1]) == (printing.NOTES + 1, "… and older notes")


def test_sheet_when_tasks_are_others(office: Office) -> None:
    """What one does not see is not printed."""
    with office.acting("mia") as ctx:
        number = umbrella(ctx).id
        tasks.create(ctx, TaskDraft("secret", about=[lookup.get(ctx, number)]))
    with office.acting("ben") as ctx:
        lead = lookup.get(ctx, number)
        assert lead.kind == "lead"

        told = printing.sheet(ctx, lead)  # type: ignore[arg-type]  # its kind says so

    assert "secret" not in str(told)
