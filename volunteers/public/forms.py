"""The forms that anybody may send: ask for help, offer it, follow a request. What may be done, the actions say."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from neighbourhoods.models import Neighbourhood
from reports.forms import neighbourhood_field
from volunteers import recurrence
from volunteers.asked import CODE_DIGITS, Asked, Whom, columns
from volunteers.models import Consent, DayPart, Kind, Language
from wijkzorg.shell.form_fields import DayField
from wijkzorg.shell.guarded_forms import GuardedForm, follow, make_stamp
from wijkzorg.tenancy.models import Municipality

TEXT_LENGTH = 1000
_TOO_LONG = _("Dit is te lang: hoogstens %(limit_value)d tekens, het zijn er %(show_value)d.")
_DATES = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"]
ME, OTHER = "me", "other"
# As people say them on a public page; the names of the choices themselves are for who works here.
KINDS = {
    Kind.GROCERIES: _("Boodschappen doen"),
    Kind.COMPANY: _("Iemand die langskomt"),
    Kind.CARDS: _("Samen kaarten of een spel"),
    Kind.DOG: _("De hond uitlaten"),
    Kind.DISTRESS: _("Praten als het moeilijk is"),
    Kind.OTHER: _("Iets anders"),
}
GROUNDS = {
    Consent.KNOWS: _("Die persoon weet ervan en vindt het goed"),
    Consent.REPRESENTATIVE: _("Ik regel de zaken voor die persoon"),
    Consent.UNABLE: _("Die persoon kan het zelf niet zeggen"),
}
ONCE, WEEKLY, TWO_WEEKLY = "once", "weekly", "two_weekly"
REPEATS = {ONCE: _("Eén keer"), WEEKLY: _("Elke week"), TWO_WEEKLY: _("Elke twee weken")}


def line(label: Any, most: int, required: Any = "", **more: Any) -> forms.CharField:
    """Make a field of one line."""
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=most,
        error_messages={"required": required, "max_length": _TOO_LONG},
        **more,
    )


def choice(
    label: Any, choices: Any, fault: Any, *, radio: bool = True, required: bool = True
) -> forms.ChoiceField:
    """Make a choice of one."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=required,
        widget=forms.RadioSelect if radio else forms.Select,
        error_messages={"required": fault, "invalid_choice": fault},
    )


def email_field(label: Any, required: Any = "") -> forms.EmailField:
    """Make a field for an e-mail address."""
    return forms.EmailField(
        label=label,
        required=bool(required),
        max_length=254,
        error_messages={
            "required": required,
            "invalid": _("Dit is geen e-mailadres. Kijk of het klopt."),
            "max_length": _TOO_LONG,
        },
    )


class AskFields(forms.Form):
    """What every request for help says; the subclasses put it in the words of who fills it in."""

    kind = choice(_("Wat voor hulp?"), list(KINDS.items()), _("Kies wat voor hulp."))
    text = forms.CharField(
        label=_("Vertel er iets bij"),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _TOO_LONG},
    )
    first_on = DayField(
        label=_("Welke dag?"),
        input_formats=_DATES,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Kies een dag."),
            "invalid": _("Vul een dag in, zoals 31-12-2026."),
        },
    )
    day_part = choice(_("Wanneer op die dag?"), list(DayPart.choices), _("Kies wanneer."), radio=False)
    repeat = choice(_("Hoe vaak?"), list(REPEATS.items()), _("Kies hoe vaak."))
    urgent = forms.BooleanField(label=_("Het kan niet wachten"), required=False)
    no_network = forms.BooleanField(label=_("Er is niemand anders die kan helpen"), required=False)
    danger = forms.BooleanField(label=_("Er is nu gevaar"), required=False)
    language = choice(
        _("Welke taal spreekt u het liefst?"),
        [("", _("Nederlands")), *[pair for pair in Language.choices if pair[0] != Language.NL]],
        _("Kies een taal."),
        radio=False,
        required=False,
    )
    name = line(_("Naam"), 200, _("Vul de naam in."))
    phone = line(_("Telefoonnummer"), 40)
    email = email_field(_("E-mailadres"))
    street = line(_("Straat"), 200)
    house_number = line(_("Huisnummer"), 20)
    postcode = line(_("Postcode"), 10)
    asker_name = line(_("Uw eigen naam"), 200)
    consent = choice(
        _("Weet die persoon ervan?"), list(GROUNDS.items()), _("Kies één van de drie."), required=False
    )

    # As it stands on the page: what is wrong is told in that order.
    field_order = [
        *("who", "kind", "text", "danger", "first_on", "day_part", "repeat", "urgent", "no_network"),
        *("name", "postcode", "neighbourhood", "street", "house_number", "language"),
        *("asker_name", "consent", "phone", "email"),
    ]

    def follow_rules(self, municipality: Municipality, now: dt.datetime) -> None:
        """Put beside its field what only the rules of a request know, so that all that is wrong is told at once.

        Of a field that is wrong by itself, something that is never wrong takes the place.
        """

        def rules() -> None:
            whom = self.whom
            if "neighbourhood" in self.errors:
                among = Neighbourhood.objects.current().filter(municipality=municipality)
                whom = replace(whom, neighbourhood=among.first())
            columns(municipality, self._asked(municipality.day_of(now)), whom, now)

        follow(self, rules)

    @property
    def on_behalf(self) -> bool:
        """Whether it is asked for somebody else."""
        return bool(self.cleaned_data.get("who") == OTHER)

    @property
    def asked(self) -> Asked:
        """What is asked, for the action."""
        return self._asked(self.cleaned_data["first_on"])

    def _asked(self, else_on: dt.date) -> Asked:
        data = self.cleaned_data
        first_on = data.get("first_on", else_on)
        return Asked(
            kind=Kind(data.get("kind", Kind.OTHER)),
            text=data.get("text", ""),
            first_on=first_on,
            day_part=DayPart(data.get("day_part", DayPart.ANY)),
            rrule=_rule(data.get("repeat", ONCE), first_on),
            urgent=data["urgent"],
            danger=data["danger"],
            no_network=data["no_network"],
            language=data.get("language", ""),
        )

    @property
    def whom(self) -> Whom:
        """For whom it is, for the action."""
        data = self.cleaned_data
        return Whom(
            name=data.get("name", ""),
            street=data.get("street", ""),
            house_number=data.get("house_number", ""),
            postcode=data.get("postcode", ""),
            neighbourhood=data.get("neighbourhood"),
            phone=data.get("phone", ""),
            email=data.get("email", ""),
            on_behalf=self.on_behalf,
            asker_name=data.get("asker_name", ""),
            consent=data.get("consent", ""),
        )


def _rule(repeat: str, day: dt.date) -> str:
    """Return how often, as a series is kept: on the weekday of its first day."""
    if repeat == ONCE:
        return ""
    return recurrence.weekly(interval=2 if repeat == TWO_WEEKLY else 1, weekdays=(day.weekday(),))


class AskForm(GuardedForm, AskFields):
    """Ask for help without an account."""

    who = choice(
        _("Voor wie is de hulp?"),
        [(ME, _("Voor mij")), (OTHER, _("Voor iemand anders"))],
        _("Kies voor wie."),
    )

    def __init__(
        self, data: Any = None, *, among: QuerySet[Neighbourhood], by_postcode: bool, today: dt.date
    ) -> None:
        start = {"stamp": make_stamp(), "first_on": today, "repeat": ONCE, "day_part": DayPart.ANY, "who": ME}
        super().__init__(data, initial=start)
        self.fields["phone"].required = True
        self.fields["phone"].error_messages["required"] = _(
            "Vul een telefoonnummer in. Dan kunnen we bellen."
        )
        if by_postcode:
            self.fields["postcode"].required = True
            self.fields["postcode"].error_messages["required"] = _("Vul de postcode in.")
        else:
            self.fields["neighbourhood"] = neighbourhood_field(
                among, _("In welke buurt?"), _("Kies de buurt.")
            )
            self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Ask on what ground somebody asks for another."""
        cleaned = super().clean()
        if cleaned.get("who") == OTHER and not cleaned.get("consent") and "consent" not in self.errors:
            self.add_error("consent", _("Kies of die persoon ervan weet."))
        return cleaned


class FollowForm(forms.Form):
    """The code of a request."""

    UNKNOWN = _("Deze code kennen we niet. Kijk of alle cijfers kloppen.")

    code = line(_("De code van uw vraag"), 40, _("Vul de code in. Die heeft 16 cijfers."))

    def clean_code(self) -> str:
        """Return the digits of the code, however they were grouped."""
        digits = "".join(sign for sign in self.cleaned_data["code"] if sign.isdigit())
        if len(digits) != CODE_DIGITS:
            raise forms.ValidationError(_("Deze code klopt niet. Zij heeft 16 cijfers."))
        return digits
