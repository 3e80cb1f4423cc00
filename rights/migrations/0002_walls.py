"""Walls between municipalities: a row refers only to rows of its own municipality; proof is not changed afterwards."""

from django.db import migrations

_KEYS = (
    ("rights_review", "request_id", "rights_subjectrequest"),
    ("rights_review", "case_id", "cases_case"),
    ("rights_leftout", "review_id", "rights_review"),
    ("rights_leftout", "case_id", "cases_case"),
    ("rights_statement", "case_id", "cases_case"),
    ("rights_statement", "request_id", "rights_subjectrequest"),
    ("rights_hold", "case_id", "cases_case"),
    ("rights_destructionlist", "request_id", "rights_subjectrequest"),
    ("rights_destructionitem", "list_id", "rights_destructionlist"),
    ("rights_tombstone", "item_id", "rights_destructionitem"),
)


class Migration(migrations.Migration):
    dependencies = [("rights", "0001_initial"), ("cases", "0002_walls"), ("tenancy", "0002_wall")]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_wall FOREIGN KEY (municipality_id, {column}) "
            f"REFERENCES {target} (municipality_id, id) DEFERRABLE INITIALLY DEFERRED",
            f"ALTER TABLE {table} DROP CONSTRAINT {table}_{column}_wall",
        )
        for table, column, target in _KEYS
    ]


Migration.operations += [
    migrations.RunSQL(f"SELECT wz_wall('rights_{table}')", f"SELECT wz_unwall('rights_{table}')")
    for table in (
        "destructionlist",
        "destructionitem",
        "hold",
        "retentionpolicy",
        "review",
        "leftout",
        "subjectrequest",
        "statement",
        "tombstone",
    )
]
