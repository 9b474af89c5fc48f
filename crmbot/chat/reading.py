"""What reading a person's words depends on, besides the words."""

from dataclasses import dataclass, field
from datetime import datetime

from crmbot.language.when import Conventions


@dataclass(frozen=True, slots=True)
class Reading:
    """When and where something was said: the aware instant, the person's IANA zone, money and date habits.

    `region` is the two-letter country that telephone numbers without a country code belong to.
    """

    now: datetime
    zone: str
    currency: str
    region: str = "GB"
    conventions: Conventions = field(default_factory=Conventions)
