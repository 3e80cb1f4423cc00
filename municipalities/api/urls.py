"""The addresses of what a municipality's systems may read."""

from django.urls import path, register_converter

from municipalities.api import areas, centres, changes, exports, figures, subscriptions


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
    path("indicatoren", figures.Indicators.as_view(), name="api-indicators"),
    path("indicatoren/<slug:indicator>", figures.OneIndicator.as_view(), name="api-indicator"),
    path("edities", figures.Editions.as_view(), name="api-editions"),
    path("edities/<uuid:uuid>", figures.OneEdition.as_view(), name="api-edition"),
    path("statistieken", figures.Figures.as_view(), name="api-figures"),
    path("buurtcentra", centres.Centres.as_view(), name="api-centres"),
    path("buurtcentra/<uuid:uuid>", centres.OneCentre.as_view(), name="api-centre"),
    path("wijzigingen", changes.Changes.as_view(), name="api-changes"),
    path("exports", exports.Exports.as_view(), name="api-exports"),
    path("exports/<uuid:uuid>", exports.OneExport.as_view(), name="api-export"),
    path("exports/<uuid:uuid>/bestand", exports.ExportFile.as_view(), name="api-export-file"),
    path("abonnementen", subscriptions.Subscriptions.as_view(), name="api-subscriptions"),
    path("abonnementen/<uuid:uuid>", subscriptions.OneSubscription.as_view(), name="api-subscription"),
    path(
        "abonnementen/<uuid:uuid>/geheimen",
        subscriptions.SubscriptionSecrets.as_view(),
        name="api-subscription-secrets",
    ),
    path(
        "abonnementen/<uuid:uuid>/proefberichten",
        subscriptions.SubscriptionPings.as_view(),
        name="api-subscription-pings",
    ),
]
