"""What the ledger holds of this context."""

from letopis.school.access.models import AccountPerson, RightOverride, RoleAssignment
from letopis.school.history.tracking import track

track(
    AccountPerson,
    "Учётные записи",
    later={"is_blocked": False},
    account_id="учётная запись",
    person_id="человек",
    is_blocked="вход запрещён",
)
track(
    RoleAssignment,
    "Назначенные роли",
    person_id="человек",
    role="роль",
    starts_on="с какого дня",
    ends_on="по какой день",
)
track(RightOverride, "Права ролей", right="право", role="роль", is_given="дано")
