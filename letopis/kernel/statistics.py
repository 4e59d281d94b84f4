"""What the database knows of its own tables: without it a planner guesses, and walks a whole school for one class."""

from django.db import connection


def renew_statistics() -> None:
    """Tell the planner how the rows are spread: after a bulk load, and daily by the worker. Takes milliseconds."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("ANALYZE")
        else:
            # The server looks after the same tables by itself: what it holds just now it counts just now.
            cursor.execute("ANALYZE (SKIP_LOCKED)")
