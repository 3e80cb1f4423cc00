"""What a system is bound to holds for flags, help requests and events too."""

import django.db.models.deletion
from django.db import migrations, models

TOLD = {
    "blank": True,
    "db_constraint": False,
    "help_text": "Nodig voor dossiers en contactmomenten. Het systeem ziet dan alleen wat van deze organisatie is, ook"
    " van signaleringen en hulpvragen.",
    "null": True,
    "related_name": "+",
    "to": "accounts.organisation",
    "verbose_name": "dossiers van organisatie",
}
# Subscriptions that there are already follow what their system is bound to.
FOLLOW = """
UPDATE events_subscription s SET organisation = a.bound_to_id
FROM clients_access a JOIN clients_client c ON c.id = a.client_id
WHERE c.uuid = s.client AND a.municipality_id = s.municipality_id AND a.ended_at IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_membership_is_a_role"),
        ("clients", "0005_bound_to_wall"),
        ("events", "0005_of_organisation"),
    ]

    operations = [
        migrations.AlterField(
            "access",
            "bound_to",
            models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, **TOLD),
        ),
        migrations.AlterField(
            "accessevent",
            "bound_to",
            models.ForeignKey(
                on_delete=django.db.models.deletion.DO_NOTHING, related_query_name="+", **TOLD
            ),
        ),
        migrations.RunSQL(FOLLOW, migrations.RunSQL.noop),
    ]
