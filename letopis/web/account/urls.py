"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from letopis.web.account import consents, slips, views

# What allauth offers and a school does not.
CLOSED = (
    r"^(?P<rest>(?:signup|email|confirm-email|password/reset|password/set|login/code|phone|3rdparty|social)(?:/.*)?)$"
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.account, name="account_settings"),
    path("role/", views.role, name="account_role"),
    path("theme/", views.theme, name="account_theme"),
    path("compromised/", views.compromised, name="account_compromised"),
    path("class/<id:class_id>/consents/", consents.of_class, name="account_consents"),
    path("class/<id:class_id>/slips/", slips.of_class, name="account_slips"),
    path("slips/<id:batch_id>/", slips.kept, name="account_slips_kept"),
    path("slips/<id:batch_id>/pdf/", slips.pdf, name="account_slips_pdf"),
    path("slips/<id:batch_id>/away/", slips.put_away, name="account_slips_away"),
    path("login/", views.SignIn.as_view(), name="account_login"),
    path("sessions/", views.sessions, name="usersessions_list"),
    re_path(CLOSED, views.closed),
    path("", include("allauth.urls")),
]
