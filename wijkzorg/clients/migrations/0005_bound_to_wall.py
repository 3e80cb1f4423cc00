"""A system is bound to an organisation of the same municipality."""

from django.db import migrations

WALL = (
    "ALTER TABLE clients_access ADD CONSTRAINT clients_access_bound_to_id_wall"
    " FOREIGN KEY (municipality_id, bound_to_id) REFERENCES accounts_organisation (municipality_id, id)"
    " DEFERRABLE INITIALLY DEFERRED"
)


class Migration(migrations.Migration):
    dependencies = [("clients", "0004_bound_to"), ("accounts", "0002_walls")]

    operations = [
        migrations.RunSQL(WALL, "ALTER TABLE clients_access DROP CONSTRAINT clients_access_bound_to_id_wall"),
    ]
