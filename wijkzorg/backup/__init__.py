"""A whole copy of the database in one encrypted file, and the way back."""

from wijkzorg.backup.errors import BackupError

__all__ = ["BackupError"]
