"""Every page of the dashboard put together, for the screen and for what is taken along."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Decision
from dashboard import comparing, mapped, overview, salami, within, words
from dashboard.choosing import MOST_OPTIONS, AreaForm, CompareForm, FigureForm, OverviewForm, ViewForm
from dashboard.places import BUURT, WIJK, Area, Areas
from dashboard.policies import PolicyMark, policies
from dashboard.reading import EditionMark, Figures, Reader, editions
from dashboard.saying import Part, Speaker, Table, text
from municipalities.definitions import DEFINITIONS, OF_DECISIONS, TOPICS
from wijkzorg.accounts.middleware import Desk

_TABS = {
    "overzicht": ("figures", gettext_lazy("Overzicht")),
    "kaart": ("figures-map", gettext_lazy("Kaart")),
    "vergelijken": ("figures-compare", gettext_lazy("Vergelijken")),
    "plakjes": ("figures-salami", gettext_lazy("Plakjes")),
    "uitleg": ("figures-words", gettext_lazy("Uitleg")),
}
_AREA_IN = {
    "overzicht": "gebied",
    "kaart": "gebied",
    "vergelijken": "naast",
    "plakjes": "gebied",
}  # the name of its field


@dataclass(frozen=True, slots=True)
class Picker:
    """From which areas somebody may choose: groups of a list, what a search found, and the way to where one is."""

    groups: Sequence[tuple[str, Sequence[tuple[Area, bool]]]]
    is_searched: bool
    sought: str
    found: Sequence[tuple[Area, str]]
    path: Sequence[tuple[Area, str]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: what its template shows, and what is exported of it; without an edition there is nothing yet."""

    key: str
    title: str
    about: str
    form: ViewForm
    edition: EditionMark | None
    policies: Sequence[PolicyMark]
    context: dict[str, Any] = field(default_factory=dict)
    parts: Callable[[], Sequence[Part]] = tuple

    @property
    def is_newest(self) -> bool:
        """Whether the newest edition is shown."""
        return self.edition is next(iter(self.form.editions.values()), None)

    @property
    def tabs(self) -> list[tuple[str, str, bool]]:
        """The pages of the dashboard about the same area and edition: address, title, whether it is this one."""
        area = self.form.area
        code = "" if area is self.form.areas.top else area.code
        edition = self.form.asked("editie") if "editie" not in self.form.errors else ""
        made = []
        for key, (name, title) in _TABS.items():
            query = urlencode(
                [
                    (of, value)
                    for of, value in ((_AREA_IN.get(key, ""), code), ("editie", edition))
                    if of and value
                ]
            )
            made.append((f"{reverse(name)}{'?' if query else ''}{query}", str(title), key == self.key))
        return made

    @property
    def of_edition(self) -> str:
        """What an address of another page needs to stay in this edition; the newest is there by itself."""
        return "" if self.edition is None or self.is_newest else f"&editie={self.edition.number}"

    @property
    def newest(self) -> str:
        """The query of the same page about the newest figures."""
        return self.form.query(editie=None)

    @property
    def query(self) -> str:
        """The query of the page, in its one order."""
        return self.form.query()

    @property
    def status(self) -> int:
        """The status with which it is answered."""
        return 422 if self.form.errors else 200


def build(key: str, desk: Desk, query: QueryDict) -> Page:
    """Put one of the pages (KEYS) together."""
    make = _PAGES[key]
    assert desk.municipality is not None, "nobody comes here without a municipality"
    return make(
        _Ground(desk, Areas(desk.municipality), editions(desk, desk.municipality), policies(desk)), query
    )


@dataclass(frozen=True, slots=True)
class _Ground:
    """What every page stands on: read once."""

    desk: Desk
    areas: Areas
    editions: Sequence[EditionMark]
    policies: Sequence[PolicyMark]

    def reader(self, edition: EditionMark) -> Reader:
        return Reader(self.desk, self.editions, edition)


def _overview(ground: _Ground, query: QueryDict) -> Page:
    form = OverviewForm(query, areas=ground.areas, editions=ground.editions)
    title = _("Cijfers van %(area)s") % {"area": form.area.title}
    if form.edition is None:
        return _page("overzicht", title, form, ground)
    reader = ground.reader(form.edition)
    made = overview.make(form, reader, _decisions(ground), ground.policies)
    below = within.make(form, reader, made.speaker)
    context: dict[str, Any] = {
        "overview": made,
        "within": below,
        "picker": _picker(form),
        "weeks": overview.weeks_back(form),
    }
    context["kept"] = _kept(form, "niveau", "volgorde")
    context["salami_query"] = form.query(weken=None, niveau=None, volgorde=None, blad=None, zoek=None)
    return _page(
        "overzicht",
        title,
        form,
        ground,
        context,
        lambda: [*made.parts(), *([below.part()] if below else [])],
    )


def _map(ground: _Ground, query: QueryDict) -> Page:
    form = FigureForm(query, areas=ground.areas, editions=ground.editions)
    title = _("Kaart van %(area)s") % {"area": form.area.title}
    if form.edition is None:
        return _page("kaart", title, form, ground)
    made = mapped.make(form, ground.reader(form.edition), Speaker(Figures(()), ground.policies))
    context = {"map": made, "picker": _picker(form)}
    return _page("kaart", title, form, ground, context, made.parts if made else tuple)


def _compare(ground: _Ground, query: QueryDict) -> Page:
    form = CompareForm(query, areas=ground.areas, editions=ground.editions)
    title = _("Vergelijken")
    if form.edition is None:
        return _page("vergelijken", title, form, ground)
    made = comparing.make(form, ground.reader(form.edition), ground.policies)
    found = [(area, "") for area in form.areas.find(form.got("zoek", ""))] if form.got("zoek") else []
    context = {"comparison": made, "is_searched": len(ground.areas) > MOST_OPTIONS, "found": found}
    return _page("vergelijken", title, form, ground, context, made.parts)


def _salami(ground: _Ground, query: QueryDict) -> Page:
    form = OverviewForm(query, areas=ground.areas, editions=ground.editions)
    title = _("Plakjes: %(area)s") % {"area": form.area.title}
    if form.edition is None:
        return _page("plakjes", title, form, ground)
    made = salami.make(form, ground.reader(form.edition), ground.policies)
    return _page(
        "plakjes",
        title,
        form,
        ground,
        {
            "salami": made,
            "picker": _picker(form),
            "kept": _kept(form, "niveau"),
            "weeks": salami.weeks_back(form),
        },
        made.parts,
    )


def _words(ground: _Ground, query: QueryDict) -> Page:
    form = ViewForm(query, areas=ground.areas, editions=ground.editions)
    topics = [
        (title, [one for one in DEFINITIONS.values() if one.topic == topic])
        for topic, title in TOPICS.items()
    ]
    return _page(
        "uitleg",
        _("Uitleg van de cijfers"),
        form,
        ground,
        {"topics": topics},
        lambda: [_editions_part(ground)],
    )


_PAGES: dict[str, Callable[[_Ground, QueryDict], Page]] = {
    "overzicht": _overview,
    "kaart": _map,
    "vergelijken": _compare,
    "plakjes": _salami,
    "uitleg": _words,
}
KEYS = frozenset(_PAGES)


def _page(
    key: str,
    title: str,
    form: ViewForm,
    ground: _Ground,
    context: dict[str, Any] | None = None,
    parts: Callable[[], Sequence[Part]] = tuple,
) -> Page:
    about = ground.areas.top.name
    if isinstance(form, AreaForm) and form.area is not ground.areas.top:
        within = [area.name for area in ground.areas.path(form.area)[:-1]]
        about = f"{words.capital(form.area.kind)} {_('in')} {', '.join(reversed(within))}"
    return Page(key, title, about, form, form.edition, ground.policies, context or {}, parts)


def _decisions(ground: _Ground) -> dict[tuple[str, str], str]:
    """Return how the decisions are called, beside which their figures stand."""
    assert ground.desk.municipality is not None
    rows = Decision.objects.filter(municipality=ground.desk.municipality).values_list(
        "pk", "title", "decided_on"
    )
    return {(code, str(pk)): f"{title}, {words.day(on)}" for pk, title, on in rows for code in OF_DECISIONS}


def _picker(form: AreaForm) -> Picker:
    areas, area = form.areas, form.area
    wijken, buurten = areas.of(WIJK), areas.of(BUURT)
    if len(areas) > MOST_OPTIONS:
        own = areas.path(area)[1] if area is not areas.top else areas.top
        wijken = wijken if len(wijken) <= MOST_OPTIONS else [own] if own is not areas.top else []
        buurten = areas.of(BUURT, own) if own is not areas.top else []
        buurten = buurten if len(buurten) <= MOST_OPTIONS else [area] if area.level == BUURT else []
    groups = [(_("Gemeente"), [areas.top]), (_("Wijken"), wijken), (_("Buurten"), buurten)]
    return Picker(
        groups=[(label, [(one, one == area) for one in options]) for label, options in groups if options],
        is_searched=len(areas) > MOST_OPTIONS,
        sought=form.asked("zoek"),
        found=[
            (one, form.query(gebied=one.code, zoek=None, blad=None))
            for one in areas.find(form.got("zoek", ""))
        ],
        path=[
            (one, form.query(gebied=one.code if one is not areas.top else None, zoek=None, blad=None))
            for one in areas.path(area)[:-1]
        ],
    )


def _kept(form: ViewForm, *names: str) -> list[tuple[str, str]]:
    """Return what a form of the page takes along without showing it."""
    return [(name, form.asked(name)) for name in names if form.asked(name) and name not in form.errors]


def _editions_part(ground: _Ground) -> Part:
    heads = [words.heading_edition(), _("Gepubliceerd op"), _("Cijfers tot"), _("Wat er verbeterd is")]
    rows = [
        (
            str(mark.number),
            [text(words.day(mark.on)), text(words.day(mark.through)), text(mark.corrected or "–")],
        )
        for mark in ground.editions
    ]
    return Part(_("Edities"), (), [Table(_("Edities"), heads, rows)], tuple(DEFINITIONS))
