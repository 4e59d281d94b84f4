"""Packages, carriers, copies, checks: official rows. Runs: technical ones, of what is done beside the request."""

from datetime import timedelta
from uuid import uuid4

from django.db import models
from django.db.models import Q

from letopis.documents.carriers.enums import CarrierKind, How, RunKind, Verdict
from letopis.documents.runs.models import BackgroundRun, Words
from letopis.school.classes.models import ClassGroup
from letopis.school.organisation.models import AcademicYear, SchoolOwned
from letopis.school.people.models import Staff


class Package(SchoolOwned):
    """An archive package as it was built (ARC-04): it is never altered, only built anew and withdrawn.

    `fingerprint` is the SHA-256 of its tag manifest, `digest` that of the one file that it is written as: the same
    wherever it is put together. `key`: the verifier key that it is signed with. `destroyed_by`: the act on destruction
    that names the journals in it, «№ 5 от 01.02.2033», "" for none.
    """

    year = models.ForeignKey(AcademicYear, on_delete=models.PROTECT, related_name="packages")
    class_group = models.ForeignKey(
        ClassGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="packages"
    )
    name = models.CharField(max_length=160)
    built_at = models.DateTimeField()
    built_by = models.CharField(max_length=160, blank=True)
    size = models.PositiveBigIntegerField()
    files = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    key = models.CharField(max_length=300)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    destroyed_by = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["-built_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["school", "name"], name="package_of_that_name")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """«2026/2027», «2026/2027, 7А»."""
        return f"{self.year.name}, {self.class_group.name}" if self.class_group else self.year.name

    @property
    def file_name(self) -> str:
        """What it is called as one file."""
        return f"{self.name}.zip"


class Carrier(SchoolOwned):
    """What copies lie on, and where it stands (П5.5: on two carriers, in different rooms).

    `address` is the name of a place that the server's administrator has set, "" for one that a person keeps. `mark`
    stands in that place: another disk in the same socket, or none, is told from a copy that is gone.
    """

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=CarrierKind)
    place = models.CharField(max_length=200)
    address = models.CharField(max_length=120, blank=True)
    responsible = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="carriers")
    inventory = models.CharField(max_length=60, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    mark = models.UUIDField(default=uuid4, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "address"],
                condition=Q(until=None) & ~Q(address=""),
                name="one_carrier_at_a_place",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_reached(self) -> bool:
        """Whether the server writes and reads it by itself."""
        return self.kind != CarrierKind.OFFLINE


class Copy(SchoolOwned):
    """A package on a carrier. `file`: what it is called there. A copy that was replaced has ended.

    `state`, `checked_at`, `away_since` and `found` follow from its checks: the last verdict on its bytes and when,
    since when the carrier has not been reached, the first of what was found (or why it could not be removed).
    `doomed_by`: the act on destruction by which it is to go, and has gone once it has ended.
    """

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="copies")
    carrier = models.ForeignKey(Carrier, on_delete=models.PROTECT, related_name="copies")
    file = models.CharField(max_length=200)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=160, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    doomed_by = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=12, choices=Verdict, default=Verdict.WHOLE)
    checked_at = models.DateTimeField()
    away_since = models.DateTimeField(null=True, blank=True)
    found = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["package", "carrier"], condition=Q(ended_at=None), name="one_copy_on_a_carrier"
            )
        ]
        indexes = [models.Index(fields=["school", "carrier"], name="copy_by_carrier")]

    def __str__(self) -> str:
        return self.file


class Check(SchoolOwned):
    """A copy was looked at. Rows are added, never changed.

    `findings`: {"code", "what", "message"} of what is wrong, the first of them. `note`: what a person says of it;
    `report`: the SHA-256 of the report that the check left elsewhere.
    """

    copy = models.ForeignKey(Copy, on_delete=models.PROTECT, related_name="checks")
    at = models.DateTimeField()
    verdict = models.CharField(max_length=12, choices=Verdict)
    how = models.CharField(max_length=10, choices=How)
    by = models.CharField(max_length=160, blank=True)
    findings = models.JSONField(default=list, blank=True)
    note = models.CharField(max_length=300, blank=True)
    report = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["copy", "-id"], name="check_by_copy")]

    @property
    def tone(self) -> str:
        """How its verdict is shown."""
        return {Verdict.WHOLE: "ok", Verdict.UNREACHABLE: "offline"}.get(Verdict(self.verdict), "danger")


class Run(BackgroundRun):
    """Something being done beside the request: a package built, a copy written, checked, restored.

    `asked` is what it is about: year, group, package, carrier, source, copies by their ids. `percent` of `stage`.
    `report` of a verification: {"title", "files", "leaves", "entries", "findings"}.
    """

    silence = timedelta(minutes=20)  # longer than a large file takes to be read back
    words = Words(
        busy="В архиве уже идёт работа. Дождитесь конца или остановите её.",
        over="Это уже закончилось.",
        unseen="Этого больше нет, или у вас нет на это права.",
        broken="Оборвалось: программа, которая это делала, остановилась. Ничего недописанного не осталось.",
        fault="Ошибка программы: она записана в журнал сервера. Ничего недописанного не осталось.",
    )

    kind = models.CharField(max_length=10, choices=RunKind)
    how = models.CharField(max_length=10, choices=How)
    asked = models.JSONField(default=dict, blank=True)
    about = models.CharField(max_length=300, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    report = models.JSONField(default=dict, blank=True)

    class Meta(BackgroundRun.Meta):
        constraints = [models.UniqueConstraint(fields=["school"], condition=Q(state="running"), name="one_archive_run")]
