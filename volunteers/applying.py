"""Offer help without an account, be invited by a coordinator or not, and come in as a volunteer."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from volunteers.models import Application, Volunteer
from volunteers.volunteering import Gives, checked, join, read_in
from wijkzorg.accounts.invitations import invite
from wijkzorg.accounts.models import Membership, User
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action
from wijkzorg.outbox.actions import post_outside
from wijkzorg.tenancy.models import Municipality

KEPT_AFTER_NO = dt.timedelta(weeks=4)


@transaction.atomic
def apply(
    *,
    municipality: Municipality,
    name: str,
    email: str,
    gives: Gives,
    text: str,
    token: uuid.UUID,
    now: dt.datetime,
    reads: str = settings.LANGUAGE_CODE,
) -> Application:
    """Take in an application; the same form (token) sent again is one. Raises ValidationError with every fault."""
    sent = Application.objects.filter(municipality=municipality, token=token).first()
    if sent is not None:
        return sent
    try:
        with transaction.atomic():
            made = _taken_in(municipality, name, email, gives, text, token, now, reads)
    except IntegrityError as error:  # the same form, at the same moment
        if "application_sent_once" not in str(error):
            raise
        return Application.objects.get(municipality=municipality, token=token)
    post_outside(
        municipality_id=municipality.pk,
        address=made.email,
        template="application_received",
        now=now,
        language=reads,
    )
    return made


@transaction.atomic
def invite_listed(
    *,
    actor: User,
    municipality: Municipality,
    name: str,
    email: str,
    gives: Gives,
    token: uuid.UUID,
    link: Callable[[str], str],
    now: dt.datetime,
) -> Application:
    """Invite somebody who stands on a list of a coordinator: they get the letter, and say yes themselves or do nothing.

    Raises ValidationError with every fault at once.
    """
    made = _taken_in(municipality, name, email, gives, "", token, now, settings.LANGUAGE_CODE)
    return approve(actor=actor, application=made, link=link, now=now)


def known_addresses(municipality: Municipality, emails: Collection[str]) -> set[str]:
    """Return which of these e-mail addresses are of somebody who helps here, or applied and was not refused."""
    helps = Volunteer.objects.filter(municipality=municipality, active=True, user__email__in=emails)
    applied = Application.objects.filter(municipality=municipality, email__in=emails)
    applied = applied.exclude(state=Application.State.REFUSED)
    return {*helps.values_list("user__email", flat=True), *applied.values_list("email", flat=True)}


def _taken_in(
    municipality: Municipality,
    name: str,
    email: str,
    gives: Gives,
    text: str,
    token: uuid.UUID,
    now: dt.datetime,
    reads: str,
) -> Application:
    fields = checked(municipality, gives)
    for unused in ("x", "y"):  # where exactly is reckoned anew when they come in
        fields.pop(unused)
    return Application.objects.create(
        municipality=municipality,
        name=name.strip(),
        email=email.strip().lower(),
        text=text.strip(),
        token=token,
        received_at=now,
        reads=reads,
        **fields,
    )


@transaction.atomic
def approve(
    *, actor: User, application: Application, link: Callable[[str], str], now: dt.datetime
) -> Application:
    """Invite somebody who applied: a letter with a link, and with it the role of volunteer.

    Raises ValidationError where a colleague was first.
    """
    locked = _waiting(application)
    today = locked.municipality.day_of(now)
    invite(
        actor=actor,
        municipality=locked.municipality,
        email=locked.email,
        role=Membership.Role.VOLUNTEER,
        team=None,
        starts_on=today,
        ends_on=None,
        link=link,
        now=now,
        language=locked.reads,
    )
    return _handled(locked, Application.State.INVITED, actor, now)


@transaction.atomic
def refuse(*, actor: User, application: Application, now: dt.datetime) -> Application:
    """Say no to somebody who applied; they hear it, and four weeks later nothing of it is kept."""
    locked = _waiting(application)
    post_outside(
        municipality_id=locked.municipality_id,
        address=locked.email,
        template="application_refused",
        now=now,
        language=locked.reads,
        path=reverse("public-municipality", args=[locked.municipality.code]),
    )
    return _handled(locked, Application.State.REFUSED, actor, now)


@transaction.atomic
def come_in(*, user: User, municipality: Municipality, now: dt.datetime) -> Volunteer | None:
    """Make a volunteer of who was invited and signs in now, with what they said; None for who did not apply."""
    rows = Application.objects.select_for_update().filter(
        municipality=municipality, email=user.email, state=Application.State.INVITED
    )
    said = rows.order_by("-handled_at").first()
    if said is None:
        return None
    volunteer = join(
        actor=user,
        municipality=municipality,
        user=user,
        gives=Gives(
            postcode=said.postcode,
            house_number=said.house_number,
            minutes_a_week=said.minutes_a_week,
            radius_m=said.radius_m,
            kinds=said.kinds,
            skills=said.skills,
            languages=said.languages,
            available=said.available,
            phone=said.phone,
        ),
        now=now,
    )
    rows.delete()
    return read_in(actor=user, volunteer=volunteer, language=said.reads)


def forget(*, now: dt.datetime) -> int:
    """Delete what was refused, or invited and never taken up, more than four weeks ago; return how many."""
    old = Application.objects.filter(handled_at__lt=now - KEPT_AFTER_NO)
    gone, _each = old.delete()
    return gone


def _waiting(application: Application) -> Application:
    locked = Application.objects.select_for_update(of=("self",)).select_related("municipality")
    found = locked.get(pk=application.pk)
    if found.state != Application.State.NEW:
        raise ValidationError(_("Een collega was je net voor: deze aanmelding is al afgehandeld."))
    return found


def _handled(application: Application, state: str, actor: User, now: dt.datetime) -> Application:
    application.state, application.handled_by, application.handled_at = state, actor, now
    application.save(update_fields=["state", "handled_by", "handled_at"])
    log_event(
        action=Action.WRITE,
        municipality_id=application.municipality_id,
        user_id=actor.pk,
        object_kind="application",
        object_id=application.pk,
    )
    return application
