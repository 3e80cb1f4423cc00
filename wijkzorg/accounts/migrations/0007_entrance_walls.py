"""Walls for the tables of 0006, and the questions that are asked before anybody is signed in.

The functions look across municipalities, so they belong to the owner, and each answers with an id alone.
"""

from django.db import migrations

_KEYS = [
    ("accounts_invitation", "team_id", "accounts_team"),
    ("accounts_singlesignondomain", "single_sign_on_id", "accounts_singlesignon"),
]
_FUNCTIONS = [
    (
        "accounts_invitation_of(p_hash text)",
        "bigint",
        "SELECT municipality_id FROM accounts_invitation WHERE token_hash = p_hash",
    ),
    (
        "accounts_sign_on_of(p_domain text)",
        "bigint",
        "SELECT d.municipality_id FROM accounts_singlesignondomain d"
        " JOIN accounts_singlesignon s ON s.id = d.single_sign_on_id WHERE d.domain = p_domain AND s.enabled",
    ),
]


def _key(table: str, column: str, target: str) -> migrations.RunSQL:
    name = f"{table}_{column}_wall"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (municipality_id, {column})"
        f" REFERENCES {target} (municipality_id, id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def _function(signature: str, returns: str, query: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE FUNCTION {signature} RETURNS {returns} LANGUAGE sql STABLE SECURITY DEFINER"
        f" SET search_path = public, pg_temp AS $${query}$$;"
        f"REVOKE EXECUTE ON FUNCTION {signature} FROM PUBLIC;"
        f"GRANT EXECUTE ON FUNCTION {signature} TO wijkzorg_app",
        f"DROP FUNCTION {signature}",
    )


_WALLED = (
    "accounts_invitation",
    "accounts_invitationevent",
    "accounts_membershipevent",
    "accounts_organisationevent",
    "accounts_singlesignon",
    "accounts_singlesignondomain",
    "accounts_teamevent",
)
_HISTORY = (
    "accounts_invitationevent",
    "accounts_membershipevent",
    "accounts_organisationevent",
    "accounts_teamevent",
    "accounts_userevent",
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_entrance")]

    operations = [
        *(_key(*row) for row in _KEYS),
        *(_function(*row) for row in _FUNCTIONS),
        *(migrations.RunSQL(f"SELECT wz_wall('{name}')", f"SELECT wz_unwall('{name}')") for name in _WALLED),
        *(
            migrations.RunSQL(
                f"REVOKE UPDATE, DELETE ON {name} FROM wijkzorg_app",
                f"GRANT UPDATE, DELETE ON {name} TO wijkzorg_app",
            )
            for name in _HISTORY
        ),
    ]
