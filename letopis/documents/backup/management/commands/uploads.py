"""`letopis uploads`: files that no row names, after a process was killed in the middle of an upload."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder

from letopis.documents.backup.strays import Stray, remove, strays
from letopis.kernel.exits import NotDone
from letopis.kernel.os_errors import reason_of
from letopis.kernel.text import on_screen


class Command(BaseCommand):
    help = (
        "Называет файлы старше суток, о которых нет записи в базе: загрузка оборвалась между файлом и записью. "
        "Код 0 — таких нет или все удалены, 1 — есть, 2 — посмотреть или удалить не удалось."
    )
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remove", action="store_true", help="удалить их; о которых знает история, остаются")
        parser.add_argument("--json", action="store_true", help="ответ для программ")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = strays()
            gone = remove(found) if options["remove"] and found else 0
            left = strays() if gone else found
        except OSError as error:
            raise NotDone(f"{error.filename}: {reason_of(error)}.") from None
        if options["json"]:
            told = {"removed": gone, "strays": [asdict(one) for one in left]}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder))
        else:
            self._tell(left, gone)
        if left:
            sys.exit(1)

    def _tell(self, left: list[Stray], gone: int) -> None:
        if gone:
            self.stdout.write(f"Удалено файлов: {gone}")
        for one in left:
            why = "о нём знает история, верните его запись из копии" if one.is_told else "записи о нём нет"
            self.stdout.write(f"{on_screen(one.name)}: {one.size} байт, от {one.changed_at:%d.%m.%Y %H:%M} UTC, {why}")
        if not left and not gone:
            self.stdout.write("Лишних файлов нет.")
