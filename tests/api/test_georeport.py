"""GeoReport v2: what the specification says, in both formats."""

import json
from datetime import timedelta
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.test import Client

BASE = "/api/georeport/v2"


def fetched(path, **headers):
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return Client(raise_request_exception=False).get(f"{BASE}{path}", headers=given)


def sent(key, form="json", headers=None, **values):
    body = {"api_key": key.secret, "service_code": "postal-bank.submit", **values}
    return Client(raise_request_exception=False).generic(
        "POST", f"{BASE}/requests.{form}", urlencode(body, doseq=True),
        content_type="application/x-www-form-urlencoded", headers=headers or {},
    )  # fmt: skip


@pytest.fixture
def matter_out(bank, clock):
    """A request as another system sends it: everything the form asks for."""
    (service,) = json.loads(fetched("/services.json").content)
    code = service["service_code"]
    asks = json.loads(fetched(f"/services/{code}.json").content)["attributes"]
    values = {
        "service_code": code,
        "description": "路灯不亮三天了\n夜里看不清路。",
        "lat": "29.5630", "long": "106.5516",
        "first_name": "俊", "last_name": "陈", "phone": "13812345627",
    }  # fmt: skip
    for each in asks:
        if each["required"] and each["code"] != "subject":
            first = each["values"][0]["key"] if each.get("values") else "测试"
            values[f"attribute[{each['code']}]"] = first
    return values


def test_services_in_both_formats_say_the_same(bank, clock):
    told = json.loads(fetched("/services.json").content)
    assert {
        "service_code", "service_name", "description", "metadata", "type", "keywords", "group",
    } == set(told[0])  # fmt: skip
    answer = fetched("/services.xml")
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    assert answer.content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    root = ElementTree.fromstring(answer.content)
    assert root.tag == "services"
    assert [each.findtext("service_code") for each in root.findall("service")] == [
        each["service_code"] for each in told
    ]
    assert root.find("service").findtext("metadata") == "true"


def test_a_definition_lists_attributes_with_their_values(bank, clock, matter_out):
    code = matter_out["service_code"]
    told = json.loads(fetched(f"/services/{code}.json").content)
    assert told["service_code"] == code
    for each in told["attributes"]:
        assert {"variable", "code", "datatype", "required", "order", "description"} <= set(each)
        assert each["datatype"] in (
            "string", "number", "datetime", "text", "singlevaluelist", "multivaluelist",
        )  # fmt: skip
        assert ("values" in each) == each["datatype"].endswith("list")
    codes = {each["code"] for each in told["attributes"]}
    assert not codes & {"content", "complainant_name", "telephone"}
    root = ElementTree.fromstring(fetched(f"/services/{code}.xml").content)
    assert root.tag == "service_definition"
    assert len(root.find("attributes").findall("attribute")) == len(told["attributes"])


def test_a_request_is_taken_and_followed(key_of, matter_out, clock):
    key = key_of("lin_xiao", "register", "read")
    taken = sent(key, **matter_out)
    assert taken.status_code == 201, taken.content.decode()
    (told,) = json.loads(taken.content)
    assert set(told) == {"service_request_id", "service_notice", "account_id"}
    number = told["service_request_id"]
    (one,) = json.loads(fetched(f"/requests/{number}.json?api_key={key.secret}").content)
    assert one["service_request_id"] == number
    assert one["status"] == "open"
    assert one["requested_datetime"] == "2025-04-25T10:00:00+08:00"
    assert one["lat"] == "29.5630"
    root = ElementTree.fromstring(fetched(f"/requests/{number}.xml?api_key={key.secret}").content)
    assert root.tag == "service_requests"
    assert root.find("request").findtext("status") == "open"
    assert "陈" not in fetched(f"/requests/{number}.xml?api_key={key.secret}").content.decode()


def test_a_token_stands_for_a_request(key_of, matter_out):
    key = key_of("lin_xiao", "register", "read")
    (told,) = json.loads(sent(key, headers={"Prefer": "respond-async"}, **matter_out).content)
    assert "service_request_id" not in told
    (found,) = json.loads(fetched(f"/tokens/{told['token']}.json?api_key={key.secret}").content)
    assert found["token"] == told["token"]
    assert found["service_request_id"].startswith("TS")
    other = key_of("sun_fang", "register", "read")
    assert fetched(f"/tokens/{told['token']}.json?api_key={other.secret}").status_code == 404


def test_requests_are_filtered_as_the_specification_says(key_of, matter_out, clock):
    key = key_of("lin_xiao", "register", "read")
    numbers = []
    for _ in range(3):
        (told,) = json.loads(sent(key, **matter_out).content)
        numbers.append(told["service_request_id"])
        clock.now += timedelta(days=1)

    def found(**asked):
        query = urlencode({"api_key": key.secret, **asked})
        answer = fetched(f"/requests.json?{query}")
        return [each["service_request_id"] for each in json.loads(answer.content)]

    assert found() == numbers[::-1]
    assert found(service_request_id=",".join(numbers[:2])) == numbers[1::-1]
    assert found(status="open") == numbers[::-1]
    assert found(status="closed") == []
    assert found(status="open,closed") == numbers[::-1]
    assert found(service_code="other.service") == []
    assert found(start_date="2025-04-26T00:00:00+08:00") == numbers[:0:-1]
    assert found(end_date="2025-04-26T00:00:00+08:00") == numbers[:1]
    for wrong in (
        {"start_date": "2025-01-01T00:00:00Z", "end_date": "2025-06-01T00:00:00Z"},
        {"start_date": "yesterday"}, {"status": "asleep"},
    ):  # fmt: skip
        query = urlencode({"api_key": key.secret, **wrong})
        assert fetched(f"/requests.json?{query}").status_code == 400
    clock.now += timedelta(days=100)
    assert found() == []


def test_only_ones_own_requests_are_seen(key_of, matter_out):
    mine, other = key_of("lin_xiao", "register", "read"), key_of("lin_xiao", "register", "read")
    (told,) = json.loads(sent(mine, **matter_out).content)
    number = told["service_request_id"]
    assert fetched(f"/requests/{number}.json?api_key={other.secret}").status_code == 404
    assert json.loads(fetched(f"/requests.json?api_key={other.secret}").content) == []


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"api_key": ""}, 403),
        ({"api_key": "shouwen_x_y"}, 403),
        ({"service_code": ""}, 400),
        ({"service_code": "no.such"}, 404),
        ({"jurisdiction_id": "elsewhere"}, 404),
        ({"lat": "", "long": ""}, 400),
        ({"lat": "91"}, 400),
        ({"lat": "1", "long": ""}, 400),
        ({"description": "x" * 4001}, 400),
        ({"description": ""}, 400),
    ],
)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_errors_have_the_specifications_shape(key_of, matter_out, changed, status, form):
    answer = sent(key_of("lin_xiao"), form, **{**matter_out, **changed})
    assert answer.status_code == status, answer.content.decode()
    if form == "json":
        told = json.loads(answer.content)
        assert all(set(each) == {"code", "description"} for each in told)
        assert told[0]["code"] == status
    else:
        root = ElementTree.fromstring(answer.content)
        assert root.tag == "errors"
        assert root.find("error").findtext("code") == str(status)
        assert root.find("error").findtext("description")


def test_the_wrong_method_or_address_is_an_error_too(bank, clock):
    answer = Client().put(f"{BASE}/requests.json")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, POST")
    assert json.loads(fetched("/nowhere.json").content)[0]["code"] == 404
    assert ElementTree.fromstring(fetched("/nowhere").content).tag == "errors"


def test_discovery_leads_to_the_services(bank, clock):
    told = json.loads(fetched("/discovery.json").content)
    (endpoint,) = told["endpoints"]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert Client().get(f"{endpoint['url']}/services.json").status_code == 200
    root = ElementTree.fromstring(fetched("/discovery.xml").content)
    assert root.find("endpoints/endpoint/formats/format").text == "application/json"


def test_texts_xml_cannot_hold_are_left_out(key_of, matter_out):
    key = key_of("lin_xiao", "register", "read")
    taken = sent(key, "xml", **{**matter_out, "first_name": "A\x0b<&>\ufffe"})
    assert taken.status_code == 201
    assert ElementTree.fromstring(taken.content).findtext(".//service_request_id")
