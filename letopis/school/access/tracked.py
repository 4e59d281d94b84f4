"""What the ledger holds of this context."""

from letopis.school.access.models import AccountPerson, RoleAssignment
from letopis.school.history.tracking import track

track(AccountPerson, "account_id", "person_id")
track(RoleAssignment, "person_id", "role", "starts_on", "ends_on")
