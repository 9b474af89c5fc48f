"""What the entries of the lists that an organisation keeps have in common."""

from sqlalchemy.orm import Mapped, mapped_column, validates

from crmbot.language.fold import fold


class ListEntry:
    """An entry of such a list; one taken off it is inactive, and what has it keeps it.

    `name_key` is the name as it is compared, and follows it.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)

    @validates("name")
    def _compared(self, _attribute: str, name: str) -> str:
        self.name_key = fold(name)
        return name
