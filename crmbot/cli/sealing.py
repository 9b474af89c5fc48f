"""Sealing the tokens of workspaces anew, after the secret they are sealed with was replaced."""

from typing import TYPE_CHECKING

import click

from crmbot.cli.database import require_current
from crmbot.core import installations
from crmbot.store.engine import open_database
from crmbot.store.uow import unit_of_work

if TYPE_CHECKING:
    from crmbot.settings import Settings


def seal_anew(settings: "Settings") -> bool:
    """Seal every token with the newest secret and say how many; False where one opens with none of them."""
    from crmbot.handlers.slack.sealing import Seal, UnreadableTokenError
    from crmbot.handlers.slack.settings import PLATFORM

    if settings.slack_client_secret is None:
        click.echo("SLACK_CLIENT_SECRET is not set: there is nothing to seal tokens with.")
        return False
    require_current(settings)
    seal = Seal(settings.slack_client_secret.get_secret_value(), settings.client_secrets_before)
    database = open_database(settings.database_url)
    try:
        with unit_of_work(database) as session:
            sealed = installations.reseal(session, PLATFORM, seal.anew)
    except UnreadableTokenError as error:
        click.echo(f"Nothing was changed: the token of workspace {error} opens with none of the secrets that are set.")
        click.echo("Name the secret of before in SLACK_CLIENT_SECRETS_BEFORE, or install the app there again.")
        return False
    finally:
        database.close()
    click.echo(f"{sealed} {'token is' if sealed == 1 else 'tokens are'} sealed anew.")
    if settings.client_secrets_before:
        click.echo("SLACK_CLIENT_SECRETS_BEFORE can be taken out once every process has been started anew.")
    return True
