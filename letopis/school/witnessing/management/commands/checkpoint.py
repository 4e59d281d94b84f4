"""`letopis checkpoint`: print the newest signed checkpoint of a school, to be kept outside."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from letopis.kernel.errors import Refused
from letopis.kernel.exits import NotDone
from letopis.school.history.log import keys
from letopis.school.history.log.checkpoints import make_checkpoint, newest, unsigned
from letopis.school.history.log.schools import chosen_school
from letopis.school.history.models import Checkpoint
from letopis.school.witnessing.cosigned import cosigned_note, cosigners_of


class Command(BaseCommand):
    help = "Печатает последнюю подписанную контрольную точку журнала истории: её хранят вне программы."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--school", type=int, metavar="ID", help="какой школы; нужен, если в базе их несколько")
        parser.add_argument("--now", action="store_true", help="сначала подписать и то, что внесено после последней")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            school = chosen_school(options["school"])
            if options["now"]:
                make_checkpoint(school.pk)
            checkpoint = newest(school.pk)
            if checkpoint is None:
                raise Refused(
                    "Контрольной точки ещё нет: её раз в минуту делает letopis worker, а сразу — "
                    "letopis checkpoint --now."
                )
        except Refused as refusal:
            raise NotDone(refusal.message) from None
        self.stdout.write(cosigned_note(checkpoint), ending="")
        self._tell(school.pk, checkpoint)

    def _tell(self, school_id: int, checkpoint: Checkpoint) -> None:
        """Beside the text that is signed, to stderr: the key, who has cosigned, what it does not cover yet."""
        self.stderr.write(f"Открытый ключ: {keys.keys_of(school_id)[-1].verifier}", self.style.NOTICE)
        for one in cosigners_of(checkpoint):
            self.stderr.write(f"Заверил: {one.name}, {one.at:%d.%m.%Y %H:%M} UTC", self.style.NOTICE)
        if count := unsigned(school_id):
            self.stderr.write(f"Внесено после неё записей: {count}. Подписать сразу: --now.", self.style.NOTICE)
