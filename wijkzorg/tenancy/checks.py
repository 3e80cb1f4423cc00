"""Refuse to start where the wall would not hold: an account that row-level security does not apply to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import connections

_ACCOUNT = """
SELECT current_user, rolsuper, rolbypassrls,
       EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND pg_has_role(relowner, 'USAGE')),
       EXISTS (SELECT FROM pg_roles other
               WHERE (other.rolsuper OR other.rolbypassrls) AND pg_has_role(other.oid, 'MEMBER'))
FROM pg_roles WHERE rolname = current_user
"""


def account_is_held(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_others: Any
) -> list[checks.CheckMessage]:
    """Look at the account of the alias `default`: whether it owns a table or can pass the wall."""
    if "default" not in (databases or ()):
        return []
    with connections["default"].cursor() as cursor:
        cursor.execute(_ACCOUNT)
        name, superuser, bypasses, owns, member = cursor.fetchone()
    reasons = {
        "is a superuser": superuser,
        "has BYPASSRLS": bypasses,
        "owns a table": owns,
        "can take on an account that passes it": member,
    }
    return [
        checks.Error(
            f"The database account '{name}' would pass the wall between municipalities: it {reason}.",
            hint="Give DATABASE_URL the application's own account; docs/operations.md says how it is made.",
            id="tenancy.E001",
        )
        for reason, is_so in reasons.items()
        if is_so
    ]
