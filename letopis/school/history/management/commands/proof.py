"""`letopis proof`: the proof of one entry as a .tlog-proof file, to be checked by whoever has the school's key."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from letopis.school.history.log.proofs import proof_of
from letopis.school.history.models import Entry


class Command(BaseCommand):
    help = "Печатает доказательство, что запись стоит в журнале истории (C2SP tlog-proof)."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--entry", type=int, required=True, metavar="N", help="номер записи истории")

    def handle(self, *args: Any, **options: Any) -> None:
        entry = Entry.objects.filter(pk=options["entry"]).only("pk", "school_id", "digest").first()
        if entry is None:
            raise CommandError(f"Записи истории № {options['entry']} нет.")
        try:
            proof = proof_of(entry)
        except LookupError:
            raise CommandError("Дерево журнала истории неполно. Выполните letopis verify --full.") from None
        if proof is None:
            raise CommandError(
                f"Запись № {entry.pk} ещё не под контрольной точкой. Подождите минуту или выполните "
                f"letopis checkpoint --now --school {entry.school_id}."
            )
        self.stdout.write(proof.text, ending="")
        self.stderr.write(f"Лист: SHA-256(00 ‖ {bytes(entry.digest).hex()})", self.style.NOTICE)
