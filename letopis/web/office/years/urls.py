"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.years import checklists, promoting, views

urlpatterns = [
    path("", views.years, name="office_years"),
    path("next/", views.prepare, name="office_years_next"),
    path("choose/", views.choose, name="office_years_choose"),
    path("opening/", checklists.opening, name="office_year_opening"),
    path("closing/", checklists.closing, name="office_year_closing"),
    path("promotion/", promoting.promote, name="office_year_promotion"),
    path("close/", checklists.close, name="office_year_close"),
    path("reopen/", checklists.reopen, name="office_year_reopen"),
    path("<slug:phase>/sign/", checklists.sign, name="office_year_sign"),
    path("<slug:phase>/withdraw/", checklists.withdraw, name="office_year_withdraw"),
    path("<slug:phase>/step/<slug:code>/", checklists.step, name="office_year_step"),
]
