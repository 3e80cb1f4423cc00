"""The tables without a wall round them, each with the reason; a test holds the list against the database."""

EXEMPT = {
    "tenancy_municipality": "the municipalities themselves: codes and names, nothing of a person",
    "accounts_user": "a person may work for several municipalities; what they do where stands in accounts_membership",
    "accounts_user_groups": "Django's; not used, as roles are memberships",
    "accounts_user_user_permissions": "Django's; not used, as roles are memberships",
    "account_emailaddress": "belongs to a user, as above",
    "account_emailconfirmation": "belongs to a user, as above",
    "axes_accessattempt": "asked at the door, before it is known who comes",
    "axes_accessattemptexpiration": "asked at the door, before it is known who comes",
    "axes_accessfailurelog": "asked at the door, before it is known who comes",
    "axes_accesslog": "asked at the door, before it is known who comes",
    "mfa_authenticator": "a person's second factor, for all municipalities they work for; its secrets are encrypted",
    "usersessions_usersession": "a person's open sessions, for all municipalities they work for",
    "auth_group": "Django's; not used, as roles are memberships",
    "auth_group_permissions": "Django's; not used, as roles are memberships",
    "auth_permission": "Django's list of what can be done; the same for all",
    "django_admin_log": "who changed what in the set-up, by users who may work for several municipalities",
    "django_content_type": "Django's list of models; the same for all",
    "django_migrations": "which migrations were done; the same for all",
    "django_session": "a session is read before it is known who asks",
    "pghistory_context": "the history keeps its context on its own rows, so nothing is written here",
}
