"""The demonstration bank is whole: every post held, every unit answered for."""

from collections import Counter

import pytest

from shouwen.demo.lanchuan import LANCHUAN
from shouwen.demo.organisation import UnknownUnit
from shouwen.packs import shelf
from shouwen.regulations import proofread_seats

ROLES = {
    "union_leader",
    "first_contact",
    "second_contact",
    "employee",
    "complaint_manager",
    "service_agent",
    "hq_service",
    "hq_leader",
    "agent",
    "complaint_post",
    "union_officer",
    "receptionist",
    "office_officer",
    "handler",
    "unit_head",
    "outlet_head",
    "branch_leader",
    "head_office_leader",
    "supervision_officer",
    "legal_officer",
    "product_manager",
    "customer_manager",
    "overseas_officer",
    "compliance_officer",
    "auditor",
    "analyst",
    "administrator",
    "caller",
    "hotline_agent",
    "assistance_operator",
    "branch_employee",
    "supervision_operator",
    "hr_head",
    "leading_group",
    "discipline_officer",
    "complaint_officer",
    "accounting_supervisor",
    "lobby_manager",
    "outlet_employee",
    "department_employee",
    "personal_dept",
    "corporate_dept",
    "card_dept",
    "operations_dept",
    "support_dept",
}


def test_the_tree_has_the_promised_shape() -> None:
    kinds = Counter(unit.kind for unit in LANCHUAN.units)
    assert kinds["head_office"] == 1
    assert (kinds["first_branch"], kinds["second_branch"], kinds["outlet"]) == (3, 5, 14)
    assert kinds["service_centre"] == 3
    assert (kinds["first_level"], kinds["sub_office"]) == (1, 3)
    assert kinds["overseas_office"] == 1
    assert [unit.id for unit in LANCHUAN.with_attribute("key_branch")] == ["lc"]
    centres = LANCHUAN.of_kind("service_centre")
    assert all("records_calls" in unit.attributes for unit in centres)


def test_every_unit_hangs_on_the_head_office() -> None:
    directory = LANCHUAN.directory()
    assert len(directory.units) == len(LANCHUAN.units), "an id is used twice"
    for unit in LANCHUAN.units:
        assert directory.within(unit.id, "ho"), unit
        if unit.kind == "outlet":
            assert directory.ancestor(unit.id, "second_branch")
            assert directory.ancestor(unit.id, "first_branch")


def test_featured_people_hold_every_role() -> None:
    featured = LANCHUAN.featured()
    assert 24 <= len(featured) <= 45
    assert {role for staff in featured for role, _ in staff.roles} == ROLES


def test_people_are_distinct_and_posts_are_at_real_units() -> None:
    logins = [staff.login for staff in LANCHUAN.staff]
    names = [staff.name for staff in LANCHUAN.staff]
    assert len(set(logins)) == len(logins)
    assert len(set(names)) == len(names)
    known = {unit.id for unit in LANCHUAN.units}
    for staff in LANCHUAN.staff:
        assert staff.unit in known
        assert {unit for _, unit in staff.roles} <= known
        given, _, surname = staff.login.partition(".")
        assert given.isascii()
        assert surname.isascii()
        assert given
        assert surname


@pytest.mark.parametrize(
    "kind", ["outlet", "second_branch", "first_branch", "service_centre", "head_office"]
)
def test_units_that_may_be_complained_about_have_a_head_and_another_handler(kind: str) -> None:
    directory = LANCHUAN.directory()
    for unit in LANCHUAN.of_kind(kind):
        heads = directory.holders("unit_head", unit.id)
        handlers = directory.holders("handler", unit.id)
        assert heads, unit
        assert handlers, unit
        assert set(heads) != set(handlers), unit


@pytest.mark.parametrize("role", ["union_officer", "office_officer", "supervision_officer"])
def test_every_branch_has_the_posts_of_its_level(role: str) -> None:
    directory = LANCHUAN.directory()
    for unit in LANCHUAN.of_kind("head_office", "first_branch", "second_branch"):
        assert directory.holders(role, unit.id), (role, unit)


def test_contacts_name_two_people_of_the_staff() -> None:
    logins = {staff.login for staff in LANCHUAN.staff}
    answered_for = {contacts.unit for contacts in LANCHUAN.contacts}
    assert {unit.id for unit in LANCHUAN.of_kind("outlet")} <= answered_for
    for contacts in LANCHUAN.contacts:
        assert {contacts.first, contacts.second} <= logins


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(UnknownUnit, match="nowhere"):
        LANCHUAN.unit("nowhere")


@pytest.mark.parametrize("regulation", ["postal-bank", "bank-outlet", "bank-three-lines"])
def test_the_bank_can_work_under_the_shipped_regulations(regulation: str) -> None:
    opened = shelf.opened(regulation)
    if opened.source is None or opened.pack is None:
        pytest.fail(f"{regulation} cannot be read")
    assert proofread_seats(opened.source, opened.pack, LANCHUAN.directory()) == []
