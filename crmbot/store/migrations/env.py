"""Run migrations on the connection that was handed in; logging is left as it is."""

from alembic import context

import crmbot.store.models  # noqa: F401  # so that the metadata knows all tables
from crmbot.store.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
