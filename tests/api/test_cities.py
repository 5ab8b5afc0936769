"""Matters passed on to other cities: to our own server, and to one written by somebody else."""

import socket
import threading
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.contrib.auth.models import User
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import Client

from shouwen.casework import queries
from shouwen.casework.errors import CaseNotFound, NoSuchForm
from shouwen.connections import cities, georeport
from shouwen.connections.errors import NoSuchCity, NoSuchForwarding, WrongForwarding
from shouwen.connections.georeport import CityRefused, Place
from shouwen.connections.models import Forwarding
from shouwen.vocabulary import Actor
from tests.api.test_georeport import matter_out  # noqa: F401 - a fixture

_ERROR = "<errors><error><code>{}</code><description>{}</description></error></errors>"
LIN = Actor("lin_xiao")


class Town:
    """A minimal GeoReport v2 server that owes nothing to our code: XML only."""

    def __init__(self):
        self.requests, self.mode, self.status, self.notes = [], "id", "open", ""
        town = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                path = urlsplit(self.path).path
                if path == "/v2/services.xml":
                    self.say(200, "<services><service><service_code>7</service_code>"
                             "<service_name>Street lamps</service_name><metadata>false</metadata>"
                             "<type>realtime</type></service></services>")  # fmt: skip
                elif path == "/v2/tokens/t-1.xml":
                    self.say(200, "<service_requests><request><service_request_id>900"
                             "</service_request_id><token>t-1</token></request>"
                             "</service_requests>")  # fmt: skip
                elif path == "/v2/requests/900.xml":
                    self.say(200, "<service_requests><request><service_request_id>900"
                             f"</service_request_id><status>{town.status}</status>"
                             f"<status_notes>{town.notes}</status_notes></request>"
                             "</service_requests>")  # fmt: skip
                else:
                    self.say(404, "<errors><error><code>404</code>"
                             "<description>unknown</description></error></errors>")  # fmt: skip

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                town.requests.append(parse_qs(body))
                match town.mode:
                    case "hang up":
                        self.connection.shutdown(socket.SHUT_RDWR)
                    case "refuse":
                        self.say(403, _ERROR.format(403, "bad api_key"))
                    case "token":
                        self.say(200, "<service_requests><request><token>t-1</token></request>"
                                 "</service_requests>")  # fmt: skip
                    case "html":
                        self.say(200, "<html><body>Welcome</body></html>")
                    case "bomb":
                        self.say(200, '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
                    case _:
                        self.say(200, "<service_requests><request><service_request_id>900"
                                 "</service_request_id></request></service_requests>")  # fmt: skip

            def say(self, status, text):
                body = ('<?xml version="1.0" encoding="utf-8"?>' + text).encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/xml; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words):
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/v2"

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def town(settings):
    settings.HOOK_NETWORKS = ["127.0.0.0/8"]
    found = Town()
    yield found
    found.close()


@pytest.fixture
def city(bank, clock, town):
    return cities.add_city(
        "邻市", town.address, jurisdiction="town", key="k-1", by="han_chao", now=clock.now
    )


def passed_on(number, city, clock, **more):
    return cities.forward(number, city, "7", {"lat": "29.5", "long": "106.5"}, actor=LIN,
                          now=clock.now, **more)  # fmt: skip


def round_(clock, minutes=0):
    clock.now += timedelta(minutes=minutes)
    return cities.follow(now=clock.now)


def test_a_case_is_passed_on_from_its_page_once_however_often_sent(number, city, clock, town):
    browser, address = Client(), f"/desk/case/{number}/elsewhere/"
    browser.force_login(User.objects.get(username="lin_xiao"))
    assert address in browser.get(f"/desk/case/{number}/").content.decode()
    assert "Street lamps" in browser.get(address).content.decode()
    typed = {"city": city, "service": "7", "description": "路灯不亮", "token": "t1"}
    wrong = browser.post(address, typed)
    assert wrong.status_code == 422
    assert "路灯不亮" in wrong.content.decode()  # nothing typed is lost
    typed["address_string"] = "人民路 1 号"
    for _ in range(2):
        assert browser.post(address, typed).status_code == 302
    round_(clock)
    (sent,) = town.requests
    assert (sent["description"], sent["address_string"]) == (["路灯不亮"], ["人民路 1 号"])
    page = browser.get(address).content.decode()
    assert "办理中" in page
    assert "900" in page
    town.close()
    assert browser.get(address).status_code == 200  # it says that the city does not answer
    view = queries.case_view(LIN, number, clock.now)
    with patch.object(queries, "case_view", lambda *_, **__: replace(view, options=())):
        # Whoever may do nothing on the case sends nothing elsewhere.
        assert "只有正在办理本件的人能送出" in browser.get(address).content.decode()
        assert browser.post(address, typed | {"token": "t2"}).status_code == 422
    assert Forwarding.objects.count() == 1
    other = Client()
    other.force_login(User.objects.get(username="wu_yong"))
    assert other.get(address).status_code == 404


def test_a_matter_is_sent_followed_and_comes_back(number, city, clock, town):
    assert [each.name for each in cities.services_of(city)] == ["Street lamps"]
    passed_on(number, city, clock, attributes={"kind": "lamp", "more": ["a", "b"]})
    assert round_(clock).sent == 1
    (sent,) = town.requests
    assert sent["api_key"] == ["k-1"]
    assert sent["jurisdiction_id"] == ["town"]
    assert sent["service_code"] == ["7"]
    assert sent["description"] == ["短信服务费重复扣收"]
    assert sent["attribute[kind]"] == ["lamp"]
    assert sent["attribute[more][]"] == ["a", "b"]
    assert "陈俊" not in str(sent)
    town.notes = "crew on its way"
    assert round_(clock, 31).closed == 0
    (row,) = cities.forwardings(LIN, number, clock.now)
    assert (row.state, row.request, row.notes) == ("sent", "900", "crew on its way")
    town.status, town.notes = "closed", "lamp replaced"
    assert round_(clock, 31).closed == 1
    (row,) = cities.forwardings(LIN, number, clock.now)
    assert (row.state, row.outcome) == ("closed", "已记为来件")
    (contact,) = queries.contact_list(LIN, clock.now)
    assert contact.number == number
    assert "lamp" not in contact.summary, "foreign words are kept as a particular"
    assert round_(clock, 600).closed == 0
    assert len(town.requests) == 1


def test_the_content_goes_out_only_with_a_reason(number, city, clock, town):
    passed_on(number, city, clock, reveal_content="经投诉人同意转交邻市")
    round_(clock)
    assert "三个月来" in town.requests[0]["description"][0]


def test_the_act_named_for_it_is_done_when_the_city_closes_it(number, city, clock, town):
    passed_on(number, city, clock, act="supplement", act_form={"supplement": "邻市办结：{notes}"})
    before = queries.case_view(LIN, number, clock.now).version
    round_(clock)
    town.status, town.notes = "closed", "lamp replaced"
    round_(clock, 31)
    (row,) = cities.forwardings(LIN, number, clock.now)
    assert row.outcome == "已记为来件，并已办理"
    assert queries.case_view(LIN, number, clock.now).version > before


def test_an_act_that_is_refused_then_is_said_so(number, city, clock, town):
    passed_on(number, city, clock, act="supplement")
    round_(clock)
    town.status = "closed"
    round_(clock, 31)
    (row,) = cities.forwardings(LIN, number, clock.now)
    assert "未能办理" in row.outcome


def test_a_token_is_resolved(number, city, clock, town):
    town.mode = "token"
    passed_on(number, city, clock)
    round_(clock)
    assert Forwarding.objects.get().token == "t-1"
    round_(clock, 31)
    assert Forwarding.objects.get().request == "900"


@pytest.mark.parametrize("mode", ["hang up", "html", "bomb"])
def test_what_may_have_arrived_is_not_sent_again_by_itself(number, city, clock, town, mode):
    town.mode = mode
    id_ = passed_on(number, city, clock)
    round_(clock)
    assert Forwarding.objects.get().state == "unsure"
    assert round_(clock, 60 * 24).sent == 0
    assert len(town.requests) == 1
    town.mode = "id"
    cities.again(id_, now=clock.now)
    assert round_(clock).sent == 1


def test_a_process_that_dies_sending_leaves_it_to_a_person(number, city, clock, town, monkeypatch):
    class Killed(BaseException):
        pass

    def die(*words):
        raise Killed

    passed_on(number, city, clock)
    monkeypatch.setattr(georeport, "submit", die)
    with pytest.raises(Killed):
        round_(clock)
    monkeypatch.undo()
    assert round_(clock, 5).sent == 0
    assert round_(clock, 10).sent == 0
    assert Forwarding.objects.get().state == "unsure"
    assert not town.requests


def test_a_city_that_is_away_is_tried_again(number, city, clock, town):
    passed_on(number, city, clock)
    address = cities.City.objects.get()
    right, address.address = address.address, "http://127.0.0.1:9/v2"
    address.save()
    assert round_(clock).failed == 1
    address.address = right
    address.save()
    assert round_(clock, 5).sent == 1


def test_a_refusal_stops_it(number, city, clock, town):
    town.mode = "refuse"
    passed_on(number, city, clock)
    assert round_(clock).failed == 1
    found = Forwarding.objects.get()
    assert (found.state, found.next_at) == ("refused", None)
    assert "bad api_key" in found.problem


def test_only_what_one_may_know_of_is_passed_on(number, city, clock):
    with pytest.raises(CaseNotFound):
        cities.forward(number, city, "7", {}, actor=Actor("wu_yong"), now=clock.now)
    with pytest.raises(NoSuchCity):
        passed_on(number, "none", clock)
    with pytest.raises(NoSuchForm):
        passed_on(number, city, clock, act="no_such_act")
    with pytest.raises(WrongForwarding):
        cities.forward(number, city, "7", {"secret": "x"}, actor=LIN, now=clock.now)
    with pytest.raises(NoSuchForwarding):
        cities.again("none", now=clock.now)


class _Quiet(WSGIRequestHandler):
    def log_message(self, *words):
        """Say nothing."""


@pytest.fixture
def ourselves(committed, settings):
    """Our own server on this machine, as another system sees it."""
    settings.HOOK_NETWORKS = ["127.0.0.0/8"]
    application = get_wsgi_application()

    def closing(environ, start):
        try:
            yield from application(environ, start)
        finally:
            connections.close_all()

    server = make_server("127.0.0.1", 0, closing, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api/georeport/v2"
    server.shutdown()
    server.server_close()
    thread.join()


def test_our_client_and_our_server_understand_each_other(
    ourselves,
    key_of,
    matter_out,  # noqa: F811
    clock,
):
    key = key_of("lin_xiao", "register", "read")
    place = Place(ourselves, "", key.secret)
    code = matter_out.pop("service_code")
    assert code in {each.code for each in georeport.services(place)}
    attributes = {
        name.removeprefix("attribute[").rstrip("]"): value
        for name, value in matter_out.items()
        if name.startswith("attribute[")
    }
    values = {name: value for name, value in matter_out.items() if "[" not in name}
    taken = georeport.submit(place, code, values, attributes)
    assert "查询码" in taken.notice
    standing = georeport.standing(place, taken.request)
    assert standing.status == "open"
    with pytest.raises(CityRefused, match="not found"):
        georeport.standing(place, "TS1")
    with pytest.raises(CityRefused, match="拒绝"):
        georeport.submit(place, code, {**values, "description": ""}, attributes)
    with pytest.raises(CityRefused, match="jurisdiction_id"):
        georeport.services(Place(ourselves, "elsewhere", ""))
    assert queries.case_view(Actor("zhong_cheng"), taken.request, clock.now).subject
