"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.councils import debts, meeting, proposals, readers, views

urlpatterns = [
    path("", views.councils, name="office_councils"),
    path("new/", views.council_new, name="office_council_new"),
    path("debts/", debts.debts, name="office_debts"),
    path("debts/students/<id:student_id>/", debts.debt_new, name="office_debt_new"),
    path("debts/<id:debt_id>/", debts.debt, name="office_debt"),
    path("debts/<id:debt_id>/remove/", debts.debt_remove, name="office_debt_remove"),
    path("debts/<id:debt_id>/retake/", debts.retake_arrange, name="office_debt_retake"),
    path("debts/retakes/<id:retake_id>/", debts.retake_result, name="office_debt_result"),
    path("proposals/<id:proposal_id>/", proposals.proposal, name="office_council_proposal"),
    path("proposals/<id:proposal_id>/remark/", proposals.remark, name="office_council_remark"),
    path("proposals/<id:proposal_id>/withdraw/", proposals.withdraw, name="office_council_withdraw"),
    path("decisions/<id:decision_id>/paper/", readers.paper, name="office_council_paper"),
    path("<id:council_id>/", views.council, name="office_council"),
    path("<id:council_id>/edit/", views.council_edit, name="office_council_edit"),
    path("<id:council_id>/members/", views.council_members, name="office_council_members"),
    path("<id:council_id>/propose/", views.council_propose, name="office_council_propose"),
    path("<id:council_id>/start/", views.council_start, name="office_council_begin"),
    path("<id:council_id>/meeting/", meeting.meeting, name="office_council_meeting"),
    path("<id:council_id>/unanimous/", meeting.unanimous, name="office_council_unanimous"),
    path("<id:council_id>/finish/", meeting.finish, name="office_council_finish"),
    path("<id:council_id>/protocol.pdf", views.protocol, name="office_council_protocol"),
    path("<id:council_id>/protocol/sign/", views.protocol_sign, name="office_council_sign"),
    path("<id:council_id>/orders/", views.council_orders, name="office_council_orders"),
    path("<id:council_id>/readers/", readers.readers, name="office_council_readers"),
]
