"""Reading the list of wijken and buurten of CBS, the boundaries as PDOK serves them, and which address is where."""

from neighbourhoods.importing.errors import AreasRefused, Problems
from neighbourhoods.importing.storing import Imported, import_areas

__all__ = ["AreasRefused", "Imported", "Problems", "import_areas"]
