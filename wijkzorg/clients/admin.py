"""The administrator's pages about systems. What allauth would show of them is taken away: it knows no municipality."""

from __future__ import annotations

import allauth.idp.oidc.admin  # noqa: F401  (registers what is taken away below)
from allauth.idp.oidc.models import Client as OAuthClient
from allauth.idp.oidc.models import Token
from django.contrib import admin

admin.site.unregister([OAuthClient, Token])
