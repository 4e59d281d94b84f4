"""One whole package out of several damaged copies: each file from where it is still as the manifests say.

Nothing is trusted but sums: the tag manifest by the package's fingerprint, the manifests by it, the files by them. What
comes out is the very file that was registered, or nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from letopis.documents.archive import seal
from letopis.documents.archive.container import Container, NotAPackage, opened, put_together
from letopis.documents.archive.verifying import sum_of_file
from letopis.documents.carriers.checking import findings_of
from letopis.documents.carriers.models import Copy, Package
from letopis.documents.carriers.options import packages_folder
from letopis.documents.carriers.sources import Told, Unfit
from letopis.documents.carriers.stores import Unreachable, store_of

MANIFEST = "manifest-sha256.txt"


@contextmanager
def mended(package: Package, copies: Sequence[Copy], told: Told = lambda _: None) -> Iterator[Path]:
    """A file of the package put together from what is whole in `copies`. Raises Unfit, OSError."""
    with ExitStack() as stack:
        containers = [one for copy in copies if (one := _container(stack, copy)) is not None]
        places = _places(package, containers)
        folder = Path(stack.enter_context(TemporaryDirectory(dir=packages_folder(), prefix=".mended-")))
        target = folder / package.file_name
        put_together(sorted(places), lambda name: places[name].read(name), target, package.name, told)
        found = findings_of(target, package)
        if found:
            raise Unfit(f"Из повреждённых копий целую не сложить: {found[0].message}", "not_mended")
        yield target


def _container(stack: ExitStack, copy: Copy) -> Container | None:
    """None for a copy in which nothing can be found."""
    try:
        path = stack.enter_context(store_of(copy.carrier).taken(copy.file, lambda _: None))
        return stack.enter_context(opened(path))
    except (NotAPackage, Unreachable, OSError):
        return None


def _places(package: Package, containers: Sequence[Container]) -> dict[str, Container]:
    """By file where it is whole. Raises Unfit, which names those that are whole nowhere."""
    top = next((one for one in containers if seal.fingerprint(one.tags) == package.fingerprint), None)
    if top is None:
        raise Unfit("Ни в одной копии не цела опись: целую не сложить.", "not_mended")
    places = {seal.COVERED: top}
    tags = _sums(top, seal.COVERED)
    places |= _found(tags, containers)
    if MANIFEST not in places:
        raise Unfit("Ни в одной копии не цела опись файлов: целую не сложить.", "not_mended")
    places |= _found(_sums(places[MANIFEST], MANIFEST), containers)
    # What no manifest covers: the signature vouches for itself, the digest of the whole for the rest.
    for one in reversed(containers):
        loose = {file.name for file in one.tags.iterdir() if file.is_file()} - tags.keys() - {seal.COVERED}
        places |= dict.fromkeys(loose, one)
    signed = (one for one in containers if not list(seal.check(one.tags, [package.key])))
    if (note := next(signed, None)) is not None:
        places[seal.NOTE] = note
    return places


def _found(sums: Mapping[str, str], containers: Sequence[Container]) -> dict[str, Container]:
    places, lost = {}, []
    for name, digest in sums.items():
        where = next(filter(partial(_is_whole, name, digest), containers), None)
        if where is None:
            lost.append(name)
        else:
            places[name] = where
    if lost:
        shown = ", ".join(lost[:5])
        raise Unfit(f"Ни в одной копии не целы: {shown} (всего {len(lost)}).", "not_mended")
    return places


def _is_whole(name: str, digest: str, container: Container) -> bool:
    try:
        return sum_of_file(container, name) == digest
    except OSError:
        return False


def _sums(container: Container, manifest: str) -> dict[str, str]:
    lines = (container.tags / manifest).read_text(encoding="utf-8").splitlines()
    pairs = (line.split(maxsplit=1) for line in lines if line.strip())
    return {name: digest for digest, name in pairs}
