"""Reads of councils, debts and decisions. Each says how many SQL queries it takes, whatever the size."""

from letopis.school.councils.queries.councils import (
    ClassCount,
    CouncilPage,
    CouncilRow,
    DecisionRow,
    ProposalRow,
    council_page,
    council_rows,
)
from letopis.school.councils.queries.debts import DebtPage, DebtRow, RetakeRow, debt_page, debt_rows
from letopis.school.councils.queries.family import (
    FamilyDecision,
    OfChild,
    decided_student,
    decisions_of_child,
    unread_decisions,
)
from letopis.school.councils.queries.noting import DebtChoices, debt_choices
from letopis.school.councils.queries.proposals import ProposalPage, RemarkRow, proposal_page
from letopis.school.councils.queries.readers import FamilyMember, Unread, unread_of

__all__ = [
    "ClassCount",
    "CouncilPage",
    "CouncilRow",
    "DebtChoices",
    "DebtPage",
    "DebtRow",
    "DecisionRow",
    "FamilyDecision",
    "FamilyMember",
    "OfChild",
    "ProposalPage",
    "ProposalRow",
    "RemarkRow",
    "RetakeRow",
    "Unread",
    "council_page",
    "council_rows",
    "debt_choices",
    "debt_page",
    "debt_rows",
    "decided_student",
    "decisions_of_child",
    "unread_decisions",
    "proposal_page",
    "unread_of",
]
