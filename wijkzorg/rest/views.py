"""What every resource does: who asks, of which municipality, how often, what is wrong, the wall, the log."""

from __future__ import annotations

import time
from collections.abc import Collection as Several
from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from wijkzorg import logs
from wijkzorg.audit import asker
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action, Result
from wijkzorg.clients.door import Caller, Place
from wijkzorg.clients.known import role_of
from wijkzorg.clients.scopes import Scope
from wijkzorg.rest import bodies, limits, problems
from wijkzorg.rest.authentication import end_user, insufficient
from wijkzorg.rest.fields import Question, Shape
from wijkzorg.rest.operations import Operation
from wijkzorg.rest.problems import Fault, Invalid
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

_SAFE = frozenset({"GET", "HEAD"})


class Resource(APIView):
    """One address of the API. Its methods run inside the wall of one municipality, in one transaction."""

    # As the log calls it, and the scope that each method needs, or all that it needs.
    name: ClassVar[str]
    scope: ClassVar[Scope]
    scopes: ClassVar[dict[str, Scope | tuple[Scope, ...]]] = {}
    # What reading here is to the log, where it is more than opening a page.
    reading: ClassVar[Action] = Action.OPEN
    question: ClassVar[type[Question]] = Question
    operations: ClassVar[dict[str, Operation]] = {}

    caller: Caller
    place: Place
    asked: dict[str, Any]
    _left: limits.Left | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, whatever happens: an error takes back all that was written, and is logged after that."""
        self.args, self.kwargs = args, kwargs
        self.request = self.initialize_request(request, *args, **kwargs)
        self.headers = self.default_response_headers
        self._persons: dict[str, Any] = {}
        self._places: tuple[Place, ...] = ()
        response: HttpResponseBase
        try:
            if request.method == "OPTIONS":
                return self.finalize_response(self.request, self._methods())
            if request.method not in self.allowed_methods:
                self.http_method_not_allowed(self.request)
            self._let_in()
            with inside(self.place.municipality_id):
                response = getattr(self, str(request.method).lower())(self.request, *args, **kwargs)
                self._log(Result.DONE, self.place)
        except Exception as wrong:
            response = self.handle_exception(wrong)
            self._log_refusal(response)
        return self.finalize_response(self.request, response)

    @cached_property
    def said(self) -> Any:
        """What the body says, whatever that is; raises Fault (415) and Invalid."""
        return bodies.read(self.request)

    def body(self, shape: type[Shape], *, also: Sequence[dict[str, str]] = (), **told: Any) -> dict[str, Any]:
        """Return the body as a shape has it; raises Fault (415) and Invalid with all that is wrong.

        `also` is what is wrong elsewhere, in a header: it is said with the rest.
        """
        said = shape(data=self.said, **told)
        if not said.is_valid() or also:
            raise Invalid([*also, *problems.errors_of(said.errors, "body")])
        valid: dict[str, Any] = said.validated_data
        return valid

    def saw(self, *, residents: Several[int] = (), cases: Several[int] = (), object_id: object = "") -> None:
        """Tell whom this answer is about: the line in the log names them (NEN 7513)."""
        self._persons = {"resident_ids": sorted(set(residents)), "case_ids": sorted(set(cases))}
        if object_id:
            self._persons["object_id"] = str(object_id)

    @cached_property
    def municipality(self) -> Municipality:
        """The municipality of which is asked."""
        return Municipality.objects.get(pk=self.place.municipality_id)

    @classmethod
    def needed(cls, method: str) -> tuple[Scope, ...]:
        """Return the scopes that a method needs: all of them."""
        found = cls.scopes.get("GET" if method in _SAFE else method, cls.scope)
        return found if isinstance(found, tuple) else (found,)

    # --- Who comes in -----------------------------------------------------------------------------

    def _let_in(self) -> None:
        """Find out who asks, of which municipality, whether they may, and what they ask; raises what is wrong."""
        self.format_kwarg = None
        accepted = self.perform_content_negotiation(self.request)
        self.request.accepted_renderer, self.request.accepted_media_type = accepted
        caller = self.request.user
        if not isinstance(caller, Caller):
            raise NotAuthenticated
        self.caller, self._places = caller, caller.places
        self._left = limits.take(caller.client_id, time.time())
        if self._left.is_over:
            raise Fault(429, headers=self._left.headers)
        asker.act_as(role_of(caller.uuid, end_user(self.request)))
        self.place = self._place()
        self._places = (self.place,)
        logs.tell(municipality_id=self.place.municipality_id)
        for scope in self.needed(str(self.request.method)):
            if scope not in self.place.scopes:
                sentence = f"Hiervoor heeft dit systeem de scope {scope} nodig."
                raise Fault(403, sentence, headers=insufficient(scope))
        question = self.question if self.request.method in _SAFE else Question
        self.asked = question.asked(self.request._request.GET, view=self)

    def _place(self) -> Place:
        """Return the municipality of which is asked: the one that is named, or the only one."""
        codes = self.request._request.GET.getlist("gemeenteCode")
        if len(codes) == 1:
            found = self.caller.at(codes[0])
            if found is None:
                raise Fault(403, f"Dit systeem heeft geen toegang tot gemeente {codes[0][:6]}.")
            return found
        if len(self.caller.places) > 1:
            raise Invalid.at("gemeenteCode", "Noem de gemeente waarover het gaat.", code="required")
        return self.caller.places[0]

    # --- The log ----------------------------------------------------------------------------------

    def _log(self, result: Result, place: Place) -> None:
        about = dict(self._persons) if result == Result.DONE else {}
        number = about.pop("object_id", "") or "/".join(str(value) for value in self.kwargs.values())
        action = Action.WRITE
        if self.request.method in _SAFE:
            action = (Action.READ if len(about["case_ids"]) == 1 else Action.LIST) if about else self.reading
        log_event(
            action=action,
            result=result,
            municipality_id=place.municipality_id,
            user_id=None,
            object_kind=f"api.{self.name}",
            object_id=number,
            **about,
        )

    def _log_refusal(self, response: HttpResponseBase) -> None:
        """Log what a known system was refused, in the municipality of which it asked, or else in each of its own."""
        if response.status_code in {403, 404}:
            for place in self._places:
                with inside(place.municipality_id):
                    self._log(Result.REFUSED, place)

    # --- The answer -------------------------------------------------------------------------------

    @property
    def allowed_methods(self) -> list[str]:
        """The methods that this address knows."""
        known = [name for name in ("get", "post", "put", "patch", "delete") if hasattr(self, name)]
        return [name.upper() for name in known] + (["HEAD"] if "get" in known else []) + ["OPTIONS"]

    def _methods(self) -> HttpResponse:
        return HttpResponse(status=204)

    def handle_exception(self, exc: Exception) -> HttpResponseBase:  # type: ignore[override]
        """Return the problem that an error is; what is our own fault goes on, and becomes a 500.

        A header that is not sent is said also where there is nothing: nobody needs to know the address for that.
        """
        unsent = self._unsent() if isinstance(exc, Http404) else []
        answer = problems.of_exception(Invalid(unsent) if unsent else exc)
        if answer is None:
            raise exc
        if answer.status_code == 401:
            answer["WWW-Authenticate"] = self.get_authenticate_header(self.request)
        return answer

    def _unsent(self) -> list[dict[str, str]]:
        operation = self.operations.get(self.request.method or "")
        names = [name for name in operation.asks if name not in self.request.headers] if operation else []
        return [
            problems.error(name, _("Stuur de header %s mee.") % name, "required", "header") for name in names
        ]

    def finalize_response(  # type: ignore[override]
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Add the headers that every answer has."""
        if isinstance(response, Response):
            response.accepted_renderer = request.accepted_renderer
            response.accepted_media_type = request.accepted_media_type
            response.renderer_context = self.get_renderer_context()  # type: ignore[attr-defined]  # not in its stubs
        for name, value in (self._left.headers if self._left else {}).items():
            response[name] = value
        if not response.has_header("Allow"):
            response["Allow"] = ", ".join(self.allowed_methods)
        return response
