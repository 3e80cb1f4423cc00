"""The WSGI entry point for a production server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wijkzorg.settings")

application = get_wsgi_application()

from wijkzorg.tenancy.checks import refuse_an_account_that_passes  # noqa: E402  (the settings come first)

refuse_an_account_that_passes()
