"""The addresses of what systems read and write of care."""

from django.urls import path

from care import batches, contacts, course, dossiers, flags, requests

urlpatterns = [
    path("signaleringen", flags.Flags.as_view(), name="api-flags"),
    path("signaleringen/<uuid:uuid>", flags.OneFlag.as_view(), name="api-flag"),
    path("hulpvragen", requests.HelpRequests.as_view(), name="api-help-requests"),
    path("hulpvragen/<uuid:uuid>", requests.OneHelpRequest.as_view(), name="api-help-request"),
    path("dossiers", dossiers.Dossiers.as_view(), name="api-dossiers"),
    path("dossiers/<uuid:uuid>", dossiers.OneDossier.as_view(), name="api-dossier"),
    path("dossiers/<uuid:uuid>/afspraken", course.Agreements.as_view(), name="api-agreements"),
    path("dossiers/<uuid:uuid>/behoeften", course.Needs.as_view(), name="api-needs"),
    path("dossiers/<uuid:uuid>/pauzes", course.Pauses.as_view(), name="api-pauses"),
    path("contactmomenten", contacts.Contacts.as_view(), name="api-contacts"),
    path("contactmomenten/batches", batches.ContactBatches.as_view(), name="api-contact-batches"),
    path("contactmomenten/<uuid:uuid>", contacts.OneContact.as_view(), name="api-contact"),
]
