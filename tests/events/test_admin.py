"""What the administrator sees of events and does: said first, with its numbers, and done once it was looked at."""

# ruff: noqa: F811  (a fixture that is imported is also the name of an argument)
from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from tests.administrators import administrator, at_work, no_waits  # noqa: F401
from tests.cases.screens import words_of
from tests.conftest import Place
from tests.events.making import subscribe
from tests.events.test_delivering import SUBJECTS, happen
from wijkzorg.audit.models import AccessEntry
from wijkzorg.events import actions
from wijkzorg.events.models import Delivery, Subscription

pytestmark = pytest.mark.django_db
LIST, DELIVERIES = "/beheer/events/subscription/", "/beheer/events/delivery/"


@pytest.fixture
def subscription(place: Place) -> Subscription:
    """A subscription for which two events of the last hours wait, the older one delivered."""
    now = timezone.now()
    made = subscribe(
        place,
        made_at=now - dt.timedelta(days=3),
        next_at=now,
        system="Zaaksysteem van Voorbeeldstad",
        address="https://ontvanger.example/haak?sleutel=geheim",
    )
    for hours in (30, 2):
        happen(place, SUBJECTS[0], now - dt.timedelta(hours=hours))
    first = made.deliveries.order_by("event_id").first()
    assert first is not None
    Delivery.objects.filter(pk=first.pk).update(delivered_at=now)
    return made


def act(client: Client, path: str, action: str, pk: int, **more: str) -> Any:
    return client.post(path, {"action": action, ACTION_CHECKBOX_NAME: str(pk)} | more)


def of(subscription: Subscription) -> Subscription:
    subscription.refresh_from_db()
    return subscription


def test_the_list_says_how_each_subscription_stands(at_work: Client, subscription: Subscription) -> None:
    Subscription.objects.update(failed_at=timezone.now(), failure="too_slow")
    words = words_of(at_work.get(LIST))
    for said in ("Zaaksysteem", "actief", "er kwam niet op tijd antwoord"):
        assert said in words
    page = at_work.get(f"{LIST}{subscription.pk}/change/")
    for said in ("https://ontvanger.example/haak", "Zaaksysteem van Voorbeeldstad", "Cijfers gepubliceerd"):
        assert said in words_of(page)
    for hidden in ("sleutel=", "whsec_", subscription.secret_encrypted):
        assert hidden not in page.content.decode()


def test_holding_still_is_looked_at_first(at_work: Client, subscription: Subscription) -> None:
    page = act(at_work, LIST, "hold", subscription.pk)
    assert "Er gaat niets meer uit tot iemand het hervat." in words_of(page)
    assert of(subscription).paused_at is None
    act(at_work, LIST, "hold", subscription.pk, bevestigd="1")
    assert of(subscription).paused_why == "by_hand"
    assert AccessEntry.objects.filter(object_kind="events.pause", object_id=str(subscription.pk)).exists()
    assert "stilgezet door een beheerder" in words_of(at_work.get(LIST))
    assert "1 staat stil" in words_of(at_work.get("/beheer/"))


def test_resuming_says_how_much_goes_out(at_work: Client, subscription: Subscription) -> None:
    actions.pause(subscription=subscription, why=Subscription.Why.FAILING, now=timezone.now())
    page = act(at_work, LIST, "resume", subscription.pk)
    assert "1 bericht dat wacht gaat nu uit." in words_of(page)
    assert of(subscription).paused_at is not None
    act(at_work, LIST, "resume", subscription.pk, bevestigd="1")
    assert of(subscription).paused_at is None


def test_sending_again_says_when_that_is_where_nothing_goes_out_now(
    at_work: Client, subscription: Subscription
) -> None:
    Subscription.objects.update(to_confirm=True)
    assert "zodra de ontvanger instemt" in words_of(act(at_work, LIST, "replay", subscription.pk))
    Subscription.objects.update(paused_at=timezone.now(), paused_why="failing")
    assert "zodra het abonnement is hervat" in words_of(act(at_work, LIST, "replay", subscription.pk))


def test_sending_again_says_how_many_and_does_what_was_looked_at(
    at_work: Client,
    subscription: Subscription,
) -> None:
    page = act(at_work, LIST, "replay", subscription.pk)
    assert "1 bericht van sinds" in words_of(page)
    field = page.context["form"]
    day, week = field["since"].value(), timezone.localtime() - dt.timedelta(days=2)
    told = {"since": f"{day:%Y-%m-%dT%H:%M}", "looked_at": field["looked_at"].value()}
    other = told | {"since": f"{week:%Y-%m-%dT%H:%M}"}
    page = act(at_work, LIST, "replay", subscription.pk, bevestigd="1", **other)
    assert "2 berichten van sinds" in words_of(page)
    assert Delivery.objects.waiting().count() == 1, "another moment is looked at first"
    other["looked_at"] = page.context["form"]["looked_at"].value()
    act(at_work, LIST, "replay", subscription.pk, bevestigd="1", **other)
    assert Delivery.objects.waiting().count() == 2


@pytest.mark.parametrize(
    ("days", "said"), [(-1, "al geweest is"), (31, "langer dan dertig dagen"), (None, "geen moment")]
)
def test_a_moment_that_cannot_be_is_refused_in_words(
    at_work: Client,
    subscription: Subscription,
    days: int | None,
    said: str,
) -> None:
    since = "gisteren" if days is None else f"{timezone.localtime() - dt.timedelta(days=days):%Y-%m-%dT%H:%M}"
    page = act(at_work, LIST, "replay", subscription.pk, bevestigd="1", since=since)
    assert page.status_code == 422
    assert said in words_of(page)


def test_giving_up_says_what_goes_then(at_work: Client, place: Place, subscription: Subscription) -> None:
    happen(place, SUBJECTS[0], timezone.now())
    waiting = Delivery.objects.waiting().order_by("event_id")[0]
    page = act(at_work, DELIVERIES, "stop", waiting.pk)
    assert "1 later bericht over hetzelfde kan dan gaan." in words_of(page)
    act(at_work, DELIVERIES, "stop", waiting.pk, bevestigd="1")
    waiting.refresh_from_db()
    assert waiting.failure == "by_hand"
    for state, number in (("wacht", 1), ("bezorgd", 1), ("opgegeven", 1)):
        page = at_work.get(DELIVERIES, {"toestand": state})
        assert page.context["cl"].result_count == number
        assert state in words_of(page)


def test_what_was_ended_comes_last(at_work: Client, place: Place, subscription: Subscription) -> None:
    subscribe(place, name="Archief", ended_at=timezone.now(), secret_encrypted="")
    rows = at_work.get(LIST).context["cl"].result_list
    assert [row.name for row in rows] == ["Zaaksysteem", "Archief"]


def test_one_at_which_nothing_arrives_says_so_before_it_stands_still(
    at_work: Client, subscription: Subscription
) -> None:
    tile = words_of(at_work.get("/beheer/"))
    assert "alle berichten gaan uit" in tile
    soon = timezone.now() + dt.timedelta(hours=4)
    Subscription.objects.update(failures=3, failed_at=timezone.now(), failure="500", next_at=soon)
    assert "actief, maar er komt niets aan" in words_of(at_work.get(LIST))
    assert "bij 1 komt niets aan" in words_of(at_work.get("/beheer/"))
    page = words_of(at_work.get(f"{LIST}{subscription.pk}/change/"))
    assert f"Volgende poging: {date_format(timezone.localtime(soon), 'j F Y H:i')}" in page
    assert "wacht; het abonnement: actief, maar er komt niets aan" in words_of(at_work.get(DELIVERIES))
    act(at_work, LIST, "hold", subscription.pk, bevestigd="1")
    assert "Volgende poging: -" in words_of(at_work.get(f"{LIST}{subscription.pk}/change/"))
    assert "1 staat stil" in words_of(at_work.get("/beheer/"))


def test_the_page_of_one_offers_what_fits_how_it_stands(at_work: Client, subscription: Subscription) -> None:
    def offered() -> list[str]:
        page = at_work.get(f"{LIST}{subscription.pk}/change/").content.decode()
        return re.findall(r'name="action" value="(\w+)"', page)

    assert offered() == ["hold", "replay"]
    act(at_work, LIST, "hold", subscription.pk, bevestigd="1")
    assert offered() == ["resume", "replay"]
    Subscription.objects.update(ended_at=timezone.now(), secret_encrypted="", former_encrypted="")
    assert offered() == []
    way = f"{DELIVERIES}?subscription__id__exact={subscription.pk}"
    assert way in at_work.get(f"{LIST}{subscription.pk}/change/").content.decode()
    assert at_work.get(way).context["cl"].result_count == 2


def test_beside_the_deliveries_one_chooses_from_a_few_subscriptions_and_sees_which_was_chosen(
    at_work: Client, subscription: Subscription, place: Place
) -> None:
    def offered(query: str = "") -> list[str]:
        page = at_work.get(f"{DELIVERIES}{query}").content.decode()
        return re.findall(r'\?(?:[^"]*&amp;)?subscription__id__exact=(\d+)"', page)

    def take(count: int) -> None:
        for number in range(count):
            subscribe(place, name=f"Ontvanger {number}", address=f"https://ontvanger.example/{number}")

    assert offered() == [], "one needs no choice"
    take(19)
    assert len(offered()) == 20
    take(1)
    assert offered() == []
    assert set(offered(f"?subscription__id__exact={subscription.pk}")) == {str(subscription.pk)}


def test_the_page_of_a_message_says_of_what_and_when_it_was_here(
    at_work: Client, subscription: Subscription
) -> None:
    waiting = Delivery.objects.waiting().get()
    page = at_work.get(f"{DELIVERIES}{waiting.pk}/change/")
    here = date_format(timezone.localtime(waiting.event.created_at), "j F Y H:i")
    assert f"Gebeurd op: {here}" in words_of(page)
    assert "· Zaaksysteem (Zaaksysteem van Voorbeeldstad)" in words_of(page)
    assert 'name="action" value="stop"' in page.content.decode()


def test_while_nobody_subscribes_the_lists_say_how_that_is_done(at_work: Client, place: Place) -> None:
    assert "Een systeem neemt er zelf een, over de API" in words_of(at_work.get(LIST))
    assert "Er ging nog niets uit." in words_of(at_work.get(DELIVERIES))
    assert "Er ging nog niets uit." not in words_of(at_work.get(DELIVERIES, {"q": "zoek"}))


def test_nobody_makes_or_changes_one_by_hand(at_work: Client, subscription: Subscription) -> None:
    for path in (LIST, DELIVERIES):
        assert at_work.get(f"{path}add/").status_code == 403
    assert at_work.post(f"{LIST}{subscription.pk}/change/", {"name": "x"}).status_code == 403


def test_another_municipality_is_not_there(
    at_work: Client,
    elsewhere: Place,
    subscription: Subscription,
) -> None:
    theirs = subscribe(elsewhere)
    assert at_work.get(f"{LIST}{theirs.pk}/change/").status_code == 404
    act(at_work, LIST, "hold", theirs.pk, bevestigd="1")
    assert Subscription.objects.filter(paused_at__isnull=False).count() == 0
