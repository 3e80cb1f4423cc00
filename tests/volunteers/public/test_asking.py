"""Asking for help without an account: what is typed stays or is taken in, danger reads 112, a code shows the rest."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client

from centres.actions import announce_closure
from centres.models import Centre
from neighbourhoods.models import Postcode
from tests.cases.screens import words_of
from tests.centres.conftest import make_centre
from tests.conftest import ZONE, Place, stay_inside
from tests.volunteers.conftest import at, days
from tests.volunteers.public.conftest import (
    ASK,
    FOLLOW,
    OPENED,
    SENT,
    asking,
    get,
    send,
    stamp,
    stamp_of,
    told_beside,
    told_first,
)
from volunteers.models import HelpRequest
from wijkzorg.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("postcode")]


def code_on(page: Any) -> str:
    found = re.search(r'class="wz-code">([0-9 ]+)<', page.content.decode())
    assert found is not None
    return found[1].replace(" ", "")


def test_a_neighbour_asks_for_help_and_gets_a_code_to_follow_it(client: Client, place: Place) -> None:
    page = send(client, ASK, asking())
    assert "We zoeken iemand die kan helpen." in words_of(page)
    made = HelpRequest.objects.get()
    assert (made.kind, made.name, made.phone, made.postcode) == (
        "groceries",
        "Mevrouw De Wit",
        "+31612345678",
        "1892 AB",
    )
    assert (made.channel, made.filed_by, made.state) == ("public", None, "open")
    assert made.first_on == dt.date(2026, 11, 26) and not made.on_behalf
    code = code_on(page)
    other = Client()
    followed = send(other, FOLLOW, {"code": f"{code[:4]} {code[4:8]}-{code[8:12]}.{code[12:]}"})
    assert "Boodschappen doen, morgen." in words_of(followed)


def test_the_same_form_sent_again_is_one_request_with_the_same_code(client: Client, place: Place) -> None:
    form = asking()
    codes = {code_on(send(client, ASK, form)) for _twice in range(2)}
    assert HelpRequest.objects.count() == 1 and len(codes) == 1


def test_for_somebody_else_one_says_on_what_ground(client: Client, place: Place) -> None:
    form = asking(who="other", asker_name="De dochter")
    refused = send(client, ASK, form)
    assert refused.status_code == 422 and "Kies of die persoon ervan weet." in words_of(refused)
    assert "De dochter" in refused.content.decode()
    send(client, ASK, form | {"consent": "knows"})
    made = HelpRequest.objects.get()
    assert (made.on_behalf, made.consent, made.asker_name, made.channel) == (
        True,
        "knows",
        "De dochter",
        "neighbour",
    )


def test_who_ticks_danger_reads_112_first_and_then_is_not_put_in_a_queue(
    client: Client, place: Place, coordinator: Any
) -> None:
    form = asking(danger="on", text="Hij is gevallen")
    first = send(client, ASK, form)
    assert first.status_code == 422 and not HelpRequest.objects.exists()
    page = first.content.decode()
    assert "Is er nu gevaar? Bel 112." in words_of(first) and 'href="tel:112"' in page
    assert "Hij is gevallen" in page and 'name="read_112" value="on"' in page
    again = send(client, ASK, form | {"read_112": "on"})
    assert "Bel 112" in words_of(again)
    made = HelpRequest.objects.get()
    assert made.danger and made.urgent
    assert made.clock.filter(reached_at__isnull=False).exists(), "somebody is called at once"


@pytest.mark.parametrize(
    "typed",
    ["0612345678", "06-12345678", "06 1234 5678", "+31 6 12345678", "0031612345678", "+31 (0)6 12 34 56 78"],
)
def test_a_telephone_number_in_six_notations_is_one_number(client: Client, place: Place, typed: str) -> None:
    send(client, ASK, asking(phone=typed))
    assert HelpRequest.objects.get().phone == "+31612345678"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"phone": "bel maar"}, "Dit is geen telefoonnummer"),
        ({"phone": ""}, "Vul een telefoonnummer in."),
        ({"postcode": "9999 ZZ"}, "Deze postcode ligt niet in Voorbeeldstad."),
        ({"postcode": "hier"}, "Een postcode is zoiets als 1234 AB."),
        ({"first_on": "2026-11-24"}, "Deze dag is voorbij."),
        ({"first_on": "gisteren"}, "Vul een dag in"),
        ({"name": ""}, "Vul de naam in."),
        ({"kind": "goud"}, "Kies wat voor hulp."),
        ({"email": "geen adres"}, "Dit is geen e-mailadres."),
        ({"text": "x" * 1001}, "Dit is te lang"),
        ({"website": "https://koop.example"}, "Dit vak is voor robots."),
        ({"stamp": "verzonnen"}, "te lang open"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    client: Client, place: Place, changed: dict[str, Any], fault: str
) -> None:
    answer = send(client, ASK, asking(text="Dit typte ik") | changed)
    assert answer.status_code == 422 and fault in words_of(answer)
    if "text" not in changed:
        assert "Dit typte ik" in answer.content.decode()
    assert not HelpRequest.objects.exists()


def test_all_faults_are_told_at_once(client: Client, place: Place) -> None:
    answer = send(client, ASK, asking(kind="", name="", phone="", first_on="", postcode=""))
    words = words_of(answer)
    for fault in ("Kies wat voor hulp.", "Vul de naam in.", "Kies een dag.", "Vul de postcode in."):
        assert words.count(fault) == 2  # above the form and at its field


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "nl",
            {
                "kind": "Kies wat voor hulp.",
                "first_on": "Deze dag is voorbij. Kies vandaag of een dag die nog komt.",
                "postcode": "Deze postcode ligt niet in Voorbeeldstad.",
                "house_number": "Een huisnummer is zoiets als 12 of 12-b.",
                "consent": "Kies of die persoon ervan weet.",
                "phone": "Dit is geen telefoonnummer, zoals 06 1234 5678.",
                "email": "Dit is geen e-mailadres. Kijk of het klopt.",
            },
        ),
        (
            "en",
            {
                "kind": "Choose what kind of help.",
                "first_on": "This day is over. Choose today or a later day.",
                "postcode": "This postcode is not in Voorbeeldstad.",
                "house_number": "A house number looks like 12 or 12-b.",
                "consent": "Choose if that person knows.",
                "phone": "This is not a telephone number, such as 06 1234 5678.",
                "email": "This is not an e-mail address. Check if it is right.",
            },
        ),
    ],
)
def test_what_only_we_can_know_to_be_wrong_is_told_together_with_what_was_not_filled_in(
    client: Client, place: Place, language: str, said: dict[str, str]
) -> None:
    typed = {
        "text": "Ik woon op drie hoog",
        "first_on": "2026-11-24",
        "name": "Mevrouw Bakker",
        "street": "Molenweg",
        "house_number": "achterom",
        "postcode": "9999 ZZ",
        "asker_name": "De dochter",
        "phone": "bel maar aan",
        "email": "geen adres",
    }
    answer = send(client, f"{ASK}?taal={language}", asking(kind="", who="other", day_part="evening", **typed))
    page, words = answer.content.decode(), words_of(answer)
    assert answer.status_code == 422 and not HelpRequest.objects.exists()
    for name, fault in said.items():
        assert words.count(fault) == 2, f"above the form and beside {name}"
        assert re.search(rf'id="id_{name}_fout">.*?{re.escape(fault)}', page), name
    assert set(told_beside(page)) == set(said), "and of nothing else is said that it is wrong"
    assert told_first(page) == told_beside(page), "in the order of the page"
    for value in typed.values():
        assert f'value="{value}"' in page or f"{value}</textarea>" in page, value
    assert 'value="evening" selected' in page and 'value="other" checked' in page


def test_who_ticks_danger_with_faults_reads_112_with_them_and_not_once_more(
    client: Client, place: Place
) -> None:
    first = send(client, ASK, asking(danger="on", phone="bel maar"))
    assert "Is er nu gevaar? Bel 112." in words_of(first) and "Dit is geen telefoonnummer" in words_of(first)
    assert 'name="read_112" value="on"' in first.content.decode()
    send(client, ASK, asking(danger="on", read_112="on"))
    assert HelpRequest.objects.get().danger


def test_a_correction_does_not_count_against_who_may_send_only_so_often(client: Client, place: Place) -> None:
    for _often in range(15):
        assert send(client, ASK, asking(postcode="9999 ZZ")).status_code == 422
    assert "We zoeken iemand" in words_of(send(client, ASK, asking()))


def test_a_form_that_is_sent_again_after_midnight_is_still_the_same_request(
    client: Client, place: Place
) -> None:
    evening = dt.datetime(2026, 11, 25, 23, 50, tzinfo=ZONE)
    form = asking(stamp=stamp(evening), first_on="2026-11-25", day_part="any")
    codes = [code_on(send(client, ASK, form, evening + dt.timedelta(minutes=late))) for late in (5, 15)]
    assert codes[0] == codes[1] and HelpRequest.objects.count() == 1


def test_a_robot_that_posts_five_hundred_times_is_held_off_and_a_person_reads_why(
    client: Client, place: Place
) -> None:
    codes = []
    for _number in range(500):
        form = asking()
        with time_machine.travel(SENT, tick=False):
            codes.append(client.post(ASK, form).status_code)
    assert HelpRequest.objects.count() == 10 and codes.count(302) == 10 and codes.count(429) == 490
    answer = send(client, ASK, asking(text="Dit typte ik"))
    assert answer.status_code == 429 and answer["Retry-After"]
    assert "Dit is nog niet verstuurd" in words_of(answer) and "Dit typte ik" in answer.content.decode()
    other = Client(REMOTE_ADDR="203.0.113.9")
    assert "We zoeken iemand" in words_of(send(other, ASK, asking()))


def test_a_form_that_lay_open_for_two_days_is_sent_with_its_new_stamp(client: Client, place: Place) -> None:
    answer = send(client, ASK, asking(stamp=stamp(OPENED - dt.timedelta(days=2))))
    assert answer.status_code == 422
    again = send(client, ASK, asking(stamp=stamp_of(answer)), now=SENT + dt.timedelta(seconds=10))
    assert "We zoeken iemand" in words_of(again)


def test_every_week_is_a_series_on_the_weekday_of_its_first_day(client: Client, place: Place) -> None:
    send(client, ASK, asking(repeat="two_weekly"))
    assert HelpRequest.objects.get().rrule == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"


def test_without_a_list_of_postcodes_the_neighbourhood_is_asked(
    client: Client, place: Place, postcode: Postcode
) -> None:
    postcode.delete()
    page = get(client, ASK)
    assert "In welke buurt?" in words_of(page)
    refused = send(client, ASK, asking(neighbourhood="", postcode="", phone="bel maar"))
    assert told_beside(refused.content.decode()) == ["neighbourhood", "phone"]
    send(client, ASK, asking(neighbourhood=place.neighbourhood.pk, postcode=""))
    assert HelpRequest.objects.get().neighbourhood == place.neighbourhood


def test_somebody_withdraws_their_request_by_its_code(client: Client, place: Place) -> None:
    code = code_on(send(client, ASK, asking()))
    page = send(client, f"{FOLLOW}{code}/intrekken/", {})
    assert "Deze vraag is ingetrokken." in words_of(page)
    assert HelpRequest.objects.get().state == "withdrawn"
    assert "niet meer nodig" not in words_of(page)
    assert "Deze vraag is ingetrokken." in words_of(send(client, f"{FOLLOW}{code}/intrekken/", {}))


@pytest.mark.parametrize("code", ["0000000000000000", "1234", "abcdefghijklmnop", "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦"])
def test_a_code_that_is_nobodys_shows_nothing(client: Client, place: Place, code: str) -> None:
    send(client, ASK, asking())
    assert get(client, f"{FOLLOW}{code}/").status_code == 404
    assert client.post(f"{FOLLOW}{code}/intrekken/").status_code == 404
    answer = send(client, FOLLOW, {"code": code})
    assert answer.status_code == 422 and "De Wit" not in answer.content.decode()


def test_a_code_of_one_municipality_opens_nothing_at_another(
    client: Client, place: Place, elsewhere: Place
) -> None:
    code = code_on(send(client, ASK, asking()))
    assert get(client, f"/hulp/GM9998/volgen/{code}/").status_code == 404


def test_who_tries_codes_is_held_up(client: Client, place: Place) -> None:
    answers = [get(client, f"{FOLLOW}{number:016}/").status_code for number in range(70)]
    assert answers.count(404) == 60 and answers.count(429) == 10


def test_a_letter_leads_to_a_page_that_finds_the_request_wherever_it_is(client: Client, place: Place) -> None:
    code = code_on(send(client, ASK, asking()))
    stay_inside(None)
    found = send(client, "/hulp/volgen/", {"code": code})
    assert "Boodschappen doen, morgen." in words_of(found)
    assert found.redirect_chain[0][0] == f"{FOLLOW}{code}/"
    unknown = send(client, "/hulp/volgen/", {"code": "0" * 16})
    assert unknown.status_code == 422 and "Deze code kennen we niet." in words_of(unknown)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_who_cannot_wait_is_never_sent_to_a_number_for_something_else(
    client: Client, place: Place, language: str
) -> None:
    query = f"?taal={language}"
    code = code_on(send(client, ASK, asking()))
    pages = [FOLLOW, f"{FOLLOW}{code}/", "/wijk/WK999900/", "/gemeente/GM9999/"]
    municipal = {
        "nl": "Bel dan uw gemeente: 14 en dan het netnummer.",
        "en": "call your municipality: 14, and",
    }
    for address in pages:
        said = words_of(get(client, address + query))
        assert municipal[language] in said and "Veilig Thuis" not in said and "0800 2000" not in said, address
    linde = make_centre(place, "De Linde", phone="0999 - 12 01 01")
    caches["tenant"].clear()
    for address in pages:
        said = re.sub(r" (?=[.,:])", "", words_of(get(client, address + query)))
        assert "De Linde: 0999 - 12 01 01" in said, address
    Centre.objects.filter(pk=linde.pk).update(last_day=OPENED.date() - dt.timedelta(days=1))
    assert municipal[language] in words_of(get(client, FOLLOW + query)), "that house is there no longer"
    found = words_of(get(client, "/hulp/volgen/" + query))
    assert "Voorbeeldstad" in found and "0800" not in found, "of which municipality, nobody knows yet"


def test_all_doors_are_shut_and_the_forms_work_by_night(
    client: Client, place: Place, linde: Centre, decider: User
) -> None:
    night = dt.datetime(2026, 11, 25, 23, tzinfo=ZONE)
    announce_closure(
        actor=decider,
        centre=linde,
        starts_at=OPENED,
        ends_at=OPENED + dt.timedelta(days=30),
        reason="Er is lekkage.",
        decided_by="de beheerder",
        instead=None,
        instead_elsewhere="De bibliotheek, Grote Markt 1.",
        now=OPENED,
    )
    page = get(client, "/wijk/WK999900/", night)
    said = words_of(page)
    assert "Er is nu geen deur open" in said and "De bibliotheek, Grote Markt 1." in said
    assert "Dit kan dag en nacht." in said and ASK in page.content.decode()
    sent = send(client, ASK, asking(stamp=stamp(night)), night + dt.timedelta(minutes=2))
    assert "We zoeken iemand die kan helpen." in words_of(sent)
    assert HelpRequest.objects.get().state == "open"


def test_the_page_of_a_request_names_nobody_to_who_has_the_code(client: Client, place: Place) -> None:
    words = words_of(send(client, ASK, asking(email="wit@voorbeeld.example")))
    for secret in ("De Wit", "1892", "0612", "wit@", "De lift is stuk"):
        assert secret not in words


def test_the_wrong_method_is_not_allowed(client: Client, place: Place) -> None:
    assert client.put(ASK).status_code == 405
    assert client.get(f"{FOLLOW}0000000000000000/intrekken/").status_code == 405
    assert client.get("/hulp/GM0000/vragen/").status_code == 404


@pytest.mark.parametrize(("hour", "answer"), [(11, 200), (12, 422)])
def test_a_part_of_today_that_is_over_is_no_moment_to_ask_for(
    client: Client, place: Place, hour: int, answer: int
) -> None:
    today = days(0).isoformat()
    sent = send(client, ASK, asking(first_on=today), at(days(0), hour))
    assert sent.status_code == answer
    assert answer == 200 or "Dit deel van de dag is voorbij." in words_of(sent)
