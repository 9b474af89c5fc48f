"""Settings come from the environment, whole or not at all, and say in plain words what is wrong."""

import pytest
from pydantic import SecretStr

from crmbot.settings import Settings, SettingsError, load

TELEGRAM = "123456:" + "a" * 35


def test_settings_when_nothing_is_set() -> None:
    """Without any variable there is a SQLite file, no platform, and the documented defaults."""
    settings = load()

    assert (settings.database_url, settings.slack_on, settings.telegram_on) == (
        "sqlite:///crmbot.db",
        False,
        False,
    )
    assert (settings.timezone, settings.currency, settings.region, settings.log_level) == (
        "UTC",
        "EUR",
        "GB",
        "INFO",
    )


def test_settings_when_variables_are_empty_or_blank(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty variable is one that is not set."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "  \n")
    monkeypatch.setenv("PORT", "")

    settings = load()

    assert (settings.slack_on, settings.telegram_on, settings.port) == (False, False, 3000)


def test_settings_when_a_token_was_pasted_with_its_line_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blanks around a value are not part of it."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", f" {TELEGRAM}\n")

    settings = load()

    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == TELEGRAM


def test_settings_when_ours_have_a_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own variables are read under CRMBOT_, in any case of their values."""
    monkeypatch.setenv("CRMBOT_TIMEZONE", "Europe/London")
    monkeypatch.setenv("CRMBOT_CURRENCY", "chf")
    monkeypatch.setenv("CRMBOT_REGION", "de")
    monkeypatch.setenv("CRMBOT_LOG_LEVEL", "debug")

    settings = load()

    assert (settings.timezone, settings.currency, settings.region, settings.log_level) == (
        "Europe/London",
        "CHF",
        "DE",
        "DEBUG",
    )


def test_settings_when_several_are_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """One error names every bad variable, in words that say what it should be."""
    monkeypatch.setenv("PORT", "eighty")
    monkeypatch.setenv("CRMBOT_TIMEZONE", "Mars/Olympus")
    monkeypatch.setenv("CRMBOT_CURRENCY", "XXQ")
    monkeypatch.setenv("CRMBOT_LOG_LEVEL", "loud")
    monkeypatch.setenv("DATABASE_URL", "mysql://u:hunter2@h/db")
    monkeypatch.setenv("SLACK_API_URL", "slack")

    with pytest.raises(SettingsError) as raised:
        load()

    assert sorted(str(raised.value).splitlines()) == [
        "CRMBOT_CURRENCY must be a currency of three letters such as EUR",
        "CRMBOT_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR",
        "CRMBOT_TIMEZONE must be a time zone such as Europe/London",
        "DATABASE_URL must begin with sqlite:/// or postgresql://",
        "PORT must be a whole number",
        "SLACK_API_URL must be a web address that begins with https:// or http://",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "hunter2-secret"),
        ("SLACK_APP_TOKEN", "hunter2-secret"),
        ("TELEGRAM_BOT_TOKEN", "hunter2-secret"),
    ],
)
def test_settings_when_a_token_is_of_the_wrong_kind(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that cannot be one is named, and never quoted."""
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=f"^{name} must be") as raised:
        load()

    assert value not in str(raised.value)


def test_settings_when_slack_has_only_its_bot_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack without a way to listen is refused with both ways named."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1-test")

    with pytest.raises(SettingsError, match=r"SLACK_SIGNING_SECRET .* SLACK_APP_TOKEN"):
        load()


def several(monkeypatch: pytest.MonkeyPatch, *without: str, **more: str) -> Settings:
    """Load what it takes to serve several workspaces, without some of it or with more."""
    whole = {
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "s3cret-of-the-app",
        "SLACK_SIGNING_SECRET": "shhhh",
        "CRMBOT_URL": "https://crm.example",
    }
    for name, value in {**whole, **more}.items():
        if name not in without:
            monkeypatch.setenv(name, value)
    return load()


def test_settings_when_several_workspaces_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack is on without a bot token; the secret does not show."""
    settings = several(monkeypatch)

    assert (settings.slack_on, settings.slack_oauth, list(settings.unused())) == (True, True, [])
    assert "s3cret" not in repr(settings)
    assert "s3cret-of-the-app" in settings.secrets()


@pytest.mark.parametrize("without", ["SLACK_SIGNING_SECRET", "CRMBOT_URL"])
def test_settings_when_several_workspaces_lack_something(without: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named, and with a bot token the one workspace is served as before."""
    token = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "shhhh"} if without == "CRMBOT_URL" else {}
    settings = several(monkeypatch, without, **token)

    assert (settings.slack_on, settings.slack_oauth) == (bool(token), False)
    assert f"{without} is not set: several workspaces of Slack cannot be served" in list(settings.unused())


def test_settings_when_several_workspaces_and_a_socket_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Socket Mode serves one; it is said which setting is in the way."""
    settings = several(monkeypatch, SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1")

    assert (settings.slack_on, settings.slack_oauth) == (True, False)
    assert [line.partition(" ")[0] for line in settings.unused()] == ["SLACK_APP_TOKEN"]


def test_settings_when_a_webhook_has_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """A webhook anybody could call is refused."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TELEGRAM)
    monkeypatch.setenv("TELEGRAM_WEBHOOK_URL", "https://crm.example/telegram")

    with pytest.raises(SettingsError, match="TELEGRAM_WEBHOOK_SECRET"):
        load()


def test_settings_when_a_platform_is_half_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of a platform without its token do not stop the rest, but can be told."""
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "shhhh")

    settings = load()

    assert [line.partition(" ")[0] for line in settings.unused()] == ["SLACK_BOT_TOKEN"]


def test_settings_when_they_are_printed() -> None:
    """Neither a token nor a database's password shows in what is printed of them."""
    settings = Settings(
        database_url="postgresql://crm:hunter2@db/crm",
        slack_bot_token=SecretStr("xoxb-1-hunter2"),
        telegram_bot_token=SecretStr("1:hunter2"),
    )

    shown = f"{settings!r} {settings}"

    assert "hunter2" not in shown


def test_settings_when_a_database_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database named on the command line goes before the environment's."""
    monkeypatch.setenv("DATABASE_URL", "sqlite:///other.db")

    settings = load("sqlite:///mine.db")

    assert settings.database_url == "sqlite:///mine.db"


@pytest.mark.parametrize(
    ("database", "files", "place"),
    [
        ("sqlite:///crmbot.db", None, "crmbot.files"),
        ("sqlite:////var/lib/crm/house.db", None, "/var/lib/crm/house.files"),
        ("sqlite:///crmbot.db?timeout=5", None, "crmbot.files"),
        ("sqlite://", None, "files"),
        ("postgresql://db.example/crm", None, "files"),
        ("sqlite:///crmbot.db", "/mnt/papers", "/mnt/papers"),
        ("sqlite:///crmbot.db", "s3://papers/crm", "s3://papers/crm"),
    ],
)
def test_place_of_files(database: str, files: str | None, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is beside the database's file unless another one is set."""
    monkeypatch.setenv("DATABASE_URL", database)
    if files is not None:
        monkeypatch.setenv("CRMBOT_FILES", files)

    assert load().files_place == place


@pytest.mark.parametrize("files", ["s3://", "https://papers.example/crm", "gs://papers"])
def test_place_of_files_when_it_is_none(files: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is neither a folder nor a bucket is refused."""
    monkeypatch.setenv("CRMBOT_FILES", files)

    with pytest.raises(SettingsError, match="CRMBOT_FILES must be a folder, or s3://bucket/prefix"):
        load()


def test_settings_when_the_token_of_the_figures_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is open to the whole internet, so that it must be too long to be guessed."""
    monkeypatch.setenv("CRMBOT_METRICS_TOKEN", "x" * 16)
    assert load().metrics_on

    monkeypatch.setenv("CRMBOT_METRICS_TOKEN", "x" * 15)
    with pytest.raises(SettingsError, match="CRMBOT_METRICS_TOKEN must have at least 16 characters"):
        load()
