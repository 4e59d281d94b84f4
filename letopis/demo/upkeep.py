"""What the showroom's pages of upkeep tell of: a week of copies, a rehearsal, a verification each night."""

from datetime import datetime, time, timedelta

from letopis.demo.store import ZONE, Store
from letopis.documents.backup.models import How, Kind, Run, State
from letopis.kernel.nightly import planned
from letopis.school.history.models import Entry, Verification

NIGHTS = 7
FOLDERS = ("/mnt/backup-a", "/mnt/backup-b")


def write(rows: Store, moment: datetime) -> None:
    """Write the nights before `moment`, the last one last."""
    last = planned(moment, time(2, 30), ZONE)
    nights = [last - timedelta(days=number) for number in reversed(range(NIGHTS))]
    Run.objects.bulk_create([*map(_copy, nights[:-1]), _rehearsal(nights[-2]), _copy(nights[-1])])
    entries = Entry.objects.filter(school=rows.school).count()
    Verification.objects.bulk_create(
        Verification(
            school=rows.school,
            begun_at=night - timedelta(hours=1),
            ended_at=night - timedelta(minutes=59),
            is_full=night == nights[-3],
            entries=entries if night == nights[-3] else entries // 90,
            rows=entries if night == nights[-3] else entries // 80,
        )
        for night in nights
    )


def _copy(night: datetime) -> Run:
    name = f"letopis-{night:%Y%m%d}T233000Z.zip"
    size = 41_300_000 + night.toordinal() % 1000 * 1000
    places = [{"folder": folder, "name": name, "size": size, "fault": ""} for folder in FOLDERS]
    end = night + timedelta(minutes=1)
    state = {"state": State.DONE, "how": How.SCHEDULE, "begun_at": night, "ended_at": end, "made_at": night}
    return Run(kind=Kind.BACKUP, name=name, size=size, places=places, **state)


def _rehearsal(night: datetime) -> Run:
    copy = _copy(night)
    begun = night + timedelta(minutes=2)
    end = begun + timedelta(minutes=3)
    moments = {"begun_at": begun, "ended_at": end, "made_at": copy.made_at}
    return Run(kind=Kind.REHEARSAL, state=State.DONE, how=How.SCHEDULE, name=copy.name, size=copy.size, **moments)
