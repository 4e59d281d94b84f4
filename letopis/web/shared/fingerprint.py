"""The page that the QR of a printed page opens: whether the paper's fingerprint is what the ledger holds (JRN-10)."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from letopis.school.history.log.lookup import looked_up

_ROOT = re.compile(r"[0-9a-f]{64}")


@require_safe
@never_cache
def fingerprint(request: HttpRequest, root: str) -> HttpResponse:
    """Say what the ledger knows of a root; open to everybody, for it tells nothing of what was entered."""
    if not _ROOT.fullmatch(root.lower()):
        raise Http404
    found = looked_up(bytes.fromhex(root))
    shown = " ".join(root.lower()[at : at + 4] for at in range(0, len(root), 4))
    page = {"found": found, "root": shown}
    return render(request, "shared/fingerprint.html", page, status=200 if found else 404)
