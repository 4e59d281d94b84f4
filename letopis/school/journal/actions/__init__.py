"""Every write of the journal."""

from letopis.school.journal.actions.by_role import apply_in_roles, not_held, role_for
from letopis.school.journal.actions.files import attach_file, remove_file
from letopis.school.journal.actions.kinds import KindDraft, add_work_kind, change_work_kind, ensure_work_kinds
from letopis.school.journal.actions.operations import Answers, apply_operations

__all__ = [
    "Answers",
    "KindDraft",
    "add_work_kind",
    "apply_in_roles",
    "apply_operations",
    "attach_file",
    "change_work_kind",
    "ensure_work_kinds",
    "not_held",
    "remove_file",
    "role_for",
]
