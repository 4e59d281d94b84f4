"""Telephones of a child's row: whose each is, by what the cell says, by its column, by the order of the names."""

from letopis.documents.school_import.parsing.relatives import Relative, owners_of, relatives_of
from letopis.documents.school_import.parsing.rows import RowReader
from letopis.documents.school_import.records import GuardianRecord
from letopis.school.people.enums import Kinship

# Relatives in the child's own row: the beginnings of their columns, and who each is where nothing else is said.
BESIDE = (
    ("mother", Kinship.MOTHER),
    ("father", Kinship.FATHER),
    ("guardian", Kinship.OTHER),
    ("guardian2", Kinship.OTHER),
)
RELATIVES = tuple(f"{prefix}{part}" for prefix, _ in BESIDE for part in ("", "_surname"))


def raw_of(reader: RowReader, column: str) -> str:
    """A cell with its lines apart: they part the parents."""
    cell = reader.row.cells.get(column)
    return cell if isinstance(cell, str) else reader.row.text(column)


def say_whose(reader: RowReader, column: str) -> bool:
    """Whether a cell of telephones says of some whose they are: «(мама)». One that names people is read as those."""
    owners = owners_of(reader.row.text(column))
    return any(kinship for _, kinship in owners) and not relatives_of(raw_of(reader, column)).people


def phone_beside(reader: RowReader, column: str) -> str:
    """The telephone of the relative whose column it is; one that is said to be somebody's goes to that one."""
    return "" if say_whose(reader, column) else reader.phone(column)


def is_of_relatives(reader: RowReader) -> bool:
    """Whether the column of telephones is the relatives' that stand before it: one for each of several."""
    columns = reader.row.columns
    # A column of names may have been taken for one of telephones.
    known = {*RELATIVES, *(f"{prefix}_phone" for prefix, _ in BESIDE)}
    before = [name for name in columns if columns[name] == columns.get("phone", 0) - 1 and name in known]
    people = relatives_of(raw_of(reader, before[0])).people if before else ()
    return len(people) > 1 and len(people) == len(owners_of(raw_of(reader, "phone")))


def own_phone(reader: RowReader) -> str:
    """The child's telephone: of those in the cell the one that is said to be nobody else's."""
    if is_of_relatives(reader):
        return ""
    owners = owners_of(reader.row.text("phone"))
    if not any(kinship for _, kinship in owners):
        return reader.phone()
    return next((phone for phone, kinship in owners if not kinship), "")


def share_phones(relatives: list[GuardianRecord], reader: RowReader) -> None:
    """«931-222-33-44 (мама), 931-222-33-55 (папа)» are the parents' telephones, whatever the column is called."""
    if is_of_relatives(reader) and not say_whose(reader, "phone"):
        reader.warn_in_order("phone")
        for one, (phone, _) in zip(relatives, owners_of(raw_of(reader, "phone")), strict=False):
            one.phone = one.phone or phone
        return
    beside = [f"{prefix}_phone" for prefix, _ in BESIDE if say_whose(reader, f"{prefix}_phone")]
    for phone, kinship in [one for column in ("phone", *beside) for one in owners_of(reader.row.text(column))]:
        known = [one for one in relatives if one.kinship == kinship]
        if known:
            known[0].phone = known[0].phone or phone
        elif kinship:
            reader.warn(
                "phone" if reader.row.text("phone") else beside[0],
                "whose_phone",
                f"Телефон {phone} не записывается: того, чей он, в строке нет. Впишите его.",
            )


def give_phones(people: list[Relative], reader: RowReader) -> None:
    """Telephones of several guardians in one row: said to be whose, else one for each in their order, else a doubt."""
    owners = owners_of(raw_of(reader, "guardian_phone"))
    if len(people) < 2 or not owners or all(one.phone for one in people):
        return
    said = [(phone, kinship) for phone, kinship in owners if kinship]
    if not said and len(owners) == len(people):
        reader.warn_in_order("guardian_phone")
        for one, (phone, _) in zip(people, owners, strict=True):
            one.phone = one.phone or phone
        return
    for phone, kinship in owners:
        known = [one for one in people if kinship and one.kinship == kinship]
        if known:
            known[0].phone = known[0].phone or phone
        else:
            reader.warn(
                "guardian_phone",
                "whose_phone",
                f"Чей это телефон ({phone}) из нескольких представителей, не понять: он не записывается. "
                "Впишите его в карточку.",
            )
