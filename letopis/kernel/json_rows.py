"""Small lists beside a row in one query: a subquery's rows as a JSON array of arrays, on SQLite and PostgreSQL."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import JSONField, Model, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONArray
from django.db.models.sql.compiler import SQLCompiler


class JsonRows(Subquery):
    """The columns of `queryset`'s rows, in its order; NULL for none on PostgreSQL, an empty list on SQLite."""

    template = "(SELECT json_group_array(json(_rows.packed)) FROM (%(subquery)s) _rows)"
    on_postgresql = "(SELECT jsonb_agg(_rows.packed) FROM (%(subquery)s) _rows)"

    def __init__(self, queryset: QuerySet[Any], *columns: str) -> None:
        packed: QuerySet[Model, Any] = queryset.annotate(packed=JSONArray(*columns)).values("packed")
        super().__init__(packed, output_field=JSONField())

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """PostgreSQL's own names."""
        return self.as_sql(compiler, connection, template=self.on_postgresql)


class JsonTexts(Subquery):
    """One text of each of `queryset`'s rows, as a JSON array: thousands of rows are as many objects, no more."""

    template = "(SELECT json_group_array(_rows.packed) FROM (%(subquery)s) _rows)"

    def __init__(self, queryset: QuerySet[Any], text: Combinable) -> None:
        packed: QuerySet[Model, Any] = queryset.annotate(packed=text).values("packed")
        super().__init__(packed, output_field=JSONField())

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """PostgreSQL's own names."""
        return self.as_sql(compiler, connection, template=JsonRows.on_postgresql)
