"""Proposals how to divide a class into subgroups, over plain values (CON-05, С3.2, А3.2.5). Nothing is written here."""

from collections.abc import Mapping, Sequence

from letopis.kernel.text import search_key


def in_equal_parts(students: Sequence[int], subgroups: Sequence[int]) -> dict[int, int]:
    """Return the subgroup of each: the list cut into as many parts as there are subgroups, the first ones longer.

    `students` come in the order of the alphabet.
    """
    if not subgroups:
        return {}
    size, longer = divmod(len(students), len(subgroups))
    found: dict[int, int] = {}
    place = 0
    for number, subgroup in enumerate(subgroups):
        many = size + (number < longer)
        found |= dict.fromkeys(students[place : place + many], subgroup)
        place += many
    return found


def as_before(places: Mapping[int, str], subgroups: Sequence[tuple[int, str]]) -> dict[int, int]:
    """Return the subgroup of each whose former one (`places`: its name) there is among `subgroups` (id, name).

    By name; where no name is the same, by the order of names: «английский», «немецкий» become «1 группа», «2 группа».
    """
    by_name = {search_key(name): pk for pk, name in subgroups}
    former = sorted({search_key(name) for name in places.values()})
    if not set(former) & set(by_name):
        by_name = {name: pk for name, (pk, _) in zip(former, subgroups, strict=False)}
    return {student: by_name[key] for student, name in places.items() if (key := search_key(name)) in by_name}
