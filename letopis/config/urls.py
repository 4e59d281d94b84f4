"""All addresses of the product; each audience keeps its own list."""

from django.urls import include, path

# Its converter stands in every list of addresses below.
import letopis.web.shared.addresses  # noqa: F401

# They are looked through in this order, and a whole part is passed over by its beginning.
urlpatterns = [
    path("diary/", include("letopis.web.family.urls")),
    path("office/", include("letopis.web.office.urls")),
    path("account/", include("letopis.web.account.urls")),
    path("", include("letopis.web.teacher.urls")),
    path("", include("letopis.web.shared.urls")),
]

handler400 = "letopis.web.shared.views.bad_request"
handler404 = "letopis.web.shared.views.not_found"
handler403 = "letopis.web.shared.views.forbidden"
handler500 = "letopis.web.shared.views.server_error"
