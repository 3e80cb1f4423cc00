"""A message goes nowhere but to a host in the world, by the address that was judged, and within its limits."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from typing import Any

import pytest

from tests.events.servers import Behaviour, answering, certificate, nothing_listens, serving
from wijkzorg.events.sending import Answer, Limits, Reason, Unsent, send
from wijkzorg.events.targets import Fault, NotAllowed, Target, is_public, target_of

QUICK = Limits(connect=1.0, total=1.5)
GIGABYTE = 1 << 30


def post(address: str, *, limits: Limits = QUICK) -> Answer:
    return send(
        target_of(address, near=True), "POST", {"X-Proef": "ja"}, b'{"a":1}', near=True, limits=limits
    )


def why(address: str) -> Reason:
    """Why a message to an address was not heard, within the limits and a little."""
    begun = time.monotonic()
    with pytest.raises(Unsent) as unsent:
        post(address)
    assert time.monotonic() - begun < QUICK.total + 1.5
    return unsent.value.reason


# --- Which addresses ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "https://ontvanger.example/haak",
        "https://ontvanger.example",
        "https://a.b.ontvanger.example:8443/haak?sleutel=1",
        "https://xn--bcher-kva.example/",
        "https://ontvanger.example:443/",
    ],
)
def test_a_name_in_the_world_may_be_tried(address: str) -> None:
    assert target_of(address).secure


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("http://ontvanger.example/", Fault.HTTPS),
        ("ftp://ontvanger.example/", Fault.HTTPS),
        ("file:///etc/passwd", Fault.HTTPS),
        ("//ontvanger.example/", Fault.HTTPS),
        ("https://gebruiker:geheim@ontvanger.example/", Fault.ACCOUNT),
        ("https://ontvanger.example@127.0.0.1/", Fault.ACCOUNT),
        ("https://ontvanger.example:22/", Fault.PORT),
        ("https://ontvanger.example:8000/", Fault.PORT),
        ("https://ontvanger.example:99999/", Fault.FORM),
        ("https://ontvanger.example:haak/", Fault.FORM),
        ("https://localhost/", Fault.NAME),
        ("https://intern/", Fault.NAME),
        ("https://127.0.0.1/", Fault.NAME),
        ("https://127.1/", Fault.NAME),
        ("https://2130706433/", Fault.NAME),
        ("https://0x7f000001/", Fault.NAME),
        ("https://0177.0.0.01/", Fault.NAME),
        ("https://127.0.0.0x1/", Fault.NAME),
        ("https://127.0.0.0X1/", Fault.NAME),
        ("https://127.0.0.0x/", Fault.NAME),
        ("https://127.0.0.1./", Fault.NAME),
        ("https://ontvanger.example.1/", Fault.NAME),
        ("https://[::1]/", Fault.NAME),
        ("https://[::ffff:10.0.0.1]/", Fault.NAME),
        ("https://ontvanger..example/", Fault.NAME),
        ("https://-ontvanger.example/", Fault.NAME),
        ("https://ontvanger_1.example/", Fault.NAME),
        ("https:///haak", Fault.NAME),
        ("", Fault.FORM),
        ("https://ontvanger.example/#deel", Fault.FORM),
        ("https://ontvanger.example/a b", Fault.FORM),
        ("https://ontvanger.example/\r\nX-Vals: ja", Fault.FORM),
        ("https://ontvanger.example\\@127.0.0.1/", Fault.FORM),
        ("https://ontvänger.example/", Fault.FORM),
        ("https://ontvanger.example/" + "a" * 500, Fault.FORM),
    ],
)
def test_any_other_address_is_refused_before_it_is_tried(address: str, fault: Fault) -> None:
    with pytest.raises(NotAllowed) as refused:
        target_of(address)
    assert refused.value.fault is fault


def test_this_machine_may_be_tried_in_the_demo_alone() -> None:
    assert target_of("http://localhost:8000/haak", near=True) == Target(False, "localhost", 8000, "/haak")
    for address in ("http://ontvanger.example/", "http://10.0.0.1/", "http://localhost.ontvanger.example/"):
        with pytest.raises(NotAllowed):
            target_of(address, near=True)


@pytest.mark.parametrize("address", ["145.100.1.1", "8.8.8.8", "2a02:2770::1", "2606:4700::1111"])
def test_hosts_in_the_world_are_public(address: str) -> None:
    assert is_public(address)


INSIDE = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "100.127.255.254",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "geen adres",
]


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_or_leads_there_is_not_public(address: str) -> None:
    assert not is_public(address)


# --- Names ----------------------------------------------------------------------------------------


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """What names resolve to: each look-up takes the next answer. The machine's own resolver is not ours to have."""
    answers: dict[str, list[list[str]]] = {}

    def look(host: str, port: int, **_how: Any) -> list[Any]:
        if host not in answers or not answers[host]:
            raise socket.gaierror
        return [
            (socket.AF_INET6 if ":" in each else socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port))
            for each in answers[host].pop(0)
        ]

    monkeypatch.setattr(socket, "getaddrinfo", look)
    return answers


@pytest.mark.parametrize("address", INSIDE[:-1])
def test_a_name_that_leads_inside_is_not_connected_to(
    names: dict[str, list[list[str]]], monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    names["ontvanger.example"] = [["8.8.8.8", address]]
    monkeypatch.setattr(socket.socket, "connect", lambda *_where: pytest.fail("it was connected to"))
    with pytest.raises(Unsent) as unsent:
        send(target_of("https://ontvanger.example/"), "POST", {}, limits=QUICK)
    assert unsent.value.reason is Reason.FORBIDDEN


def test_a_name_is_looked_up_once_and_the_connection_goes_to_that_address(
    names: dict[str, list[list[str]]], tmp_path: Path
) -> None:
    shows, trust = certificate(tmp_path, "ontvanger.example")
    with serving(answering(204), tls=shows) as server:
        names["ontvanger.example"] = [["127.0.0.1"], ["10.0.0.1"]]
        target = Target(True, "ontvanger.example", server.port, "/haak")
        answer = send(target, "POST", {}, b"x", near=True, limits=QUICK, trust=trust)
    assert answer.status == 204
    assert names["ontvanger.example"] == [["10.0.0.1"]], "no second look-up"
    assert server.names == ["ontvanger.example"]
    assert f"Host: ontvanger.example:{server.port}".encode() in server.requests[0]


def test_a_certificate_of_another_name_or_that_nobody_believes_is_refused(
    names: dict[str, list[list[str]]], tmp_path: Path
) -> None:
    shows, trust = certificate(tmp_path, "ander.example")
    with serving(answering(204), tls=shows) as server:
        target = Target(True, "ontvanger.example", server.port, "/haak")
        for believes in (trust, None):
            names["ontvanger.example"] = [["127.0.0.1"]]
            with pytest.raises(Unsent) as unsent:
                send(target, "POST", {}, near=True, limits=QUICK, trust=believes)
            assert unsent.value.reason is Reason.CERTIFICATE
    assert server.requests == []


def test_who_speaks_no_tls_is_refused(names: dict[str, list[list[str]]]) -> None:
    with serving(answering(204)) as server:
        names["ontvanger.example"] = [["127.0.0.1"]]
        with pytest.raises(Unsent):
            send(Target(True, "ontvanger.example", server.port, "/"), "POST", {}, near=True, limits=QUICK)


def test_a_look_up_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_what: Any, **_how: Any) -> list[Any]:
        time.sleep(30)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    begun = time.monotonic()
    with pytest.raises(Unsent) as unsent:
        send(target_of("https://ontvanger.example/"), "POST", {}, limits=QUICK)
    assert unsent.value.reason is Reason.NO_NAME
    assert time.monotonic() - begun < 3


def test_this_machine_is_not_reached_outside_the_demo() -> None:
    with serving(answering(204)) as server:
        with pytest.raises(Unsent) as unsent:
            send(Target(False, "localhost", server.port, "/"), "POST", {}, limits=QUICK)
        assert server.requests == []
    assert unsent.value.reason is Reason.FORBIDDEN


# --- Answers --------------------------------------------------------------------------------------


def test_a_message_arrives_as_it_was_sent_and_the_answer_is_a_status() -> None:
    with serving(answering(202, "Retry-After: 7")) as server:
        answer = post(server.address)
    assert answer.status == 202 and answer.headers["retry-after"] == "7"
    head, _end, body = server.requests[0].partition(b"\r\n\r\n")
    assert body == b'{"a":1}'
    assert head.split(b"\r\n") == [
        b"POST /haak HTTP/1.1",
        f"Host: localhost:{server.port}".encode(),
        b"X-Proef: ja",
        b"Content-Length: 7",
        b"Connection: close",
    ]


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answering(500)) as proxy, serving(answering(204)) as server:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://localhost:{proxy.port}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert post(server.address).status == 204
    assert proxy.requests == []


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    with serving(answering(204)) as inner:
        with serving(answering(307, f"Location: {inner.address}")) as server:
            assert post(server.address).status == 307
        assert inner.requests == []


def hangs(connected: socket.socket, _request: bytes) -> None:
    time.sleep(20)


def drips_its_head(connected: socket.socket, _request: bytes) -> None:
    for sign in b"HTTP/1.1 200 OK\r\nX-Lang: " + b"a" * 600:
        connected.sendall(bytes([sign]))
        time.sleep(0.1)


def pours_out_a_head(connected: socket.socket, _request: bytes) -> None:
    connected.sendall(b"HTTP/1.1 200 OK\r\nX-Lang: ")
    for _ in range(GIGABYTE >> 20):
        connected.sendall(b"a" * (1 << 20))


def waits_for_ever(connected: socket.socket, _request: bytes) -> None:
    while True:
        connected.sendall(b"HTTP/1.1 102 Processing\r\n\r\n")
        time.sleep(0.05)


def breaks_off(connected: socket.socket, _request: bytes) -> None:
    connected.close()


def half_an_answer(connected: socket.socket, _request: bytes) -> None:
    connected.sendall(b"HTTP/1.1 200 OK\r\nX-")


def speaks_otherwise(connected: socket.socket, _request: bytes) -> None:
    connected.sendall(b"220 mail.example ESMTP\r\n\r\n")


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (hangs, Reason.TOO_SLOW),
        (drips_its_head, Reason.TOO_SLOW),
        (waits_for_ever, Reason.TOO_SLOW),
        (pours_out_a_head, Reason.NO_HTTP),
        (breaks_off, Reason.CUT_OFF),
        (half_an_answer, Reason.NO_HTTP),
        (speaks_otherwise, Reason.NO_HTTP),
    ],
)
def test_no_answer_ends_in_time_with_a_short_reason(behaviour: Behaviour, reason: Reason) -> None:
    with serving(behaviour) as server:
        assert why(server.address) is reason


def pours_out_a_body(connected: socket.socket, _request: bytes) -> None:
    connected.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {GIGABYTE}\r\n\r\n".encode())
    for _ in range(GIGABYTE >> 20):
        connected.sendall(b"a" * (1 << 20))


def drips_its_body(connected: socket.socket, _request: bytes) -> None:
    connected.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(200):
        connected.sendall(b"a")
        time.sleep(0.1)


def hangs_in_its_body(connected: socket.socket, _request: bytes) -> None:
    connected.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\na")
    time.sleep(20)


def asks_for_patience(connected: socket.socket, _request: bytes) -> None:
    connected.sendall(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n")
    connected.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


@pytest.mark.parametrize(
    "behaviour", [pours_out_a_body, drips_its_body, hangs_in_its_body, asks_for_patience]
)
def test_an_answer_counts_by_its_head_whatever_its_body_does(behaviour: Behaviour) -> None:
    begun = time.monotonic()
    with serving(behaviour) as server:
        assert post(server.address).status == 200
    assert time.monotonic() - begun < 3


def test_nobody_at_home_is_told_at_once() -> None:
    assert why(f"http://localhost:{nothing_listens()}/") is Reason.NO_CONNECTION


def test_a_handshake_that_drips_ends_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        begun = time.monotonic()
        with pytest.raises(Unsent) as unsent:
            target = Target(True, "localhost", silent.getsockname()[1], "/")
            send(target, "POST", {}, near=True, limits=QUICK)
        assert unsent.value.reason is Reason.TOO_SLOW
        assert time.monotonic() - begun < 3
