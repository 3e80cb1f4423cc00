"""Nothing goes to an address that did not agree, and nothing goes unsigned: who hears, and how ours is known."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.conftest import Place
from tests.events.making import NOW, subscribe
from tests.events.receivers import SECRET, Receiver
from tests.events.test_delivering import MINUTE, happen, of, run
from wijkzorg import encryption
from wijkzorg.events import actions, delivering
from wijkzorg.events.kinds import KINDS, OPENED
from wijkzorg.events.models import Subscription

pytestmark = pytest.mark.django_db


def test_nothing_is_sent_before_the_receiver_agrees(place: Place, receiver: Receiver) -> None:
    subscription = subscribe(place, address=receiver.address, confirmed=False)
    receiver.agrees = ""
    assert run() == 0
    assert (of(subscription).confirmed_at, subscription.failure) == (None, "no_consent")
    receiver.agrees = "iemand.anders.example"
    assert run(NOW + MINUTE) == 0
    happen(place)
    receiver.agrees = "localhost"
    now = of(subscription).next_at
    assert run(now) == 0
    assert of(subscription).confirmed_at == now and not subscription.to_confirm
    ours = happen(place, now=now)
    assert run(now) == 1
    assert receiver.ids == [ours], "what happened before it agreed is not for it"
    assert receiver.asked == 3


def test_another_address_must_agree_anew_and_gets_what_happened_meanwhile(
    place: Place, receiver: Receiver
) -> None:
    subscription = subscribe(place, address="http://localhost:1/weg")
    first = happen(place)
    actions.change(
        subscription=subscription,
        scopes=KINDS[OPENED.type].scopes,
        name="Ander",
        address=receiver.address,
        types=[OPENED.type],
        now=NOW,
    )
    second = happen(place)
    assert run() == 2
    assert receiver.asked == 1 and receiver.ids == [first, second]


def test_who_never_agrees_is_left_alone_after_two_days(place: Place, receiver: Receiver) -> None:
    receiver.agrees = ""
    subscription, now = subscribe(place, address=receiver.address, confirmed=False), NOW
    while of(subscription).paused_at is None:
        assert run(now) == 0
        now = max(now, of(subscription).next_at)
    assert receiver.asked == len(delivering.PAUSES) + 1
    assert subscription.paused_why == "failing"


# --- Secrets --------------------------------------------------------------------------------------


def test_both_secrets_sign_for_two_days_after_a_change(place: Place, receiver: Receiver) -> None:
    subscription = subscribe(place, address=receiver.address)
    subscription, secret = actions.renew_secret(subscription=subscription, now=NOW)
    assert secret != SECRET and secret not in subscription.secret_encrypted
    for expected in (SECRET, secret):
        happen(place)
        receiver.secret = expected
        assert run() == 1
    happen(place)
    last = NOW + actions.BOTH_SECRETS
    receiver.secret = SECRET
    assert run(last) == 0, "the former one is over"
    receiver.secret = secret
    assert run(last + MINUTE) == 1


def test_a_secret_that_no_key_opens_sends_nothing_and_says_so(
    place: Place, receiver: Receiver, settings: Settings
) -> None:
    subscription = subscribe(place, address=receiver.address)
    happen(place)
    settings.WIJKZORG_FIELD_KEYS = ["MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="]
    assert run() == 0
    assert of(subscription).failure == "secret"


def test_secrets_are_written_anew_under_the_newest_key(
    place: Place, receiver: Receiver, settings: Settings
) -> None:
    subscribe(place, address=receiver.address)
    newest = "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="
    settings.WIJKZORG_FIELD_KEYS = [newest, *settings.WIJKZORG_FIELD_KEYS]
    assert actions.renew_secrets() == 1
    settings.WIJKZORG_FIELD_KEYS = [newest]
    happen(place)
    assert run() == 1
    assert encryption.decrypt(Subscription.objects.get().secret_encrypted) == SECRET
