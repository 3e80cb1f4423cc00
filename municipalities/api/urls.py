"""The addresses of what a municipality's systems may read."""

from django.urls import path, register_converter

from municipalities.api import areas


class AreaCode:
    """The code of a municipality, wijk or buurt."""

    regex = areas.AREA

    def to_python(self, value: str) -> str:
        """Return it as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Return it as it stands."""
        return value


register_converter(AreaCode, "area")

urlpatterns = [
    path("gebieden", areas.Areas.as_view(), name="api-areas"),
    path("gebieden/<area:code>", areas.OneArea.as_view(), name="api-area"),
]
