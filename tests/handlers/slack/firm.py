"""A firm in several workspaces: the real house with OAuth, two workspaces of the double, and people's browsers."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie

import aiohttp
from sqlalchemy import select

from crmbot.app import App
from crmbot.commands import build_registry
from crmbot.core import history, installations, people
from crmbot.core.context import Context
from crmbot.core.people import ChatUser
from crmbot.handlers.slack.app import SlackAdapter
from crmbot.handlers.slack.manifest import manifest
from crmbot.store.models.installation import Installation
from crmbot.store.models.people import User
from crmbot.store.uow import Session, read_only, unit_of_work
from tests.doubles.slack import SlackDouble
from tests.handlers.slack.conftest import served
from tests.talk.house import House

PUBLIC = "https://crm.example"
NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)
OTHER = "T0OTHER"


@dataclass(slots=True)
class Page:
    """What a browser was answered."""

    status: int
    text: str
    location: str


@dataclass(slots=True)
class Browser:
    """A browser at our door; it follows no redirect by itself, and keeps cookies for https only as if it had that."""

    url: str
    cookie: str = ""
    attributes: str = ""

    async def get(self, address: str, method: str = "GET") -> Page:
        """Open an address of ours."""
        headers = {"Cookie": self.cookie} if self.cookie else {}
        async with (
            aiohttp.ClientSession() as session,
            session.request(
                method, address.replace(PUBLIC, self.url), headers=headers, allow_redirects=False
            ) as answer,
        ):
            for line in answer.headers.getall("Set-Cookie", []):
                self.attributes = line
                self.cookie = "; ".join(f"{name}={kept.value}" for name, kept in SimpleCookie(line).items())
            return Page(answer.status, await answer.text(), answer.headers.get("Location", ""))


@dataclass(slots=True)
class Firm:
    """The house, what is in front of it, and shortcuts for what tests look at."""

    house: House
    app: App
    slack: SlackDouble
    other: SlackDouble
    url: str

    @property
    def adapter(self) -> SlackAdapter:
        """The adapter in the house."""
        (found,) = self.app.adapters
        assert isinstance(found, SlackAdapter)
        return found

    def browser(self) -> Browser:
        """A new browser."""
        return Browser(self.url)

    def link(self, email: str = "ana@x.example") -> str:
        """A link by which somebody may install."""
        with unit_of_work(self.app.database) as session:
            actor = people.actor(session, self.user(session, email).id)
            secret = installations.new_link(Context(session, actor, self.house.clock.now(), org=self.app.org))
        return f"{self.app.org.install_link}{secret}"

    async def install(self, workspace: SlackDouble) -> Page:
        """Have Ana install the app in a workspace."""
        browser = self.browser()
        asked = await browser.get(self.link())
        return await browser.get(workspace.consent("U0ADMIN", asked.location))

    def join(self, workspace: SlackDouble, email: str) -> str:
        """Let somebody of ours be a member of a workspace, linked there; return their id."""
        user = workspace.add_user(email.partition("@")[0], email, "Europe/London")
        with self.changing() as session:
            who = ChatUser("slack", workspace.team_id, user, email=email)
            people.attach(session, self.user(session, email), who)
        return user

    @contextmanager
    def changing(self) -> Iterator[Session]:
        """Give a session that changes what is kept, behind everybody's back."""
        with unit_of_work(self.app.database) as session:
            history.begin_system(session, "test", self.house.clock.now())
            yield session

    def installed(self) -> list[str]:
        """The workspaces that are kept."""
        with read_only(self.app.database) as session:
            return list(session.scalars(select(Installation.workspace_ext).order_by(Installation.id)))

    async def tell(self, hours: float = 0) -> None:
        """Let time go by, and everything be delivered that falls due."""
        await self.app.advance(self.house.clock.now() + timedelta(hours=hours))

    def user(self, session: Session, email: str) -> User:
        """Somebody of ours."""
        return session.scalars(select(User).where(User.email == email)).one()


@asynccontextmanager
async def opened(house: House, **more: object) -> AsyncIterator[Firm]:
    """Open the house over HTTP, with two workspaces that have not let us in yet."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(SlackDouble(clock=lambda: house.clock.now().timestamp()))
        slack.install(manifest(build_registry(), url=PUBLIC))
        other = await stack.enter_async_context(slack.another(OTHER))
        app = await stack.enter_async_context(App(house.settings(**oauth(slack), **more), house.clock))
        (adapter,) = app.adapters
        assert isinstance(adapter, SlackAdapter)
        await adapter.start()
        url = await stack.enter_async_context(served(adapter))
        slack.app_url = other.app_url = url
        yield Firm(house, app, slack, other, url)
        await slack.settle()
        await other.settle()
        assert (slack.violations, other.violations) == ([], [])


def oauth(slack: SlackDouble) -> dict[str, object]:
    """The settings that let several workspaces be served."""
    return {
        "slack_client_id": slack.registration.client_id,
        "slack_client_secret": slack.registration.client_secret,
        "slack_signing_secret": slack.signing_secret,
        "slack_api_url": slack.url,
        "public_url": PUBLIC,
    }
