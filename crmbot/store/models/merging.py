"""What a merge goes by: it asks who names a record in every column that can."""

from sqlalchemy import Index

from crmbot.store.models.party import Party

Index("ix_party_primary_contact_id", Party.primary_contact_id)
Index("ix_party_accounting_contact_id", Party.accounting_contact_id)
