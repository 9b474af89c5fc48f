"""What the forms of tasks and events ask of their reminders."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.form import Aside, Key, Quick
from crmbot.core import reminders
from crmbot.core.context import Context
from crmbot.store.models.activity import Activity, Task

Before = Annotated[
    str | None,
    Key("reminder", "reminders"),
    Aside(),
    Quick("at the time", "15m", "1h,1d", "none"),
    Field(max_length=60, description="Remind how long before?"),
]


def remind_before(ctx: Context, subject: Activity, said: str | None) -> None:
    """Have a record's person reminded as the form says, in the place of what is usual. Raises `InvalidInput`."""
    if said is None:
        return
    whom = subject.assignee_id if isinstance(subject, Task) else subject.owner_id
    reminders.choose(ctx, subject, reminders.read_before("remind", said), user_id=whom)
