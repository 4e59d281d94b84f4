"""Where a package is taken from to be written elsewhere: never from what has not been read whole just now."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from letopis.documents.carriers.checking import as_json, findings_of
from letopis.documents.carriers.models import Copy, Package
from letopis.documents.carriers.options import file_of
from letopis.documents.carriers.stores import Unreachable, store_of
from letopis.kernel.errors import Refused

Told = Callable[[int], object]


class Unfit(Refused):
    """What a package was to be taken from is not whole: `findings` of the copy, none where it is gone."""

    def __init__(self, message: str, code: str, findings: list[dict[str, str]] | None = None) -> None:
        super().__init__(message, code=code)
        self.findings = findings or []


@contextmanager
def kept(package: Package) -> Iterator[Path]:
    """The server's own file of a package, read whole. Raises Unfit."""
    path = file_of(package)
    if not path.is_file():
        raise Unfit("На сервере пакета больше нет: возьмите копию с носителя.", "not_kept")
    found = findings_of(path, package)
    if found:
        raise Unfit("Файл пакета на сервере повреждён: возьмите копию с носителя.", "kept_damaged")
    yield path


@contextmanager
def of_copy(copy: Copy, told: Told = lambda _: None) -> Iterator[Path]:
    """The file of a copy, read whole. Raises Unfit, Unreachable."""
    where = f"Копия на носителе «{copy.carrier.name}»"
    try:
        with store_of(copy.carrier).taken(copy.file, told) as path:
            found = findings_of(path, copy.package)
            if found:
                raise Unfit(
                    f"{where} повреждена: {found[0].message} С неё не восстанавливают.", "damaged", as_json(found)
                )
            yield path
    except FileNotFoundError:
        raise Unfit(f"{where} пропала.", "missing") from None


@contextmanager
def any_whole(package: Package, copies: list[Copy]) -> Iterator[Path]:
    """The server's file or the first whole copy. Raises Unfit where there is none.

    What is found of the copies on the way is for the night's checks to say.
    """
    said: list[str] = []
    for source in (kept(package), *map(of_copy, copies)):
        with ExitStack() as stack:
            try:
                path = stack.enter_context(source)
            except (Unfit, Unreachable) as fault:
                said.append(fault.message)
                continue
            yield path
            return
    raise Unfit(" ".join(["Целой копии не нашлось.", *said]), "no_source")
