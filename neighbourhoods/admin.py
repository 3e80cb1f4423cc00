"""The administrator's pages about areas: districts and neighbourhoods."""

from django.contrib import admin

from neighbourhoods.models import District, Neighbourhood
from wijkzorg.tenancy.admin import SetUpAdmin


@admin.register(District)
class DistrictAdmin(SetUpAdmin):
    """Districts (wijken) of a municipality."""

    list_display = ("code", "name", "reference_year")
    search_fields = ("code", "name")
    ordering = ("code",)


@admin.register(Neighbourhood)
class NeighbourhoodAdmin(SetUpAdmin):
    """Neighbourhoods (buurten) of a district."""

    list_display = ("code", "name", "district", "reference_year")
    list_select_related = ("district",)
    search_fields = ("code", "name")
    ordering = ("code",)
