"""The WSGI entry point for a production server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wijkzorg.settings")

application = get_wsgi_application()

from wijkzorg.starting import refuse_what_is_wrong  # noqa: E402  (the settings come first)

refuse_what_is_wrong()
