"""Who may hear of what, and how that ends: a subscription never says more than its client may read."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from tests.conftest import Place
from tests.events.making import ALL_TYPES, CLIENT, NOW, subscribe
from tests.events.receivers import Receiver
from tests.events.test_delivering import MINUTE, SUBJECTS, happen, of, run
from wijkzorg import encryption
from wijkzorg.accounts.models import User
from wijkzorg.clients.actions import end_access, let_in
from wijkzorg.clients.scopes import Scope
from wijkzorg.events import actions
from wijkzorg.events.kinds import KINDS, OPENED, PING, PUBLISHED, Kind
from wijkzorg.events.models import Delivery, Event, Subscription
from wijkzorg.tenancy.wall import inside

pytestmark = pytest.mark.django_db
ADDRESS = "https://ontvanger.example/haak"


def begin(
    place: Place, *, scopes: tuple[str, ...] = (), types: tuple[str, ...] = (PUBLISHED.type,)
) -> Subscription:
    made, _secret = actions.subscribe(
        municipality_id=place.municipality.pk,
        client=CLIENT,
        scopes=scopes,
        name="Zaaksysteem",
        address=ADDRESS,
        types=types,
        now=NOW,
    )
    return made


def test_a_subscription_begins_unconfirmed_with_a_secret_that_is_kept_encrypted(place: Place) -> None:
    made, secret = actions.subscribe(
        municipality_id=place.municipality.pk,
        client=CLIENT,
        scopes=[],
        name="Zaaksysteem",
        address=ADDRESS,
        types=[PUBLISHED.type],
        now=NOW,
    )
    assert secret.startswith("whsec_") and made.confirmed_at is None and made.to_confirm
    assert secret not in made.secret_encrypted
    assert encryption.decrypt(made.secret_encrypted) == secret


def test_all_that_is_wrong_is_said_at_once(place: Place) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.subscribe(
            municipality_id=place.municipality.pk,
            client=CLIENT,
            scopes=[],
            name="Zaaksysteem",
            address="http://10.0.0.1/",
            types=[OPENED.type, "nl.anders", PING.type],
            now=NOW,
        )
    assert set(refused.value.message_dict) == {"address", "types"}
    assert len(refused.value.message_dict["types"]) == 4
    with pytest.raises(ValidationError):
        begin(place, types=())


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.scopes])
def test_events_of_flags_need_what_flags_need(place: Place, kind: Kind) -> None:
    both = (Scope.FLAGS.value, Scope.CASES.value)
    for one, other in (both, both[::-1]):
        with pytest.raises(ValidationError, match=re.escape(other)):
            begin(place, types=(kind.type,), scopes=(one,))
    assert begin(place, types=(kind.type,), scopes=both).types == [kind.type]
    assert {kind.scopes for kind in KINDS.values()} == {(), both}


def test_a_client_has_twenty_at_most(place: Place) -> None:
    for _ in range(actions.MOST_A_CLIENT):
        last = begin(place)
    with pytest.raises(ValidationError, match="al 20"):
        begin(place)
    actions.end(subscription=last, now=NOW)
    begin(place)


def test_what_is_ended_has_no_secret_sends_nothing_and_cannot_be_changed(
    place: Place, receiver: Receiver
) -> None:
    subscription = subscribe(place, address=receiver.address)
    happen(place)
    actions.end(subscription=subscription, now=NOW)
    assert of(subscription).secret_encrypted == ""
    assert run() == 0 and receiver.got == []
    assert Delivery.objects.get().failure == "ended"
    with pytest.raises(ValidationError, match="opgezegd"):
        actions.resume(subscription=subscription, now=NOW)


def test_what_is_no_longer_asked_for_is_not_sent(place: Place, receiver: Receiver) -> None:
    subscription = subscribe(place, address=receiver.address)
    happen(place)
    actions.change(
        subscription=subscription,
        scopes=[],
        name="Zaaksysteem",
        address=receiver.address,
        types=[PUBLISHED.type],
        now=NOW,
    )
    assert run() == 0
    assert not Delivery.objects.waiting().exists()


def test_who_loses_a_scope_or_all_access_hears_nothing_from_that_moment(
    place: Place, elsewhere: Place, receiver: Receiver
) -> None:
    subscription = subscribe(place, address=receiver.address)
    other = subscribe(elsewhere, address=receiver.address)
    happen(place)
    changed = actions.confine(
        municipality_id=place.municipality.pk, client=CLIENT, scopes=["abonnementen.beheren"],
        organisation=None, now=NOW,
    )  # fmt: skip
    assert changed == 1
    assert of(subscription).types == [PUBLISHED.type]
    happen(place)
    assert run() == 0
    told: Any = {"municipality_id": place.municipality.pk, "client": CLIENT, "now": NOW}
    assert actions.confine(scopes=[], organisation=None, **told) == 1
    assert of(subscription).ended_at == NOW
    with inside(elsewhere.municipality.pk):
        assert of(other).types == ALL_TYPES and other.ended_at is None


def test_ending_the_access_of_a_system_ends_its_subscriptions(place: Place, worker: User) -> None:
    access = let_in(
        municipality_id=place.municipality.pk,
        name="Zaaksysteem",
        organisation="Gemeente Voorbeeldstad",
        scopes=[Scope.SUBSCRIPTIONS],
        legal_ground="",
        actor=worker,
        now=NOW,
    )
    subscription = subscribe(place, client=access.client.uuid)
    end_access(access=access, actor=worker, now=NOW)
    assert of(subscription).ended_at == NOW


def test_paused_nothing_is_sent_and_nothing_is_lost(place: Place, receiver: Receiver) -> None:
    subscription = subscribe(place, address=receiver.address)
    actions.pause(subscription=subscription, why=Subscription.Why.BY_HAND, now=NOW)
    ids = [happen(place), happen(place)]
    assert run() == 0
    actions.resume(subscription=subscription, now=NOW + MINUTE)
    assert run(NOW + MINUTE) == 2
    assert receiver.ids == ids


def test_a_replay_sends_again_from_a_moment_with_the_same_ids_in_order(
    place: Place, receiver: Receiver
) -> None:
    subscription = subscribe(place, address=receiver.address)
    ids = [happen(place, SUBJECTS[0], NOW + number * MINUTE) for number in range(4)]
    run(NOW + 9 * MINUTE)
    since = NOW + 2 * MINUTE
    assert actions.foresee_replay(subscription=subscription, since=since) == 2
    assert actions.replay(subscription=subscription, since=since, now=NOW + 10 * MINUTE) == 2
    assert run(NOW + 10 * MINUTE) == 2
    assert receiver.ids == [*ids, *ids[2:]]


def test_a_replay_brings_back_what_was_given_up_and_nothing_from_before_the_subscription(
    place: Place, receiver: Receiver
) -> None:
    first = subscribe(place, address="https://een.ander.example/")
    before = happen(place, now=NOW - MINUTE)
    subscription = subscribe(place, address=receiver.address)
    lost = happen(place)
    actions.give_up(delivery=subscription.deliveries.get(), now=NOW)
    assert run() == 0
    assert actions.replay(subscription=subscription, since=NOW - dt.timedelta(days=9), now=NOW) == 1
    actions.pause(subscription=first, why=Subscription.Why.BY_HAND, now=NOW)
    assert run() == 1
    assert receiver.ids == [lost] and before not in receiver.ids


def test_a_ping_arrives_and_says_that_nothing_happened(place: Place, receiver: Receiver) -> None:
    subscription = subscribe(place, address=receiver.address, confirmed=False)
    assert actions.ping(subscription=subscription, now=NOW) == 0
    assert actions.ping(subscription=subscription, now=NOW + MINUTE / 2) == 31
    assert run() == 1
    (event,) = receiver.got
    assert event["type"] == PING.type and event["subject"] == str(of(subscription).uuid)
    assert "data" not in event and "dataref" not in event


def test_what_ended_is_forgotten_after_thirty_days_and_what_waits_that_long_is_given_up(place: Place) -> None:
    subscription = subscribe(place)
    now = timezone.now()
    month = dt.timedelta(days=30, minutes=1)
    old, waiting = happen(place, now=now - month), happen(place, SUBJECTS[1], now - month)
    recent = happen(place, SUBJECTS[2], now - month + dt.timedelta(days=1))
    Delivery.objects.filter(event__uuid=old).update(delivered_at=now - month)
    assert actions.forget() == 1
    left = {str(event.uuid) for event in Event.objects.all()}
    assert left == {waiting, recent}
    given_up = Delivery.objects.get(event__uuid=waiting)
    assert given_up.failure == "too old" and given_up.given_up_at is not None
    assert Delivery.objects.get(event__uuid=recent).given_up_at is None
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Subscription.objects.filter(pk=subscription.pk)._raw_delete("default")
