"""Packages and carriers as somebody names them at a command."""

from letopis.documents.carriers.models import Carrier, Package
from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused
from letopis.kernel.text import name_key


def package_named(actor: Actor, text: str) -> Package:
    """Return the newest package of that name, title («2026/2027, 7А») or number. Raises Refused. One query."""
    rows = Package.objects.filter(school_id=actor.school_id, withdrawn_at=None).select_related("year", "class_group")
    for row in rows:
        if text in (row.name, row.file_name, str(row.pk)) or name_key(row.title) == name_key(text):
            return row
    raise Refused(f"Пакета «{text}» на учёте нет. Что есть: letopis archive copies.")


def carrier_named(actor: Actor, text: str) -> Carrier:
    """Return the carrier in service of that name or number. Raises Refused. One query."""
    for row in Carrier.objects.filter(school_id=actor.school_id, until=None):
        if text == str(row.pk) or name_key(row.name) == name_key(text):
            return row
    raise Refused(f"Носителя «{text}» нет. Что есть: letopis archive copies.")
