"""What was answered to operations whose entries an act has destroyed: the answers hold what was entered."""

from letopis.school.history.models import Entry
from letopis.school.sync.models import AppliedOperation


def forget_answers(school_id: int, act_id: int) -> int:
    """Remove the answers; return how many. Inside the transaction of the act, whose id in the ledger is `act_id`."""
    told = Entry.objects.filter(school=school_id, act_id=act_id, op_id__isnull=False).values("op_id")
    return AppliedOperation.objects.filter(school=school_id, op_id__in=told).delete()[0]
