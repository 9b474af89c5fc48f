"""What the environment says about this installation, checked once and as a whole."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, ClassVar, Literal
from urllib.parse import unquote, urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

DATABASES = ("sqlite", "postgres", "postgresql", "postgresql+psycopg")
USUAL_CURRENCIES = frozenset({"EUR", "USD", "GBP"})
LAST_PORT = 65_535
SHORTEST_TOKEN = 16

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]

# What pydantic says in its own terms, in ours.
PLAIN_WORDS = {
    "int_parsing": "must be a whole number",
    "greater_than_equal": f"must be between 0 and {LAST_PORT}",
    "less_than_equal": f"must be between 0 and {LAST_PORT}",
    "literal_error": "must be DEBUG, INFO, WARNING or ERROR",
}


class SettingsError(ValueError):
    """Settings that cannot be used; the text names each of them and says what is wrong with it."""


def _wrong(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("setting", "{sentence}", {"sentence": sentence})


def _database(url: str) -> str:
    if urlsplit(url).scheme not in DATABASES:
        raise _wrong("must begin with sqlite:/// or postgresql://")
    return url


def _web(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise _wrong("must be a web address that begins with https:// or http://")
    return url


def _files(place: str) -> str:
    scheme, separator, rest = place.partition("://")
    if separator and (scheme != "s3" or not rest.strip("/")):
        raise _wrong("must be a folder, or s3://bucket/prefix")
    return place


@cache
def _zones() -> frozenset[str]:
    """Return every time zone there is; to find them, hundreds of files are opened."""
    return frozenset(available_timezones())


def _zone(name: str) -> str:
    if name not in _zones():
        raise _wrong("must be a time zone such as Europe/London")
    return name


def _currency(code: str) -> str:
    from babel import Locale  # slow to import, and the usual ones need no look

    if code.upper() not in USUAL_CURRENCIES and code.upper() not in Locale("en").currencies:
        raise _wrong("must be a currency of three letters such as EUR")
    return code.upper()


def _region(code: str) -> str:
    if len(code) != len("GB") or not (code.isascii() and code.isalpha()):
        raise _wrong("must be a country of two letters such as GB")
    return code.upper()


def _email(address: str) -> str:
    from crmbot.language.phones import email_key  # slow to import, and rarely set

    key = email_key(address)
    if key is None:
        raise _wrong("must be an e-mail address")
    return key


def _bot_token(token: SecretStr) -> SecretStr:
    if not token.get_secret_value().startswith("xox"):
        raise _wrong("must be the bot token, which begins with xoxb-")
    return token


def _app_token(token: SecretStr) -> SecretStr:
    if not token.get_secret_value().startswith("xapp-"):
        raise _wrong("must be the app-level token, which begins with xapp-")
    return token


def _numbered_token(token: SecretStr) -> SecretStr:
    number, colon, rest = token.get_secret_value().partition(":")
    if not (colon and rest and number.isdecimal()):
        raise _wrong("must be the token of BotFather, a number, a colon and letters")
    return token


def _long(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value()) < SHORTEST_TOKEN:
        raise _wrong(f"must have at least {SHORTEST_TOKEN} characters")
    return secret


def _upper(word: object) -> object:
    return word.upper() if isinstance(word, str) else word


WebAddress = Annotated[str, AfterValidator(_web)]


class Settings(BaseSettings):
    """Everything that can be set. A platform without its token is off."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        populate_by_name=True,
        env_ignore_empty=True,
        hide_input_in_errors=True,
    )

    # A password may stand in the address, so it never shows in a representation.
    database_url: Annotated[str, AfterValidator(_database)] = Field("sqlite:///crmbot.db", repr=False)

    slack_bot_token: Annotated[SecretStr, AfterValidator(_bot_token)] | None = None
    slack_signing_secret: SecretStr | None = None
    slack_app_token: Annotated[SecretStr, AfterValidator(_app_token)] | None = None
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    # Client secrets of before, with commas between: tokens that were sealed with them still open until `reseal`.
    slack_client_secrets_before: SecretStr | None = None
    slack_api_url: WebAddress | None = None

    telegram_bot_token: Annotated[SecretStr, AfterValidator(_numbered_token)] | None = None
    telegram_webhook_url: WebAddress | None = None
    telegram_webhook_secret: SecretStr | None = None
    telegram_api_url: WebAddress | None = None

    port: int = Field(3000, ge=0, le=LAST_PORT)
    # Where others reach that port from the internet, without a path: https://crm.firm.example
    public_url: WebAddress | None = Field(None, validation_alias="CRMBOT_URL")

    timezone: Annotated[str, AfterValidator(_zone)] = Field("UTC", validation_alias="CRMBOT_TIMEZONE")
    currency: Annotated[str, AfterValidator(_currency)] = Field("EUR", validation_alias="CRMBOT_CURRENCY")
    region: Annotated[str, AfterValidator(_region)] = Field("GB", validation_alias="CRMBOT_REGION")
    # Messages and presses of one person; what is more is kept and not worked. 0 for as many as come.
    per_minute: int = Field(120, ge=0, le=LAST_PORT, validation_alias="CRMBOT_PER_MINUTE")
    log_level: Annotated[LogLevel, BeforeValidator(_upper)] = Field("INFO", validation_alias="CRMBOT_LOG_LEVEL")

    # Figures for Prometheus: with a token on PORT, or on a port of their own, without a token for this machine alone.
    metrics_token: Annotated[SecretStr, AfterValidator(_long)] | None = Field(
        None, validation_alias="CRMBOT_METRICS_TOKEN"
    )
    metrics_port: int | None = Field(None, ge=0, le=LAST_PORT, validation_alias="CRMBOT_METRICS_PORT")

    owner: Annotated[str, AfterValidator(_email)] | None = Field(None, validation_alias="CRMBOT_OWNER")

    # Where the bytes of documents are kept: a folder, or s3://bucket/prefix with the usual AWS_* variables.
    files: Annotated[str, AfterValidator(_files)] | None = Field(None, validation_alias="CRMBOT_FILES")
    downloads: str = Field("downloads", validation_alias="CRMBOT_DOWNLOADS")

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, given: object) -> object:
        """Take what is empty as not set, and pasted blanks off the rest."""
        if not isinstance(given, dict):
            return given
        tidy = {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
        return {name: value for name, value in tidy.items() if value != ""}

    @property
    def slack_on(self) -> bool:
        """Whether Slack is served."""
        return self.slack_bot_token is not None or self.slack_oauth

    @property
    def slack_oauth(self) -> bool:
        """Whether Slack is served in every workspace that an owner installs the app in; that goes over HTTP only."""
        wanted = (self.slack_client_id, self.slack_client_secret, self.slack_signing_secret, self.public_url)
        return None not in wanted and self.slack_app_token is None

    @property
    def telegram_on(self) -> bool:
        """Whether Telegram is served."""
        return self.telegram_bot_token is not None

    @property
    def files_place(self) -> str:
        """Where the bytes of documents are kept; unless told otherwise, in a folder beside the database's file."""
        if self.files is not None:
            return self.files
        scheme, _, path = self.database_url.partition(":///")
        beside = scheme == "sqlite" and path not in ("", ":memory:")
        return str(Path(path.partition("?")[0]).with_suffix(".files")) if beside else "files"

    @property
    def metrics_on(self) -> bool:
        """Whether somebody collects figures."""
        return self.metrics_token is not None or self.metrics_port is not None

    def secrets(self) -> tuple[str, ...]:
        """Return every secret that is set, so that none of them is ever shown."""
        values = (getattr(self, name) for name in type(self).model_fields)
        told = tuple(value.get_secret_value() for value in values if isinstance(value, SecretStr))
        password = urlsplit(self.database_url).password
        return (*told, *self.client_secrets_before, *((password, unquote(password)) if password else ()))

    @property
    def client_secrets_before(self) -> tuple[str, ...]:
        """Return the client secrets that were in use before the one that is."""
        given = self.slack_client_secrets_before
        parts = given.get_secret_value().split(",") if given is not None else []
        return tuple(part.strip() for part in parts if part.strip())

    def missing(self) -> Iterator[str]:
        """Yield what a platform that is on cannot work without."""
        if self.slack_on and self.slack_signing_secret is None and self.slack_app_token is None:
            yield (
                "SLACK_SIGNING_SECRET is not set, and neither is SLACK_APP_TOKEN: one of them is needed, "
                "the first for events over HTTP, the second for Socket Mode"
            )
        if self.telegram_webhook_url is not None and self.telegram_webhook_secret is None:
            yield "TELEGRAM_WEBHOOK_SECRET is not set, and TELEGRAM_WEBHOOK_URL needs it"

    def unused(self) -> Iterator[str]:
        """Yield what is set for a platform that is off for want of its token."""
        names = ("signing_secret", "app_token", "client_id", "client_secret")
        slack = [getattr(self, f"slack_{name}") for name in names]
        if not self.slack_on and any(value is not None for value in slack):
            yield "SLACK_BOT_TOKEN is not set although other settings of Slack are: Slack stays off"
        if self.slack_client_id is not None and self.slack_client_secret is not None and not self.slack_oauth:
            yield f"{self._in_the_way()}: several workspaces of Slack cannot be served"
        telegram = (self.telegram_webhook_url, self.telegram_webhook_secret)
        if not self.telegram_on and any(value is not None for value in telegram):
            yield "TELEGRAM_BOT_TOKEN is not set although other settings of Telegram are: Telegram stays off"

    def _in_the_way(self) -> str:
        """Return what keeps several workspaces from being served."""
        if self.slack_app_token is not None:
            return "SLACK_APP_TOKEN is set, and so Slack goes by Socket Mode"
        wanted = {"SLACK_SIGNING_SECRET": self.slack_signing_secret, "CRMBOT_URL": self.public_url}
        missing = [name for name, value in wanted.items() if value is None]
        return f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set"


def load(database_url: str | None = None) -> Settings:
    """Read the settings from the environment. Raises `SettingsError` with everything that is wrong.

    Args: `database_url`: takes the place of the environment's.
    """
    try:
        settings = Settings() if database_url is None else Settings(database_url=database_url)
    except ValidationError as error:
        found = [_sentence(fault) for fault in error.errors(include_url=False, include_input=False)]
        raise SettingsError("\n".join(found)) from None  # pydantic's own text may quote a secret
    if found := list(settings.missing()):
        raise SettingsError("\n".join(found))
    return settings


def _sentence(fault: ErrorDetails) -> str:
    name = str(fault["loc"][0]).upper() if fault["loc"] else "settings"
    return f"{name} {PLAIN_WORDS.get(fault['type'], fault['msg'])}"
