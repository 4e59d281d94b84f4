"""Every write of councils, decisions and academic debts."""

from letopis.school.councils.actions.debts import arrange_retake, note_retake
from letopis.school.councils.actions.meetings import (
    close_council,
    open_council,
    prepare_council,
    set_members,
    update_council,
)
from letopis.school.councils.actions.noting import DebtDraft, note_debt, take_debt_back
from letopis.school.councils.actions.proposals import (
    change_proposal,
    discuss,
    propose_classes,
    withdraw_proposal,
)
from letopis.school.councils.actions.telling import acknowledge, note_paper
from letopis.school.councils.actions.voting import decide, decide_unanimously

__all__ = [
    "DebtDraft",
    "acknowledge",
    "arrange_retake",
    "change_proposal",
    "close_council",
    "decide",
    "decide_unanimously",
    "discuss",
    "note_debt",
    "note_paper",
    "note_retake",
    "open_council",
    "prepare_council",
    "propose_classes",
    "set_members",
    "take_debt_back",
    "update_council",
    "withdraw_proposal",
]
