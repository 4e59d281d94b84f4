"""What the ledger holds of this context."""

from letopis.school.classes.models import (
    ClassGroup,
    ClassTutor,
    Membership,
    Order,
    OrderLine,
    Subgroup,
    SubgroupMembership,
)
from letopis.school.history.tracking import track

track(
    ClassGroup,
    "{Group.noms}",
    of_year="year",
    year_id="учебный год",
    scheme_id="деление года",
    grade="{grade.nom}",
    letter="буква",
    name="название",
    profile="профиль",
    shift="смена",
    room_id="кабинет",
)
track(
    ClassTutor,
    "{Tutor.noms}",
    of_year="class_group__year",
    class_group_id="{group.nom}",
    staff_id="работник",
    starts_on="с какого дня",
    ends_on="по какой день",
)
track(
    Order,
    "Приказы",
    later={"effective_on": lambda was: was["date"], "status": "signed", "cancels_id": None, "signed_at": None},
    kind="вид",
    number="номер",
    date="дата",
    effective_on="действует с",
    status="состояние",
    cancels_id="отменяет приказ",
    note="примечание",
    signed_at="подписан",
)
track(
    OrderLine,
    "Строки приказов",
    later={"applied_as": None, "effects": []},
    order_id="приказ",
    student_id="{student.nom}",
    class_from_id="откуда",
    class_to_id="куда",
    effective_on="действует с",
    note="примечание",
    applied_as="которым по счёту исполнен",
    effects="что записано при подписании",
)
track(
    Membership,
    "Состав {group.gens}",
    class_group_id="{group.nom}",
    student_id="{student.nom}",
    starts_on="с какого дня",
    ends_on="по какой день",
    enrolled_by_id="приказ о зачислении",
    left_by_id="приказ о выбытии",
    note="примечание",
)
track(
    Subgroup,
    "Подгруппы",
    of_year="class_group__year",
    class_group_id="{group.nom}",
    division="деление",
    name="название",
)
track(
    SubgroupMembership,
    "Состав подгрупп",
    of_year="subgroup__class_group__year",
    subgroup_id="подгруппа",
    student_id="{student.nom}",
    starts_on="с какого дня",
    ends_on="по какой день",
)
