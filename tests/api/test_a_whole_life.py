"""One complaint from its registration to its closing, by other systems alone."""

from datetime import timedelta

import pytest


@pytest.fixture
def done(key_of, clock):
    """Carry an act out for somebody through the interface; it must succeed."""

    def done(number, act, who, **form):
        clock.now += timedelta(minutes=5)
        task = form.pop("task", None)
        answer = key_of(who).post(f"/cases/{number}/acts/{act}", {"form": form, "task": task})
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    return done


def test_a_complaint_lives_through_the_interface(key_of, number, done, clock):
    caller, handler = key_of("lin_xiao"), key_of("sun_fang")
    done(number, "dispatch", "tian_yu")
    done(number, "start", "zhao_qiang", handler="sun_fang", inquiring_units=["renmin"])
    done(number, "report_inquiry", "sun_fang", inquiry_finding="属实", task="renmin")
    done(number, "conclude", "zhao_qiang", liability="bank", finding="属实", treatment="扣分",
         rectification="加强核对", unit_apology=True)  # fmt: skip
    done(number, "reply_customer", "sun_fang", reply="已退还。")
    done(number, "return_result", "sun_fang", satisfaction="basically", handler_phone="98011",
         handled_at=clock.now.isoformat())  # fmt: skip
    assert [each["number"] for each in caller.get("/cases?view=call_back").json()["items"]] == [
        number
    ]
    place = f"/cases/{number}/call-backs"
    spoken = {"outcome": "reached", "process": "good", "result": "good", "script": "bank@2026.1"}
    assert handler.post(place, spoken).status_code == 403  # his own work
    wrong = (
        {"outcome": "reached", "process": "good"},
        {"outcome": "no_answer", "next_at": clock.now.isoformat()},
        {"outcome": "no_answer", "next_at": "2025-05-01T09:00:00"},
        {"outcome": "hung up"},
    )
    for each in wrong:
        answer = caller.post(place, each)
        assert answer.status_code == 422, answer.content.decode()
    later = (clock.now + timedelta(hours=2)).isoformat()
    again = {"outcome": "no_answer", "note": "占线", "next_at": later}
    first = caller.post(place, again, Idempotency_Key="try-1")
    assert (first.status_code, first.json()["next"]) == (201, [])
    assert caller.post(place, again, Idempotency_Key="try-1").json() == first.json()
    # A bad answer leads to what the regulation says then; the form knows it already.
    clock.now += timedelta(hours=3)
    bad = caller.post(place, {**spoken, "result": "bad"}).json()
    assert bad["attempts"] == 2
    assert [(each["act"], each["form"]) for each in bad["next"]] == [
        ("call_back", {"satisfaction": "dissatisfied"}), ("complain_again", {}),
    ]  # fmt: skip
    listed = caller.get(place).json()["items"]
    assert [each["outcome"] for each in listed] == ["reached", "no_answer"]
    done(number, "call_back", "lin_xiao", **bad["next"][0]["form"])
    done(number, "complain_again", "lin_xiao", again_reason="没有当面说明")
    told = caller.get(f"/cases/{number}/timeline").json()["items"]
    assert any("再" in each["title"] for each in told if each["kind"] == "act")
