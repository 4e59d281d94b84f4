"""Addresses of this audience."""

from django.urls import URLPattern, URLResolver, path

from letopis.web.office import accounts, home

urlpatterns: list[URLPattern | URLResolver] = [
    path("office/", home.overview, name="office"),
    path("office/accounts/", accounts.people, name="office_accounts"),
    path("office/accounts/slips/", accounts.issue, name="office_accounts_issue"),
    path("office/accounts/<int:person_id>/", accounts.person, name="office_account"),
    path("office/accounts/<int:person_id>/out/", accounts.sign_out, name="office_account_sign_out"),
    path("office/accounts/<int:person_id>/compromised/", accounts.compromised, name="office_account_compromised"),
    path(
        "office/accounts/<int:person_id>/roles/<int:assignment_id>/end/",
        accounts.end_role,
        name="office_account_end_role",
    ),
]
