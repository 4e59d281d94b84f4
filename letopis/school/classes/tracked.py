"""What the ledger holds of this context."""

from letopis.school.classes.models import ClassGroup, ClassTutor, Membership, Order, Subgroup, SubgroupMembership
from letopis.school.history.tracking import track

track(ClassGroup, "year_id", "scheme_id", "grade", "letter", "name", "profile", "shift", "room_id")
track(ClassTutor, "class_group_id", "staff_id", "starts_on", "ends_on")
track(Order, "kind", "number", "date", "note")
track(Membership, "class_group_id", "student_id", "starts_on", "ends_on", "enrolled_by_id", "left_by_id", "note")
track(Subgroup, "class_group_id", "division", "name")
track(SubgroupMembership, "subgroup_id", "student_id", "starts_on", "ends_on")
