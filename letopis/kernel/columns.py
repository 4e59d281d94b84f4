"""Which columns a statement reads where its tuples become rows of a model again (`Model.from_db`)."""

from django.db.models import Model


def attnames(model: type[Model], *only: str) -> tuple[str, ...]:
    """Return the columns of a model, or `only` these, in the order of its table: from_db() takes values in no other."""
    return tuple(one.attname for one in model._meta.concrete_fields if not only or one.attname in only)
