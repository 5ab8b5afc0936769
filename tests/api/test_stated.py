"""For whom, with whom and through whom, over the interface: said, kept, read masked, refused."""

from shouwen.casework import queries
from shouwen.vocabulary import Actor

HEIR = {"about": "agent", "agent": "冯小军", "agent_tie": "heir", "agent_telephone": "13900000001"}


def test_what_is_said_is_kept_masked_and_revealed_with_a_reason(key_of, number, clock):
    lin = key_of("lin_xiao")
    page = f"/cases/{number}/stated"
    assert lin.get(page).json()["items"] == []
    said = lin.post(page, HEIR, Idempotency_Key="heir")
    assert (said.status_code, said.json()["kept"]) == (201, "beside"), said.content.decode()
    again = lin.post(page, HEIR, Idempotency_Key="heir")
    assert (again.json(), again["Idempotency-Replayed"]) == (said.json(), "true")
    told = lin.get(page)
    assert "冯小军" not in told.content.decode()
    (item,) = told.json()["items"]
    facts = {fact["means"]: fact for fact in item["facts"]}
    assert facts["agent_tie"]["options"] == ["heir"]
    assert (told.json()["has_agent"], told.json()["proven"]) == (True, False)
    revealed = lin.post(
        f"/cases/{number}/facts/{facts['agent']['name']}/reveal", {"reason": "核对"}
    )
    assert revealed.json()["value"] == "冯小军"
    assert lin.post(page, {"about": "authority", "authority": "mandate"}).status_code == 201
    assert lin.get(page).json()["proven"]
    late = {"about": "forwarded", "forwarder": "市民热线", "forward_due": "2025-04-28T03:00:00Z"}
    assert lin.post(page, late).status_code == 201
    seen = queries.case_view(Actor("lin_xiao"), number, clock.now).standing
    assert f"{seen.forward_due:%m-%d %H:%M}" == "04-28 11:00"
    assert lin.get(page).json()["forward_due"] == "2025-04-28T11:00:00+08:00"


def test_people_with_the_same_matter_are_entered_up_to_the_limit(key_of, number):
    lin, page = key_of("lin_xiao"), f"/cases/{number}/stated"
    six = [{"name": f"代表{n}", "representative": True} for n in "甲乙丙丁戊己"]
    refused = lin.post(page, {"about": "companion", "companions": six})
    assert (refused.status_code, refused.json()["code"]) == (422, "refused")
    assert refused.json()["reasons"][0]["code"] == "representatives"
    assert lin.post(page, {"about": "companion", "companions": six[:5]}).status_code == 201
    assert len(lin.get(page).json()["items"]) == 5


def test_what_does_not_belong_together_or_is_nothing_is_refused(key_of, number):
    lin, page = key_of("lin_xiao"), f"/cases/{number}/stated"
    for body, field in (
        ({"about": "wish", "agent": "冯小军"}, "agent"),
        ({"about": "companion", "how": "来函"}, "how"),
        ({"about": "agent", "agent": "冯小军", "agent_tie": "nobody"}, "agent_tie"),
        ({"about": "forwarded", "forward_due": "2025-04-28T11:00:00"}, None),
        ({"about": "wish"}, None),
        ({"about": "companion"}, None),
        ({"about": "internal", "internal": True, "person": "x"}, None),
    ):
        answer = lin.post(page, body)
        assert answer.status_code == 422, (body, answer.content.decode())
        if field:
            assert answer.json()["reasons"][0]["field"] == field
    assert lin.get(page).json()["items"] == []


def test_who_may_say_and_read_it(key_of, number):
    page = f"/cases/{number}/stated"
    accused = key_of("wu_yong")
    assert accused.get(page).status_code == 404
    assert accused.post(page, HEIR).status_code == 404
    reader = key_of("lin_xiao", "read")
    assert reader.get(page).status_code == 200
    assert reader.post(page, HEIR).json()["code"] == "scope_missing"
