"""Prints of a school's whole set. Technical rows, not official ones; the files lie under MEDIA_ROOT/print."""

from datetime import timedelta

from django.db import models
from django.db.models import Q

from letopis.documents.runs.models import BackgroundRun, Words
from letopis.school.organisation.models import AcademicYear


class PrintRun(BackgroundRun):
    """The set of a school's journals of a year being printed: a file a class, the summary sheets, the inventory.

    `done` of `total` files are there; `stage` is the one at hand. A run that was stopped or has failed goes on from the
    files that are whole.
    """

    silence = timedelta(minutes=5)  # longer than a volume takes
    words = Words(
        busy="Комплект уже печатается. Дождитесь окончания или остановите его.",
        over="Эта печать уже закончилась.",
        unseen="У вас больше нет права печатать журналы.",
        broken="Печать прервалась. Готовые файлы целы: нажмите «Продолжить».",
        fault="Ошибка программы: она записана в журнал сервера. Готовые файлы целы: нажмите «Продолжить».",
    )

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="prints")
    period = models.CharField(max_length=40)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    class Meta(BackgroundRun.Meta):
        constraints = [models.UniqueConstraint(fields=["school"], condition=Q(state="running"), name="one_print_runs")]

    @property
    def percent(self) -> int:
        """0-100."""
        return min(100, self.done * 100 // max(self.total, 1))
