"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.archive import destruction, keeping, steps

urlpatterns = [
    path("", steps.year, name="office_archive"),
    path("turn/<slug:step>/", steps.step, name="office_archive_step"),
    path("class/<id:class_id>/", steps.case, name="office_archive_case"),
    path("summaries/", steps.summaries, name="office_archive_summaries"),
    path("summaries/return/", steps.summaries_back, name="office_archive_summaries_return"),
    path("class/<id:class_id>/return/", steps.give_back, name="office_archive_return"),
    path("acts/<id:act_id>.pdf", steps.act, name="office_archive_act"),
    path("keeping/", keeping.calendar, name="office_archive_keeping"),
    path("keeping/new/", keeping.new, name="office_archive_new"),
    path("keeping/terms/<slug:term>/", keeping.term, name="office_archive_term"),
    path("keeping/<id:case_id>/", keeping.case, name="office_archive_kept"),
    path("keeping/<id:case_id>/hold/", keeping.hold, name="office_archive_hold"),
    path("keeping/<id:case_id>/lift/", keeping.lift, name="office_archive_lift"),
    path("keeping/<id:case_id>/take-out/", keeping.take_out, name="office_archive_take_out"),
    path("destruction/new/", destruction.new, name="office_archive_destruction_new"),
    path("destruction/<id:destruction_id>/", destruction.page, name="office_archive_destruction"),
    path("destruction/<id:destruction_id>.pdf", destruction.paper, name="office_archive_destruction_act"),
    path("destruction/<id:destruction_id>/sign/", destruction.sign, name="office_archive_destruction_sign"),
    path("destruction/<id:destruction_id>/withdraw/", destruction.withdraw, name="office_archive_destruction_withdraw"),
    path("destruction/<id:destruction_id>/carry-out/", destruction.carry_out, name="office_archive_destruction_do"),
]
