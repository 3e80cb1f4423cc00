"""What a volunteer says of themselves: to join, how much, when not, "te veel"; and what is noted about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from residents import address
from volunteers.changing import locked_with_requests
from volunteers.dayparts import ALL_WEEK
from volunteers.keeping import hand_back
from volunteers.models import Away, Block, HelpRequest, Hours, Kind, Offer, Skill, Task, TooMuch, Volunteer
from volunteers.models.people import LEAST_MINUTES, MOST_METRES, MOST_MINUTES
from volunteers.offering import take_back
from volunteers.places import Where, spot
from volunteers.policies import policy_on, vog_until
from wijkzorg.accounts.models import User
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action
from wijkzorg.outbox.actions import post
from wijkzorg.tenancy.models import Municipality

CHANGED_MEANWHILE = "changed_meanwhile"
TASKS_MEANWHILE = "tasks_meanwhile"
WARN_DAYS = (90, 30, 7)  # before a VOG is over
AWAY_AT_MOST = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Gives:
    """What a volunteer can give: where they live, how much, how far, what and when."""

    postcode: str
    house_number: str = ""
    minutes_a_week: int = 120
    radius_m: int = 2000
    kinds: Collection[str] = ()
    skills: Collection[str] = ()
    languages: Collection[str] = ()
    available: Collection[int] = ALL_WEEK
    phone: str = ""


@transaction.atomic
def join(*, actor: User, municipality: Municipality, user: User, gives: Gives, now: dt.datetime) -> Volunteer:
    """Take somebody in as a volunteer, or again after they stopped. Raises ValidationError with every fault at once."""
    fields = checked(municipality, gives)
    today = municipality.day_of(now)
    with pghistory.context(user=actor.pk):
        volunteer, made = Volunteer.objects.get_or_create(
            municipality=municipality, user=user, defaults={**fields, "joined_on": today}
        )
        if not made:
            _set(volunteer, **fields, active=True, left_on=None)
        _hours_from(volunteer, today)
    _log(volunteer, actor)
    return volunteer


@transaction.atomic
def change(
    *, actor: User, volunteer: Volunteer, gives: Gives, now: dt.datetime, seen: int | None = None
) -> Volunteer:
    """Change what a volunteer gives from today; past weeks are reckoned with what they gave then.

    `seen` is `version_of` when the form was opened: raises ValidationError where it was changed meanwhile.
    """
    with pghistory.context(user=actor.pk):
        locked = Volunteer.objects.select_for_update(no_key=True).get(pk=volunteer.pk)
        if seen is not None and version_of(locked) != seen:
            raise ValidationError(
                _("Iemand anders heeft dit net veranderd. Kijk wat er nu staat en doe het opnieuw."),
                code=CHANGED_MEANWHILE,
            )
        _set(locked, **checked(locked.municipality, gives))
        _hours_from(locked, locked.municipality.day_of(now))
    _log(locked, actor)
    return locked


@transaction.atomic
def read_in(*, actor: User, volunteer: Volunteer, language: str) -> Volunteer:
    """Note in which language a volunteer reads: their letters come in it too."""
    with pghistory.context(user=actor.pk):
        locked = Volunteer.objects.select_for_update(no_key=True).get(pk=volunteer.pk)
        if locked.reads != language:
            _set(locked, reads=language)
    return locked


@transaction.atomic
def too_much(*, actor: User, volunteer: Volunteer, now: dt.datetime) -> TooMuch:
    """Say "het is me te veel": for two weeks less is asked. Tapped twice within an hour it is one tap."""
    Volunteer.objects.select_for_update(no_key=True).get(pk=volunteer.pk)
    rows = TooMuch.objects.filter(volunteer=volunteer, at__gt=now - dt.timedelta(hours=1), at__lte=now)
    rows = rows.filter(taken_back_at__isnull=True)
    if (tapped := rows.first()) is not None:
        return tapped
    _log(volunteer, actor)
    return TooMuch.objects.create(municipality_id=volunteer.municipality_id, volunteer=volunteer, at=now)


@transaction.atomic
def not_too_much(*, actor: User, volunteer: Volunteer, now: dt.datetime) -> int:
    """Take "het is me te veel" back: from now on no tap counts any more; return how many there were."""
    Volunteer.objects.select_for_update(no_key=True).get(pk=volunteer.pk)
    rows = TooMuch.objects.filter(volunteer=volunteer, taken_back_at__isnull=True, at__lte=now)
    if count := rows.update(taken_back_at=now):
        _log(volunteer, actor)
    return count


@transaction.atomic
def go_away(
    *,
    actor: User,
    volunteer: Volunteer,
    first_day: dt.date,
    last_day: dt.date,
    now: dt.datetime,
    tasks: str | Mapping[int, str] = "",
) -> Away:
    """Be away from a day up to and including another: it ends by itself. What is asked of them then is taken back.

    `tasks` says what becomes of what they promised in it: "keep" or "hand_back", for all or by task. Raises
    ValidationError (code tasks_meanwhile) where of such a task it says neither.
    """
    today = volunteer.municipality.day_of(now)
    if last_day < first_day:
        raise ValidationError({"last_day": _("De laatste dag is voor de eerste. Kies een latere dag.")})
    if last_day < today:
        raise ValidationError({"last_day": _("Deze dagen zijn voorbij.")})
    if (last_day - first_day).days > AWAY_AT_MOST:
        raise ValidationError(
            {"last_day": _("Kies een dag binnen een jaar. Of stop met helpen, dat mag ook.")}
        )
    locked_with_requests(volunteer.pk)
    between = Task.objects.going().filter(volunteer=volunteer, ends_at__gt=now).between(first_day, last_day)
    promised = list(between.select_related("request", "volunteer").order_by("request_id", "day"))
    answers = {task.pk: tasks if isinstance(tasks, str) else tasks.get(task.pk, "") for task in promised}
    if set(answers.values()) - {"keep", "hand_back"}:
        said = ", ".join(list(dict.fromkeys(date_format(task.day, "j F") for task in promised))[:5])
        raise ValidationError(
            _("Je hebt dan iets afgesproken: %(days)s. Houd je die taken, of geef je ze terug?")
            % {"days": said},
            code=TASKS_MEANWHILE,
        )
    overlapping = Away.objects.filter(volunteer=volunteer, first_day__lte=last_day, last_day__gte=first_day)
    for row in overlapping:
        first_day, last_day = min(first_day, row.first_day), max(last_day, row.last_day)
    overlapping.delete()
    made = Away.objects.create(
        municipality_id=volunteer.municipality_id, volunteer=volunteer, first_day=first_day, last_day=last_day
    )
    _take_back_offers(volunteer, actor, now, first_day, last_day)
    for task in promised:
        if answers[task.pk] == "hand_back":
            hand_back(actor=actor, task=task, now=now, why=_("weg"))
    _log(volunteer, actor)
    return made


@transaction.atomic
def come_back(*, actor: User, volunteer: Volunteer, now: dt.datetime) -> None:
    """Be there again from today, earlier than was said."""
    today = volunteer.municipality.day_of(now)
    Away.objects.filter(volunteer=volunteer, first_day__gte=today).delete()
    rows = Away.objects.filter(volunteer=volunteer, first_day__lt=today, last_day__gte=today)
    rows.update(last_day=today - dt.timedelta(days=1))
    _log(volunteer, actor)


@transaction.atomic
def stop(*, actor: User, volunteer: Volunteer, now: dt.datetime) -> Volunteer:
    """Stop as a volunteer: what was promised is handed back, what is asked is taken back; all of it with thanks."""
    with pghistory.context(user=actor.pk):
        locked = locked_with_requests(volunteer.pk)
        if locked.active:
            _set(locked, active=False, left_on=locked.municipality.day_of(now))
    _take_back_offers(volunteer, actor, now, dt.date.min, dt.date.max)
    going = Task.objects.going().filter(volunteer=volunteer, ends_at__gt=now)
    for task in going.select_related("request", "volunteer").order_by("request_id", "day"):
        task.refresh_from_db()
        if task.state == Task.State.ACCEPTED:
            hand_back(actor=actor, task=task, now=now, why=_("gestopt"), also_later=task.request.repeats)
    _log(volunteer, actor)
    return locked


@transaction.atomic
def record_vog(
    *, actor: User, volunteer: Volunteer, on: dt.date, outcome: str, now: dt.datetime
) -> Volunteer:
    """Note the date and the outcome of a VOG, never the document. Raises ValidationError for a day to come."""
    if on > volunteer.municipality.day_of(now):
        raise ValidationError({"on": _("Deze dag moet nog komen. Vul de datum op de VOG in.")})
    if outcome not in Volunteer.Vog.values:
        raise ValidationError({"outcome": _("Kies of de VOG is afgegeven.")})
    with pghistory.context(user=actor.pk):
        locked = Volunteer.objects.select_for_update(no_key=True).get(pk=volunteer.pk)
        _set(locked, vog_on=on, vog_outcome=outcome)
    _log(locked, actor)
    return locked


@transaction.atomic
def warn_of_vog(*, volunteer: Volunteer, now: dt.datetime) -> int | None:
    """Warn a volunteer whose VOG is nearly over: 90, 30 and 7 days ahead, each once; return for how many days, if any.

    A run that was missed warns with the next one: of what is past nothing is sent twice.
    """
    today = volunteer.municipality.day_of(now)
    until = vog_until(volunteer, policy_on(volunteer.municipality_id, today))
    if until is None or not volunteer.active or until < today:
        return None
    days = (until - today).days
    reached = [limit for limit in WARN_DAYS if days <= limit]
    if not reached:
        return None
    limit = min(reached)
    post(
        municipality_id=volunteer.municipality_id,
        recipients=[volunteer.user_id],
        template="vog_ends",
        now=now,
        language=volunteer.reads,
        numbers={"day": until.day, "month": until.month, "year": until.year},
        reason=f"vog {until.isoformat()} {limit}",
    )
    return limit


@transaction.atomic
def tell_idle(*, volunteer: Volunteer, now: dt.datetime) -> bool:
    """Tell a new volunteer who had no task in two weeks something honest, once; return whether it was their time."""
    today = volunteer.municipality.day_of(now)
    days = policy_on(volunteer.municipality_id, today).idle_days
    new = (
        volunteer.joined_on + dt.timedelta(days=days)
        <= today
        < volunteer.joined_on + dt.timedelta(days=4 * days)
    )
    if not new or not volunteer.active or volunteer.tasks.exists():
        return False
    post(
        municipality_id=volunteer.municipality_id,
        recipients=[volunteer.user_id],
        template="volunteer_waits",
        now=now,
        reason=f"idle {volunteer.joined_on.isoformat()}",
        language=volunteer.reads,
    )
    return True


@transaction.atomic
def block(
    *,
    actor: User,
    volunteer: Volunteer,
    request: HelpRequest,
    wished_by: str,
    scope: str,
    now: dt.datetime,
    why: str = "",
) -> Block:
    """Keep two apart, or two houses; secretly. An offer that waits between them is taken back without a word."""
    parties = list(request.parties)
    if scope == Block.Scope.PAIR:
        parties = [party for party in parties if not party.startswith("home:")] or parties
    if not parties:
        raise ValidationError(_("Van deze hulpvraag is niet bekend van wie zij is."))
    with pghistory.context(user=actor.pk):
        made = Block.objects.create(
            municipality_id=volunteer.municipality_id,
            volunteer=volunteer,
            volunteer_home=volunteer.home if scope == Block.Scope.HOUSEHOLD else "",
            parties=parties,
            scope=scope,
            wished_by=wished_by,
            why=why.strip()[:500],
            made_by=actor,
            made_at=now,
        )
    waiting = Offer.objects.open().filter(request__parties__overlap=parties)
    for held in waiting.select_related("volunteer", "request").order_by("request_id"):
        if Block.objects.between(held.volunteer, held.request).exists():
            take_back(actor=actor, offer=held, now=now)
    _log(volunteer, actor)
    return made


@transaction.atomic
def unblock(*, actor: User, block: Block, now: dt.datetime) -> None:
    """End a block; that it was there stays known to coordinators."""
    with pghistory.context(user=actor.pk):
        Block.objects.in_force().filter(pk=block.pk).update(ended_at=now, ended_by=actor)
    _log(block.volunteer, actor)


def version_of(volunteer: Volunteer) -> int:
    """Return a number that every change of a volunteer raises: that of the last, 0 for none. A form keeps it."""
    return int(volunteer.events.aggregate(last=Max("pgh_id"))["last"] or 0)  # type: ignore[attr-defined]


def _take_back_offers(
    volunteer: Volunteer, actor: User, now: dt.datetime, first_day: dt.date, last_day: dt.date
) -> None:
    waiting = Offer.objects.open().filter(
        volunteer=volunteer, request__first_on__gte=first_day, request__first_on__lte=last_day
    )
    for held in waiting.select_related("request").order_by("request_id"):
        take_back(actor=actor, offer=held, now=now)


def _set(volunteer: Volunteer, **fields: object) -> None:
    for name, value in fields.items():
        setattr(volunteer, name, value)
    volunteer.save(update_fields=list(fields))


def _hours_from(volunteer: Volunteer, today: dt.date) -> None:
    Hours.objects.update_or_create(
        municipality_id=volunteer.municipality_id,
        volunteer=volunteer,
        valid_from=today,
        defaults={"minutes_a_week": volunteer.minutes_a_week},
    )


def checked(municipality: Municipality, gives: Gives, where_is: Where = spot) -> dict[str, object]:
    """Return the columns of what somebody gives, or raise every fault at once (ValidationError).

    `where_is` says where a postcode is.
    """
    faults: dict[str, object] = {}
    if not LEAST_MINUTES <= gives.minutes_a_week <= MOST_MINUTES:
        faults["minutes_a_week"] = _("Kies een half uur tot 40 uur per week.")
    if not 1 <= gives.radius_m <= MOST_METRES:
        faults["radius_m"] = _("Kies hoe ver je wilt gaan: meer dan 0, tot 50 kilometer.")
    if not gives.kinds or set(gives.kinds) - set(Kind.values):
        faults["kinds"] = _("Kies wat je wilt doen.")
    if set(gives.skills) - set(Skill.values):
        faults["skills"] = _("Kies uit de lijst.")
    if not gives.available or set(gives.available) - set(ALL_WEEK):
        faults["available"] = _("Kies wanneer je kunt.")
    phone = house = ""
    try:
        phone = address.international(gives.phone)
    except address.NotAnAddress:
        faults["phone"] = _("Dit is geen telefoonnummer, zoals 06 1234 5678.")
    try:
        house = address.house_number(gives.house_number)
    except address.NotAnAddress:
        faults["house_number"] = _("Een huisnummer is zoiets als 12 of 12-b.")
    where = None
    try:
        where = where_is(municipality, gives.postcode, None)
    except ValidationError as error:
        faults.update(error.message_dict)
    if where is not None and where.x is None:
        faults["postcode"] = _("Van deze postcode weten we niet waar hij is.")
    if faults:
        raise ValidationError(faults)
    assert where is not None, "without a place there was a fault"
    return {
        "neighbourhood": where.neighbourhood,
        "x": where.x,
        "y": where.y,
        "postcode": where.postcode,
        "house_number": house,
        "minutes_a_week": gives.minutes_a_week,
        "radius_m": gives.radius_m,
        "kinds": sorted(set(gives.kinds)),
        "skills": sorted(set(gives.skills)),
        "languages": sorted(set(gives.languages)),
        "available": sorted(set(gives.available)),
        "phone": phone,
    }


def _log(volunteer: Volunteer, actor: User) -> None:
    log_event(
        action=Action.WRITE,
        municipality_id=volunteer.municipality_id,
        user_id=actor.pk,
        object_kind="volunteer",
        object_id=volunteer.pk,
    )
