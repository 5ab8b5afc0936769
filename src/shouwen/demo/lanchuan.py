"""澜川储蓄银行: a bank that does not exist, in cities that do not exist, with invented people.

A head office in 澜川 with a business department of three sub-offices, three first-level branches
(one of them a key branch), five second-level branches, fourteen outlets and one institution abroad.
The rules on the three telephone lines are lived by at the business department. Posts of a level
(union, office, supervision, leader in charge) are held both at the department and at the branch or
head office it belongs to, because regulations speak of "the union of the first-level branch", not
of its department.
"""

from dataclasses import replace

from shouwen.demo.lanchuan_staff import staff
from shouwen.demo.organisation import Contacts, Organisation, Staff
from shouwen.people import Office
from shouwen.vocabulary import Deputy, Unit


def _unit(unit_id: str, name: str, kind: str, parent: str | None, *words: str) -> Unit:
    return Unit(unit_id, name, kind, parent, frozenset(words))


_HEAD_OFFICE = (
    _unit("ho", "澜川储蓄银行总行", "head_office", None, "head_office_city"),
    _unit("ho_centre", "总行客户服务中心", "service_centre", "ho", "records_calls", "head_centre"),
    _unit("ho_union", "总行工会工委", "department", "ho", "union"),
    _unit("ho_office", "总行行长办公室", "department", "ho", "office"),
    _unit("ho_legal", "总行法律事务部", "department", "ho", "legal"),
    _unit("ho_supervision", "总行监察部", "department", "ho", "supervision"),
    _unit("ho_compliance", "总行内控合规部", "department", "ho", "compliance"),
    _unit("ho_audit", "总行审计部", "department", "ho", "audit"),
    _unit("ho_customers", "总行客户管理部", "department", "ho", "customer_management"),
    _unit("ho_savings", "总行个人储蓄部", "department", "ho", "product"),
    _unit("ho_wealth", "总行财富管理部", "department", "ho", "product"),
    _unit("ho_loans", "总行消费信贷部", "department", "ho", "product"),
    _unit("ho_cards", "总行信用卡部", "department", "ho", "product"),
    _unit("ho_online", "总行网络金融部", "department", "ho", "channel"),
    _unit("ho_channels", "总行渠道与网点管理部", "department", "ho", "channel"),
    _unit("ho_overseas", "总行海外机构管理部", "department", "ho", "overseas_management"),
    _unit("ho_technology", "总行信息科技部", "department", "ho", "technology"),
    _unit("ho_hr", "总行人力资源部", "department", "ho", "supervision_line"),
    _unit("sg", "新加坡分行", "overseas_office", "ho", "overseas"),
)


_BUSINESS_DEPARTMENT = (
    _unit("yingyebu", "总行营业部", "first_level", "ho", "head_office_city"),
    _unit("gulou", "鼓楼分理处", "sub_office", "yingyebu", "head_office_city"),
    _unit("matou", "码头分理处", "sub_office", "yingyebu", "head_office_city"),
    _unit("xuefu", "学府路分理处", "sub_office", "yingyebu", "head_office_city"),
)


def _first_branch(unit_id: str, name: str, *words: str, centre: bool) -> tuple[Unit, ...]:
    departments = (
        _unit(unit_id, name, "first_branch", "ho", *words),
        _unit(f"{unit_id}_union", f"{name}工会", "department", unit_id, "union"),
        _unit(f"{unit_id}_office", f"{name}办公室", "department", unit_id, "office"),
        _unit(f"{unit_id}_supervision", f"{name}监察部", "department", unit_id, "supervision"),
        _unit(f"{unit_id}_legal", f"{name}法律合规部", "department", unit_id, "legal"),
        _unit(
            f"{unit_id}_customers",
            f"{name}客户管理部",
            "department",
            unit_id,
            "customer_management",
        ),
    )
    if not centre:
        return departments
    line = _unit(
        f"{unit_id}_centre",
        f"{name}客户服务中心",
        "service_centre",
        unit_id,
        "records_calls",
    )
    return (*departments, line)


def _second_branch(
    unit_id: str, name: str, parent: str, outlets: dict[str, str], *words: str
) -> tuple[Unit, ...]:
    return (
        _unit(unit_id, name, "second_branch", parent, *words),
        _unit(f"{unit_id}_union", f"{name}工会", "department", unit_id, "union"),
        _unit(f"{unit_id}_office", f"{name}办公室", "department", unit_id, "office"),
        _unit(f"{unit_id}_supervision", f"{name}监察室", "department", unit_id, "supervision"),
        *(_unit(outlet, title, "outlet", unit_id, *words) for outlet, title in outlets.items()),
    )


UNITS = (
    *_HEAD_OFFICE,
    *_BUSINESS_DEPARTMENT,
    *_first_branch("lc", "澜川市分行", "key_branch", "head_office_city", centre=False),
    *_second_branch(
        "hedong",
        "澜川河东分行",
        "lc",
        {
            "yinxing": "银杏路支行",
            "wenmiao": "文庙街支行",
            "donghu": "东湖新城支行",
            "jichang": "机场路支行",
        },
        "head_office_city",
    ),
    *_first_branch("yl", "云麓省分行", centre=True),
    *_second_branch(
        "yueping",
        "岳平市分行",
        "yl",
        {"renzhong": "人民中路支行", "huochezhan": "火车站支行", "shifan": "师范学院支行"},
    ),
    *_second_branch(
        "songling", "松岭市分行", "yl", {"chachang": "茶厂街支行", "baishi": "白石镇支行"}
    ),
    *_first_branch("lt", "临汀省分行", centre=True),
    *_second_branch(
        "tongpu",
        "桐浦市分行",
        "lt",
        {"binjiang": "滨江大道支行", "yushi": "鱼市口支行", "kaifaqu": "开发区支行"},
    ),
    *_second_branch("qingyu", "青屿市分行", "lt", {"dukou": "渡口支行", "haifang": "海防路支行"}),
)


def _contacts(people: tuple[Staff, ...]) -> tuple[Contacts, ...]:
    """Return contacts: the head of a unit is asked first, its handler second."""
    first: dict[str, str] = {}
    second: dict[str, str] = {}
    for person in people:
        for role, unit in person.roles:
            if role == "unit_head":
                first.setdefault(unit, person.login)
            elif role == "handler":
                second.setdefault(unit, person.login)
    return tuple(
        Contacts(unit.id, first[unit.id], second[unit.id])
        for unit in UNITS
        if unit.id in first and unit.id in second
    )


def _with_posts(people: tuple[Staff, ...], contacts: tuple[Contacts, ...]) -> tuple[Staff, ...]:
    """Return the people holding the posts of contacts as well.

    Whoever heads a department answers for its complaints where a regulation wants one named.
    """
    departments = {unit.id for unit in UNITS if unit.kind == "department"}
    return tuple(
        replace(
            person,
            roles=(
                *person.roles,
                *(("first_contact", one.unit) for one in contacts if one.first == person.login),
                *(("second_contact", one.unit) for one in contacts if one.second == person.login),
                *(
                    ("complaint_officer", unit)
                    for role, unit in person.roles
                    if role == "unit_head" and unit in departments
                ),
            ),
        )
        for person in people
    )


_PEOPLE = staff()
_CONTACTS = _contacts(_PEOPLE)

#: The demonstration bank.
LANCHUAN = Organisation(
    name="澜川储蓄银行",
    short="澜川银行",
    english="Lanchuan Savings Bank",
    city="澜川市",
    # 98 begins no number in use in the mainland, so nobody is called by mistake.
    hotline="98011",
    units=UNITS,
    staff=_with_posts(_PEOPLE, _CONTACTS),
    absences=(Deputy("gu.minghua", "fang.huimin"), Deputy("an.ran", "tang.lihua")),
    contacts=_CONTACTS,
    # Two of each who must agree with another before a calendar or a regulation is published.
    offices=(
        ("nie.sen", Office.ADMINISTRATOR),
        ("wen.haoran", Office.ADMINISTRATOR),
        ("qin.shuhan", Office.COMPLIANCE),
        ("an.zhiyong", Office.COMPLIANCE),
        ("bai.lu", Office.AUDITOR),
    ),
)
