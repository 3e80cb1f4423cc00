"""Import a folder of dossiers (RULES: Import): read and check all of it, then write all of it or nothing.

reading → staging → checks → loading: lines of a file, temporary tables, what is wrong between them, the tables.
"""

from cases.importing.errors import ImportRefused, Problem
from cases.importing.folder import Imported, import_folder

__all__ = ["ImportRefused", "Imported", "Problem", "import_folder"]
