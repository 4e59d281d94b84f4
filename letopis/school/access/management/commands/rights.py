"""`letopis rights`: the register of rights as the documentation has it (docs/user/rights.md)."""

from typing import Any

from django.core.management.base import BaseCommand

from letopis.school.access.documenting import as_markdown


class Command(BaseCommand):
    """Prints the table; `letopis rights > docs/user/rights.md` renews the page."""

    help = "Напечатать таблицу прав: часть, право, роли, пункт положения. Таблица документации сделана так же."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        self.stdout.write(as_markdown(), ending="")
