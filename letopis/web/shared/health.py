"""GET /health for whoever watches the server. Says nothing about the school or its people.

200 while the database answers, 503 when it does not. `worker` is reported beside it and does not change the status:
pages and marks work without it, seals and long jobs wait.
"""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from letopis.kernel.beats import is_worker_alive, last_beat


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Return {"database": "ok" | "failed", "worker": "ok" | "stale" | "absent" | "unknown"}."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        worker = _worker()
    except DatabaseError:
        return JsonResponse({"database": "failed", "worker": "unknown"}, status=503)
    return JsonResponse({"database": "ok", "worker": worker})


def _worker() -> str:
    if is_worker_alive():
        return "ok"
    return "stale" if last_beat() else "absent"
