"""Cases through the interface: taken in, read, acted on, refused with articles."""

import pytest
from django.db import connection
from django.test import Client

from shouwen import vault
from shouwen.casework.models import Notice
from tests.api.conftest import Interface


def test_a_matter_is_taken_in_and_read_again(key_of, matter):
    lin = key_of("lin_xiao")
    taken = lin.post("/cases", {"regulation": "postal-bank", "act": "register", "form": matter})
    assert taken.status_code == 201, taken.content.decode()
    told = taken.json()
    assert taken["Location"] == f"/api/v1/cases/{told['number']}"
    assert len(told["code"]) == 8
    found = lin.get(f"/cases/{told['number']}")
    assert found.status_code == 200, found.content.decode()
    case = found.json()
    assert case["regulation"] == "postal-bank"
    assert case["subject"] == matter["subject"]
    assert found["ETag"] == f'"v{case["version"]}"'
    assert all(clock["because"] and clock["article"] for clock in case["clocks"])
    assert "陈俊" not in found.content.decode()
    assert "13812345627" not in found.content.decode()


def test_a_case_that_did_not_change_is_not_sent_again(key_of, number):
    lin = key_of("lin_xiao")
    tag = lin.get(f"/cases/{number}")["ETag"]
    again = lin.get(f"/cases/{number}", If_None_Match=tag)
    assert again.status_code == 304
    assert not again.content


def test_a_refusal_names_every_reason_with_its_article(key_of, matter):
    del matter["subject"], matter["channel"]
    refused = key_of("lin_xiao").post(
        "/cases", {"regulation": "postal-bank", "act": "register", "form": matter}
    )
    assert refused.status_code == 422
    assert refused["Content-Type"] == "application/problem+json"
    told = refused.json()
    assert told["code"] == "refused"
    assert {reason["field"] for reason in told["reasons"]} >= {"subject", "channel"}
    assert told["request_id"] == refused["X-Request-Id"]


def test_options_say_why_not_with_the_article(key_of, number):
    found = key_of("lin_xiao").get(f"/cases/{number}/options").json()
    barred = [each for each in found["items"] if not each["allowed"]]
    assert barred
    assert all(each["reasons"] for each in barred)
    assert any(reason["article"] for each in barred for reason in each["reasons"])


def test_an_act_on_a_version_that_is_gone_is_not_done(key_of, number):
    lin = key_of("lin_xiao")
    options = lin.get(f"/cases/{number}/options").json()["items"]
    assert any(each["act"] == "supplement" for each in options)
    body = {"form": {"supplement": "对账单复印件"}}
    stale = lin.post(f"/cases/{number}/acts/supplement", body, If_Match='"v1"')
    assert (stale.status_code, stale.json()["code"]) == (412, "version_mismatch")
    tag = lin.get(f"/cases/{number}")["ETag"]
    done = lin.post(f"/cases/{number}/acts/supplement", body, If_Match=tag)
    assert done.status_code == 200, done.content.decode()
    assert done["ETag"] != tag
    wrong = lin.post(f"/cases/{number}/acts/supplement", {}, If_Match="5")
    assert wrong.status_code == 400


def test_the_form_of_an_act_is_json_schema(key_of):
    form = key_of("lin_xiao").get("/regulations/postal-bank/acts/register").json()
    schema = form["form"]
    assert schema["type"] == "object"
    assert "subject" in schema["required"]
    assert schema["properties"]["channel"]["oneOf"][0].keys() == {"const", "title"}
    assert schema["properties"]["content"]["x-private"] is True


def test_a_reveal_needs_its_scope_and_a_reason_and_is_recorded(key_of, number):
    from shouwen import vault

    path = f"/cases/{number}/facts/telephone/reveal"
    assert key_of("lin_xiao", "read").post(path, {"reason": "回访"}).status_code == 403
    lin = key_of("lin_xiao", "reveal")
    assert lin.post(path, {"reason": ""}).status_code == 422
    before = len(vault.readings_of_case(number)) if hasattr(vault, "readings_of_case") else None
    shown = lin.post(path, {"reason": "回访"})
    assert shown.json()["value"] == "13812345627"
    if before is not None:
        assert len(vault.readings_of_case(number)) == before + 1


def test_unknown_and_forbidden_cases_look_the_same(key_of, number):
    wu = key_of("wu_yong")
    hidden, absent = wu.get(f"/cases/{number}"), wu.get("/cases/TS2099010100001")
    assert hidden.status_code == absent.status_code == 404

    def bare(answer, name):
        told = answer.json()
        told.pop("request_id")
        return {key: str(value).replace(name, "") for key, value in told.items()}

    assert bare(hidden, number) == bare(absent, "TS2099010100001")


@pytest.mark.parametrize(
    ("accepted", "said"),
    [("en", "A case"), ("zh-CN,en;q=0.5", "没有"), ("", "没有"), ("fr, en;q=0.3", "A case")],
)
def test_problems_speak_the_language_asked_for(key_of, accepted, said):
    answer = key_of("lin_xiao").get("/webhooks/none", Accept_Language=accepted)
    assert answer["Content-Language"] in ("en", "zh-hans")
    title = answer.json()["title"]
    assert title.isascii() == (said == "A case")


@pytest.mark.parametrize(
    ("path", "status"), [("/nowhere", 404), ("/cases/x/y/z", 404), ("/cases/%00", 404)]
)
def test_whatever_goes_wrong_has_one_shape(key_of, path, status):
    answer = key_of("lin_xiao").get(path)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer["X-Request-Id"]


def test_the_wrong_method_says_which_are_right(key_of):
    answer = key_of("lin_xiao")("PUT", "/cases")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert answer.json()["code"] == "method_not_allowed"
    asked = Client().options("/api/v1/webhooks/some")
    assert (asked.status_code, asked["Allow"]) == (204, "DELETE, GET, HEAD, OPTIONS")


def test_what_stands_above_an_answer_can_be_had_alone(key_of, number):
    key = key_of("lin_xiao")
    whole, head = key.get(f"/cases/{number}"), key("HEAD", f"/cases/{number}")
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == whole["ETag"]
    assert head["Content-Length"] == str(len(whole.content))
    assert key("HEAD", "/cases/nothing").status_code == 404


def test_other_formats_are_refused_before_anything_is_done(key_of, matter):
    key = key_of("lin_xiao")
    body = {"regulation": "postal-bank", "act": "register", "form": matter}
    unwanted = key.post("/cases", body, Accept="text/html, application/xml;q=0.9")
    assert unwanted.status_code == 406
    assert unwanted.json()["code"] == "not_acceptable"
    for kind, path, reads in (
        ("application/x-www-form-urlencoded", "/cases", "application/json"),
        ("application/json", "/cases/x/files", "multipart/form-data"),
    ):
        misread = Client().generic(
            "POST", f"/api/v1{path}", b"{}", content_type=kind,
            headers={"Authorization": f"Bearer {key.secret}"},
        )  # fmt: skip
        assert (misread.status_code, misread["Accept"]) == (415, reads)
        assert misread["Content-Type"] == "application/problem+json"
    large = Client().generic(
        "POST", "/api/v1/cases", b" " * (10 * 1024 * 1024 + 1), content_type="application/json",
        headers={"Authorization": f"Bearer {key.secret}"},
    )  # fmt: skip
    assert (large.status_code, large.json()["code"]) == (413, "too_large")
    assert key.get("/cases").json()["items"] == []
    # What nobody asks to be otherwise is taken as it is.
    for accepted in ("", "*/*", "application/*", "text/html, */*;q=0.1"):
        assert key.get("/me", Accept=accepted).status_code == 200


@pytest.mark.parametrize(
    "body",
    [b"{", b"[1,", b'{"regulation": NaN}', b'"\\ud800"', b'{"a": "\\u0000"}', b"[" * 100_000],
)
def test_bodies_nobody_can_read_are_refused(key_of, body):
    answer = Client(raise_request_exception=False).generic(
        "POST", "/api/v1/cases", body, content_type="application/json",
        headers={"Authorization": f"Bearer {key_of('lin_xiao').secret}"},
    )  # fmt: skip
    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_request"


def test_pages_of_cases_follow_each_other(key_of, matter):
    lin = key_of("lin_xiao")
    numbers = {
        lin.post("/cases", {"regulation": "postal-bank", "act": "register", "form": matter}).json()[
            "number"
        ]
        for _ in range(3)
    }
    seen, cursor = [], ""
    for _ in range(3):
        page = lin.get(f"/cases?limit=1&cursor={cursor}").json()
        seen += [row["number"] for row in page["items"]]
        cursor = page["next_cursor"]
    assert set(seen) == numbers
    assert cursor is None
    assert lin.get("/cases?cursor=nonsense").status_code == 422


def test_without_a_key_nothing_opens(db, clock):
    answer = Interface().get("/cases")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_contacts_are_paged_and_what_comes_meanwhile_moves_no_page(key_of, clock):
    lin = key_of("lin_xiao")

    def record(n):
        body = {"kind": "praise", "channel": "phone", "summary": f"第 {n} 件"}
        return lin.post("/contacts", body).json()["id"]

    ids = [record(n) for n in range(5)]  # all at the same moment: the id decides
    got, cursor = [], ""
    while cursor is not None:
        page = lin.get(f"/contacts?limit=2&cursor={cursor}").json()
        got += [each["id"] for each in page["items"]]
        cursor = page["next_cursor"]
        record("later")
    assert got[-5:] == ids[::-1][-5:]
    assert len(got) == len(set(got)) == 5
    for wrong in ("x", "W10", lin.get("/cases?limit=1").json()["next_cursor"] or "bm8"):
        assert lin.get(f"/contacts?cursor={wrong}").status_code == 422
    with connection.cursor() as db:
        db.execute(
            "INSERT INTO casework_contact (id, kind, channel, unit, person, received_at, number,"
            " summary, reason, ref) SELECT 'x' || n, 'praise', 'phone', 'u', 'p',"
            " now() - n * interval '1 minute', '', '', '', '' FROM generate_series(1, 4000) AS n"
        )
        db.execute("ANALYZE casework_contact")
        db.execute(
            "EXPLAIN SELECT id FROM casework_contact WHERE (person = 'p' OR unit IN ('u'))"
            " AND (received_at < now() OR id < 'x9') AND received_at <= now()"
            " ORDER BY received_at DESC, id DESC LIMIT 51"
        )
        assert "contact_by_time" in "\n".join(line for (line,) in db.fetchall())


def test_a_document_is_printed_masked_and_in_full_with_a_reason_and_the_scope(key_of, number):
    sent = key_of("tian_yu").post(f"/cases/{number}/acts/dispatch", {"form": {}})
    assert sent.status_code == 200, sent.content.decode()
    lin, reader = key_of("lin_xiao"), key_of("lin_xiao", "read")
    issued = lin.get(f"/cases/{number}/documents").json()["items"]
    assert issued
    place = f"/cases/{number}/documents/{issued[0]['position']}"
    masked = reader.get(f"{place}/pdf")
    assert masked.status_code == 200
    assert masked["Content-Type"] == "application/pdf"
    assert masked.content.startswith(b"%PDF")
    assert "filename*=UTF-8''" in masked["Content-Disposition"]
    assert reader.get(f"{place}/pdf?reason=归档").status_code == 403
    before = len(vault.readings(number))
    full = lin.get(f"{place}/docx?reason=归档")
    assert full.status_code == 200
    assert full.content.startswith(b"PK")
    assert len(vault.readings(number)) > before
    assert lin.get(f"{place}/exe").status_code == 422
    assert lin.get(f"{place}/pdf?copy=19").status_code in (200, 404)
    assert lin.get(f"/cases/{number}/documents/99999/pdf").status_code == 404
    assert key_of("wu_yong").get(f"{place}/pdf").status_code == 404


def test_notices_are_paged(key_of, clock):
    Notice.objects.bulk_create(
        Notice(number="", version=n, to="=lin_xiao", kind="notify", text=f"第 {n} 条", article="",
               at=clock.now)
        for n in range(5)
    )  # fmt: skip
    lin, got, cursor = key_of("lin_xiao"), [], ""
    Notice.objects.exclude(text__startswith="第").delete()  # that the key was made
    while cursor is not None:
        page = lin.get(f"/notices?limit=2&cursor={cursor}").json()
        got += [each["text"] for each in page["items"]]
        cursor = page["next_cursor"]
    assert got == [f"第 {n} 条" for n in (4, 3, 2, 1, 0)]
    foreign = lin.get("/notices?limit=2").json()["next_cursor"]
    assert lin.get(f"/contacts?cursor={foreign}").status_code == 422
