"""`letopis log_key`: the public keys of a school's log; --rotate puts a new one in force."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from letopis.kernel.clock import local
from letopis.kernel.errors import Refused
from letopis.kernel.exits import NotDone
from letopis.school.history.log import checkpoints, keys
from letopis.school.history.log.schools import chosen_school
from letopis.school.history.models import LogKey
from letopis.school.organisation.serving import serving


class Command(BaseCommand):
    help = "Печатает открытые ключи журнала истории; --rotate заводит новый ключ вместо прежнего."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--school", type=int, metavar="ID", help="какой школы; нужен, если в базе их несколько")
        parser.add_argument("--rotate", action="store_true", help="завести новый ключ; смена останется в истории")
        parser.add_argument("--reason", default="", metavar="ТЕКСТ", help="причина смены")
        parser.add_argument(
            "--lost",
            action="store_true",
            help="прежним ключом больше не подписывать: он пропал, или базу вернули из копии и новее нет",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            school = chosen_school(options["school"])
            with serving(school.kind, school.time_zone):
                if options["rotate"]:
                    checkpoints.rotate(school.pk, reason=options["reason"], lost=options["lost"])
                rows = keys.keys_of(school.pk)
                if not rows:
                    raise Refused("Ключа журнала истории ещё нет: он появится с первой контрольной точкой.")
                for row in rows:
                    self.stdout.write(row.verifier)
                    self.stderr.write(self._about(row, in_force=row is rows[-1]), self.style.NOTICE)
        except Refused as refusal:
            raise NotDone(refusal.message) from None

    def _about(self, row: LogKey, *, in_force: bool) -> str:
        made = f"  ключ № {row.number} от {local(row.at):%d.%m.%Y %H:%M}"
        if not in_force:
            return f"{made}, сменён"
        try:
            keys.signer_of(row)
        except keys.KeyFault as fault:
            return f"{made}, действует. {fault.message}"
        return f"{made}, действует: {keys.file_of(row)}"
