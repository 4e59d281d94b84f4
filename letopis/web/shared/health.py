"""GET /health for whoever watches the server. Says nothing about the school or its people.

200 while the database answers, 503 when it does not. `worker` is reported beside it and does not change the status:
pages and marks work without it, seals and long jobs wait.
"""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from letopis.school.common.clock import now
from letopis.web.shared.worker import last_beat

STALE_AFTER = timedelta(minutes=1)


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
    moment = last_beat()
    if moment is None:
        return "absent"
    return "stale" if now() - moment > STALE_AFTER else "ok"
