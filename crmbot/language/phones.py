"""Phone numbers and e-mail addresses in the one form that is compared and stored."""

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_LONGEST_PHONE = 60
_LONGEST_EMAIL = 254  # RFC 5321


def phone_key(text: str, region: str) -> str | None:
    """Give the digits of a number with its country's code; None when it cannot be a number.

    Args: `region`: two-letter country of numbers typed without one ("GB").
    """
    number = _number(text, region)
    return None if number is None else f"{number.country_code}{_national(number)}"


def show_phone(text: str, region: str) -> str:
    """Write a number the way it is dialled from `region`; text that is no number stays as it is."""
    number = _number(text, region)
    if number is None:
        return text
    import phonenumbers

    at_home = phonenumbers.region_code_for_number(number) == region.upper()
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, style.NATIONAL if at_home else style.INTERNATIONAL)


def is_mobile(text: str, region: str) -> bool:
    """Tell whether a number is a mobile one for certain; in some countries nobody can tell."""
    number = _number(text, region)
    if number is None:
        return False
    import phonenumbers

    return bool(phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE)


def email_key(text: str) -> str | None:
    """Give an address in the form that is compared, lower case; None when it is not one."""
    address = text.strip().removeprefix("mailto:")
    # What cannot be one is not kept in mind either: whole messages are asked as well.
    return _email(address) if "@" in address and len(address) <= _LONGEST_EMAIL else None


@lru_cache(maxsize=4096)
def _email(address: str) -> str | None:
    from email_validator import EmailNotValidError, validate_email

    try:
        # An address is kept, not written to, here: even a reserved domain is somebody's test.
        valid = validate_email(address, check_deliverability=False, test_environment=True)
    except (EmailNotValidError, UnicodeError):
        return None
    return valid.normalized.lower()


def _number(text: str, region: str) -> "PhoneNumber | None":
    return _read(text, region) if len(text) <= _LONGEST_PHONE else None


@lru_cache(maxsize=4096)
def _read(text: str, region: str) -> "PhoneNumber | None":
    import phonenumbers

    try:
        number = phonenumbers.parse(text.removeprefix("tel:"), region.upper())
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


def _national(number: "PhoneNumber") -> str:
    import phonenumbers

    return phonenumbers.national_significant_number(number)
