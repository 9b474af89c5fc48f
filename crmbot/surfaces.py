"""The surfaces of a house by its settings: those whose tokens are set, each with what its adapter asks for."""

from dataclasses import replace
from typing import TYPE_CHECKING

from crmbot.handlers.adapter import Adapter
from crmbot.handlers.dispatcher import Dispatcher
from crmbot.handlers.dispatcher.working import Worker
from crmbot.settings import Settings

if TYPE_CHECKING:
    from crmbot.handlers.slack.settings import OAuth


def configured(settings: Settings, door: Dispatcher) -> list[Adapter]:
    """Return the adapters whose tokens are set; an SDK is imported only for a platform that is on."""
    adapters: list[Adapter] = []
    if settings.slack_on:
        adapters.append(_slack(settings, door))
    if settings.telegram_bot_token is not None:
        adapters.append(_telegram(settings, door))
    return adapters


def install_link_of(settings: Settings) -> str:
    """Return the address that takes the secret of an owner's link behind it; nothing where there is one workspace."""
    if not settings.slack_oauth:
        return ""
    from crmbot.handlers.slack.installing import install_link

    return install_link(_oauth(settings))


def _slack(settings: Settings, door: Dispatcher) -> Adapter:
    from crmbot.handlers.slack.app import SlackAdapter
    from crmbot.handlers.slack.installed import Installations
    from crmbot.handlers.slack.settings import SlackSettings

    wanted = SlackSettings(
        bot_token=settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else "",
        signing_secret=settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else "",
        app_token=settings.slack_app_token.get_secret_value() if settings.slack_app_token else None,
    )
    if settings.slack_api_url:
        wanted = replace(wanted, api_url=settings.slack_api_url)
    worker = door.worker
    if not settings.slack_oauth:
        return SlackAdapter(door, wanted, worker.registry, clock=worker.clock)
    installations = Installations(worker.database, worker.clock, lambda: _tell(worker))
    wanted = replace(wanted, oauth=_oauth(settings))
    return SlackAdapter(door, wanted, worker.registry, clock=worker.clock, installations=installations)


def _tell(worker: Worker) -> None:
    """Tell all schedulers that something waits."""
    worker.wake()
    worker.ring()


def _oauth(settings: Settings) -> "OAuth":
    from crmbot.handlers.slack.settings import OAuth

    assert settings.slack_client_id is not None
    assert settings.slack_client_secret is not None
    assert settings.public_url is not None
    return OAuth(
        settings.slack_client_id,
        settings.slack_client_secret.get_secret_value(),
        settings.public_url,
        secrets_before=settings.client_secrets_before,
    )


def _telegram(settings: Settings, door: Dispatcher) -> Adapter:
    from crmbot.handlers.telegram.app import TelegramAdapter, TelegramSettings

    assert settings.telegram_bot_token is not None
    secret = settings.telegram_webhook_secret
    wanted = TelegramSettings(
        token=settings.telegram_bot_token.get_secret_value(),
        webhook_url=settings.telegram_webhook_url,
        webhook_secret=secret.get_secret_value() if secret else None,
    )
    if settings.telegram_api_url:
        wanted = replace(wanted, api_url=settings.telegram_api_url)
    return TelegramAdapter(door, wanted, door.worker.registry, clock=door.worker.clock)
