"""One deterministic school: for the showroom, for tests and for the benchmarks."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from letopis.demo.building import Built


def build(**options: Any) -> "Built":
    """Build a demo school; see letopis.demo.building.build. Imported late: this package is an app of Django's."""
    from letopis.demo import building

    return building.build(**options)
