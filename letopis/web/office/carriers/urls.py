"""Addresses of the feature."""

from django.urls import path

from letopis.web.office.carriers import acts, packages, runs, views

urlpatterns = [
    path("", views.carriers, name="office_carriers"),
    path("new/", views.carrier_edit, name="office_carrier_new"),
    path("check/", acts.check_all, name="office_carriers_check"),
    path("packages/new/", packages.package_new, name="office_carrier_build"),
    path("packages/<id:package_id>/", packages.package, name="office_carrier_package"),
    path("packages/<id:package_id>/file/", packages.package_file, name="office_carrier_file"),
    path("packages/<id:package_id>/verify/", acts.verify, name="office_carrier_verify"),
    path("packages/<id:package_id>/sign/", packages.package_sign, name="office_carrier_sign"),
    path("packages/<id:package_id>/check/", acts.check_package, name="office_carrier_package_check"),
    path("packages/<id:package_id>/withdraw/", packages.package_withdraw, name="office_carrier_withdraw"),
    path("packages/<id:package_id>/<id:carrier_id>/write/", acts.write, name="office_carrier_write"),
    path("packages/<id:package_id>/<id:carrier_id>/restore/", acts.restore, name="office_carrier_restore"),
    path("packages/<id:package_id>/<id:carrier_id>/record/", packages.copy_record, name="office_carrier_record"),
    path("copies/<id:copy_id>/check/", acts.check_copy, name="office_carrier_copy_check"),
    path("copies/<id:copy_id>/record/", packages.check_record, name="office_carrier_check_record"),
    path("copies/<id:copy_id>/destroyed/", packages.copy_destroyed, name="office_carrier_copy_destroyed"),
    path("runs/<id:run_id>/", runs.run, name="office_carrier_run"),
    path("runs/<id:run_id>/progress/", runs.progress, name="office_carrier_progress"),
    path("runs/<id:run_id>/stop/", runs.stop, name="office_carrier_stop"),
    path("<id:carrier_id>/", views.carrier, name="office_carrier"),
    path("<id:carrier_id>/edit/", views.carrier_edit, name="office_carrier_edit"),
    path("<id:carrier_id>/retire/", views.carrier_retire, name="office_carrier_retire"),
]
