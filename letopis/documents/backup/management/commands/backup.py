"""`letopis backup`: a copy of base, uploads and keys, while everybody works."""

from argparse import ArgumentParser
from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from letopis.documents.backup.errors import BackupFault
from letopis.documents.backup.locks import lock_of, passphrase_of
from letopis.documents.backup.making import make_backup
from letopis.documents.backup.models import How
from letopis.documents.backup.options import options as in_force
from letopis.kernel.exits import NotDone


class Command(BaseCommand):
    help = "Делает копию базы, файлов и ключей, не мешая работе. Без --to — в папки из LETOPIS_BACKUP_TO."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", action="append", default=[], metavar="ПАПКА", help="куда; можно назвать несколько")
        parser.add_argument(
            "--recipient", action="append", default=[], metavar="КЛЮЧ", help="открытый ключ age1… или файл с ключами"
        )
        parser.add_argument("--passphrase", action="store_true", help="закрыть парольной фразой: она будет спрошена")
        parser.add_argument("--passphrase-file", default="", metavar="ФАЙЛ", help="парольная фраза из файла")
        parser.add_argument("--rotate", action="store_true", help="убрать копии, срок которых прошёл")

    def handle(self, *args: Any, **options: Any) -> None:
        force = in_force()
        folders = [Path(one) for one in options["to"]] or list(force.places)
        try:
            passphrase = _asked() if options["passphrase"] else ""
            recipients = options["recipient"] or ([] if passphrase or options["passphrase_file"] else force.recipients)
            if not recipients and not passphrase:
                passphrase = passphrase_of(options["passphrase_file"] or force.passphrase_file)
            lock = lock_of(recipients, passphrase)
            # By the schedule's own places, what the schedule does: old copies go.
            keep = force.keep if options["rotate"] or not options["to"] else None
            how = How.COMMAND if options["to"] else How.SCHEDULE
            result = make_backup(folders, lock, how=how, keep=keep)
        except BackupFault as fault:
            raise NotDone(fault.message) from None
        self.stdout.write(f"Копия: {result.file}")
        for name in result.gone:
            self.stdout.write(f"  убрана старая: {name}")
        if lock.kind == "none":
            self.stderr.write("Копия не зашифрована, в ней личные данные и ключи. Закройте её: --recipient КЛЮЧ.")
        if result.faults:
            raise CommandError("\n".join(result.faults), returncode=1)


def _asked() -> str:
    first = getpass("Парольная фраза: ")
    if getpass("Ещё раз: ") != first:
        raise BackupFault("Фразы не совпали. Копия не сделана.", code="weak")
    return first
