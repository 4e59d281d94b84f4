"""Every write of the journal."""

from letopis.school.journal.actions.kinds import ensure_work_kinds
from letopis.school.journal.actions.operations import Answers, apply_operations

__all__ = ["Answers", "apply_operations", "ensure_work_kinds"]
