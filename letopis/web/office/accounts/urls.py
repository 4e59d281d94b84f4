"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.accounts import views

urlpatterns = [
    path("", views.people, name="office_accounts"),
    path("slips/", views.issue, name="office_accounts_issue"),
    path("<id:person_id>/", views.person, name="office_account"),
    path("<id:person_id>/out/", views.sign_out, name="office_account_sign_out"),
    path("<id:person_id>/block/", views.block, name="office_account_block"),
    path("<id:person_id>/unblock/", views.unblock, name="office_account_unblock"),
    path("<id:person_id>/unlock/", views.unlock, name="office_account_unlock"),
    path("<id:person_id>/factor/", views.reset_factor, name="office_account_factor"),
    path("<id:person_id>/compromised/", views.compromised, name="office_account_compromised"),
    path("<id:person_id>/roles/<id:assignment_id>/end/", views.end_role, name="office_account_end_role"),
]
