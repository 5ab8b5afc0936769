"""The people of 澜川储蓄银行, all invented. See ``lanchuan``.

Roles are those of the savings bank's regulation, of the outlets' norm and of the rules on the three
telephone lines, so that the same people can work under each.
"""

from shouwen.demo.organisation import Gender, Staff


def _staff(
    login: str, name: str, gender: Gender, title: str, unit: str, *roles: str, featured: bool = True
) -> Staff:
    """Read roles written ``role`` (at the desk's unit) or ``role@unit``."""
    held = tuple((role, at or unit) for role, _, at in (text.partition("@") for text in roles))
    return Staff(login, name, gender, title, unit, held, featured)


#: Departments of the head office whose complaints one liaison handles.
_LIAISON = tuple(
    f"handler@{unit}"
    for unit in (
        "ho", "ho_savings", "ho_wealth", "ho_loans", "ho_cards", "ho_online", "ho_overseas",
    )
)  # fmt: skip

_NAMED = (
    _staff("lin.xiaoyu", "林晓雨", "female", "客服座席", "ho_centre", "agent", "service_agent",
           "hotline_agent"),
    _staff(
        "he.junjie", "何俊杰", "male", "客服座席", "yl_centre",
        "agent", "service_agent", featured=False,
    ),
    _staff(
        "su.wanting", "苏婉婷", "female", "客服座席", "lt_centre",
        "agent", "service_agent", "handler",
        featured=False,
    ),
    _staff(
        "zheng.kai", "郑凯", "male", "投诉处理岗", "ho_centre",
        "complaint_post", "unit_head",
    ),
    _staff(
        "peng.jia", "彭佳", "female", "投诉处理岗", "yl_centre",
        "complaint_post", "unit_head",
        featured=False,
    ),
    _staff(
        "mo.zhiqiang", "莫志强", "male", "投诉处理岗", "lt_centre",
        "complaint_post", "unit_head",
        featured=False,
    ),
    _staff("tang.lihua", "唐丽华", "female", "回访员", "ho_centre", "caller", "handler"),
    _staff(
        "ou.yangfan", "欧阳帆", "male", "回访员", "yl_centre",
        "caller", "handler", featured=False,
    ),
    _staff("an.ran", "安然", "female", "回访员", "lt_centre", "caller", featured=False),
    _staff(
        "fang.huimin", "方慧敏", "female", "工会投诉主管", "ho_union",
        "union_officer", "union_officer@ho",
    ),
    _staff(
        "bian.zhengyi", "卞正义", "male", "总行工会工委主任", "ho_union",
        "union_leader", "union_leader@ho", "unit_head",
    ),
    _staff(
        "gu.minghua", "顾明华", "male", "工会接待员", "ho_union",
        "receptionist", "receptionist@ho",
    ),
    _staff(
        "yan.shuqin", "严淑琴", "female", "工会主席", "lc_union",
        "union_leader", "union_leader@lc", "unit_head",
        featured=False,
    ),
    _staff(
        "jiang.bo", "蒋波", "male", "工会投诉主管", "yl_union",
        "union_officer", "union_officer@yl", "receptionist", "receptionist@yl", "unit_head",
    ),
    _staff(
        "wu.meilan", "吴美兰", "female", "工会投诉主管", "lt_union",
        "union_officer", "union_officer@lt", "receptionist", "receptionist@lt", "unit_head",
        featured=False,
    ),
    _staff(
        "shen.yichen", "沈亦辰", "male", "行长办公室副主任", "ho_office",
        "office_officer", "office_officer@ho", "unit_head", "support_dept",
    ),
    _staff(
        "du.xuefei", "杜雪菲", "female", "办公室主任", "lc_office",
        "office_officer", "office_officer@lc", "handler@lc", "unit_head",
        featured=False,
    ),
    _staff(
        "hong.weiguo", "洪卫国", "male", "办公室主任", "yl_office",
        "office_officer", "office_officer@yl", "handler@yl", "unit_head",
        featured=False,
    ),
    _staff(
        "zhuo.ying", "卓颖", "female", "办公室副主任", "lt_office",
        "office_officer", "office_officer@lt", "handler@lt", "unit_head",
        featured=False,
    ),
    _staff("zhang.wei", "张薇", "female", "投诉经办人", "yinxing", "handler", "complaint_manager"),
    _staff(
        "liu.changqing", "刘长青", "male", "投诉经办人", "renzhong",
        "handler", "complaint_manager",
    ),
    _staff("zhou.min", "周敏", "female", "支行行长", "yinxing", "outlet_head", "unit_head"),
    _staff("xie.guodong", "谢国栋", "male", "支行行长", "renzhong", "outlet_head", "unit_head"),
    _staff(
        "han.zhengping", "韩正平", "male", "副行长（分管服务）", "hedong",
        "branch_leader", "unit_head",
    ),
    _staff(
        "mei.yunfang", "梅云芳", "female", "副行长（分管服务）", "lc", "branch_leader", "unit_head",
        featured=False,
    ),
    _staff(
        "qiao.jianhua", "乔建华", "male", "副行长（分管服务）", "yl", "branch_leader", "unit_head",
        featured=False,
    ),
    _staff(
        "lei.ting", "雷婷", "female", "副行长（分管服务）", "lt",
        "branch_leader", "unit_head", featured=False,
    ),
    _staff(
        "shi.wenyuan", "石文远", "male", "总行副行长", "ho",
        "head_office_leader", "hq_leader", "unit_head", "leading_group",
    ),
    _staff(
        "kong.xiangrui", "孔祥瑞", "male", "监察部主任", "ho_supervision",
        "supervision_officer", "supervision_officer@ho", "unit_head", "discipline_officer@ho",
    ),
    _staff(
        "pan.yue", "潘越", "female", "法律顾问", "ho_legal",
        "legal_officer", "legal_officer@ho", "unit_head",
    ),
    _staff(
        "hu.yining", "胡一宁", "female", "产品经理", "ho_savings",
        "product_manager", "unit_head", "personal_dept",
    ),
    _staff(
        "ge.tianyu", "葛天宇", "male", "渠道经理", "ho_online",
        "product_manager", "unit_head", "card_dept",
    ),
    _staff(
        "yin.hongmei", "尹红梅", "female", "客户管理部总经理", "ho_customers",
        "customer_manager", "customer_manager@ho", "unit_head", "corporate_dept",
    ),
    _staff(
        "tao.ran", "陶然", "male", "海外机构管理岗", "ho_overseas",
        "overseas_officer", "overseas_officer@ho", "unit_head",
    ),
    _staff(
        "qin.shuhan", "秦书涵", "female", "合规经理", "ho_compliance",
        "compliance_officer", "compliance_officer@ho", "unit_head",
    ),
    _staff("bai.lu", "白璐", "female", "审计师", "ho_audit", "auditor", "auditor@ho", "unit_head"),
    _staff("wen.haoran", "温浩然", "male", "数据分析师", "ho_union", "analyst", "analyst@ho"),
    _staff(
        "an.zhiyong", "安志勇", "male", "网点服务管理主管", "ho_channels",
        "product_manager", "hq_service@ho", "unit_head", "operations_dept",
    ),
    _staff("fan.ruolan", "范若兰", "female", "部门投诉联络员", "ho_channels", "handler", *_LIAISON,
           "department_employee"),
    _staff(
        "kuang.wenhui", "邝文慧", "female", "人力资源部总经理", "ho_hr",
        "hr_head", "hr_head@ho", "unit_head",
    ),
    _staff(
        "teng.zimo", "滕子墨", "male", "服务监督电话接听人", "ho_hr",
        "supervision_operator", "supervision_operator@ho",
    ),
    _staff(
        "che.xiaoyan", "车晓燕", "female", "客户援助电话接听人", "yingyebu",
        "assistance_operator", "branch_employee", "complaint_officer", "handler",
    ),
    _staff(
        "nie.sen", "聂森", "male", "系统管理员", "ho_technology",
        "administrator", "administrator@ho", "unit_head",
    ),
)  # fmt: skip

#: The head office's own business department and its sub-offices: heads, accounting supervisors who
#: handle complaints, and clerks. Those of the first sub-office are featured.
_BUSINESS_HALL: dict[str, tuple[tuple[str, str, Gender], ...]] = {
    "gulou": (
        ("jian.qiuyue", "简秋月", "female"),
        ("ying.zhibo", "应志博", "male"),
        ("mu.tingting", "穆婷婷", "female"),
    ),
    "matou": (
        ("lou.haiyang", "娄海洋", "male"),
        ("qi.guilan", "戚桂兰", "female"),
        ("jiao.lin", "焦琳", "female"),
    ),
    "xuefu": (
        ("zuo.hongyi", "左弘毅", "male"),
        ("ju.wenqian", "鞠文倩", "female"),
        ("shu.yang", "舒洋", "male"),
    ),
}
_BUSINESS_HALL_POSTS = (
    ("分理处主任", ("outlet_head", "unit_head")),
    ("会计主管", ("handler", "complaint_officer", "accounting_supervisor")),
    ("大堂经理", ("employee", "outlet_employee", "lobby_manager")),
)

#: Heads and handlers of the outlets, in the order of the outlets: (head, handler) each as
#: (login, name, gender). Two outlets have theirs among the featured people.
_OUTLET_PEOPLE: dict[str, tuple[tuple[str, str, Gender], ...]] = {
    "wenmiao": (("cao.yunsheng", "曹运生", "male"), ("ren.jing", "任静", "female")),
    "donghu": (("song.qian", "宋倩", "female"), ("lu.ziming", "陆子明", "male")),
    "jichang": (("dai.zhiyuan", "戴志远", "male"), ("fu.xin", "傅欣", "female")),
    "huochezhan": (("cui.hongtao", "崔洪涛", "male"), ("zou.yan", "邹艳", "female")),
    "shifan": (("meng.jie", "孟洁", "female"), ("qiu.shaobo", "邱少博", "male")),
    "chachang": (("liao.defu", "廖德福", "male"), ("yu.wenjing", "余文静", "female")),
    "baishi": (("niu.chunlan", "牛春兰", "female"), ("tan.yong", "谭勇", "male")),
    "binjiang": (("hao.jingyi", "郝静怡", "female"), ("shao.peng", "邵鹏", "male")),
    "yushi": (("lai.shengli", "赖胜利", "male"), ("wan.ruoxi", "万若曦", "female")),
    "kaifaqu": (("kang.ning", "康宁", "female"), ("duan.feiyu", "段飞宇", "male")),
    "dukou": (("ji.haisheng", "纪海生", "male"), ("bu.xiaotong", "卜晓彤", "female")),
    "haifang": (("ruan.lijuan", "阮丽娟", "female"), ("jia.zhen", "贾震", "male")),
}

#: Further people at the second-level branches: leader (hedong's is featured), union, office,
#: supervision.
_SECOND_BRANCH_PEOPLE: dict[str, tuple[tuple[str, str, str, Gender], ...]] = {
    "hedong": (
        ("union", "wei.chunyan", "魏春燕", "female"),
        ("office", "ding.lei", "丁磊", "male"),
        ("supervision", "luo.jianjun", "罗建军", "male"),
    ),
    "yueping": (
        ("leader", "xiong.weimin", "熊伟民", "male"),
        ("union", "ye.fanghua", "叶芳华", "female"),
        ("office", "bao.chengcheng", "包成成", "male"),
        ("supervision", "ning.suzhen", "宁素贞", "female"),
    ),
    "songling": (
        ("leader", "shang.guanyun", "上官云", "female"),
        ("union", "jin.dacheng", "金大成", "male"),
        ("office", "lan.caixia", "蓝彩霞", "female"),
        ("supervision", "xiang.yang", "向阳", "male"),
    ),
    "tongpu": (
        ("leader", "lian.guoqiang", "连国强", "male"),
        ("union", "hua.yuzhen", "华玉珍", "female"),
        ("office", "chi.ming", "池明", "male"),
        ("supervision", "miao.hui", "苗慧", "female"),
    ),
    "qingyu": (
        ("leader", "gan.lixin", "甘立新", "male"),
        ("union", "zhan.xiuying", "詹秀英", "female"),
        ("office", "yue.pengfei", "岳鹏飞", "male"),
        ("supervision", "chai.min", "柴敏", "female"),
    ),
}

_SECOND_BRANCH_ROLES = {
    "leader": ("副行长（分管服务）", ("branch_leader", "unit_head")),
    "union": ("工会专员", ("union_officer", "receptionist")),
    "office": ("办公室主任", ("office_officer", "handler", "customer_manager")),
    "supervision": ("监察专员", ("supervision_officer",)),
}

#: The remaining desks: departments whose officer is not featured.
_FURTHER: tuple[tuple[str, str, Gender, str, str, str], ...] = (
    ("xu.man", "许曼", "female", "工会投诉主管", "lc_union", "union_officer"),
    ("jing.ruitao", "井锐涛", "male", "工会接待员", "lc_union", "receptionist"),
    ("dong.qi", "董琦", "female", "工会主席", "yl_union", "union_leader"),
    ("yuan.kai", "袁恺", "male", "工会主席", "lt_union", "union_leader"),
    ("gong.ailing", "龚爱玲", "female", "监察专员", "lc_supervision", "supervision_officer"),
    ("mao.xuesong", "毛雪松", "male", "监察专员", "yl_supervision", "supervision_officer"),
    ("chu.tian", "储恬", "female", "监察专员", "lt_supervision", "supervision_officer"),
    ("ling.feng", "凌峰", "male", "法律专员", "lc_legal", "legal_officer"),
    ("pang.xinyi", "庞欣怡", "female", "法律专员", "yl_legal", "legal_officer"),
    ("hou.zhigang", "侯志刚", "male", "法律专员", "lt_legal", "legal_officer"),
    ("geng.yulan", "耿玉兰", "female", "客户管理岗", "lc_customers", "customer_manager"),
    ("zhai.liang", "翟亮", "male", "客户管理岗", "yl_customers", "customer_manager"),
    ("yan.ruyi", "颜如意", "female", "客户管理岗", "lt_customers", "customer_manager"),
    ("sheng.kexin", "盛可欣", "female", "产品经理", "ho_wealth", "product_manager"),
    ("qu.hongwei", "曲宏伟", "male", "产品经理", "ho_loans", "product_manager"),
    ("tong.lele", "童乐乐", "female", "产品经理", "ho_cards", "product_manager"),
)


#: Whoever is asked first at an outlet.
_CLERKS: dict[str, tuple[str, str, Gender]] = {
    "yinxing": ("le.tiantian", "乐甜甜", "female"),
    "wenmiao": ("gao.qizhi", "高启智", "male"),
    "donghu": ("pei.yushan", "裴雨珊", "female"),
    "jichang": ("zhan.peng", "湛鹏", "male"),
    "renzhong": ("ming.xiaolei", "明晓蕾", "female"),
    "huochezhan": ("tu.jianxin", "涂建新", "male"),
    "shifan": ("fei.siyuan", "费思源", "male"),
    "chachang": ("cen.meijuan", "岑美娟", "female"),
    "baishi": ("ban.chaoyang", "班朝阳", "male"),
    "binjiang": ("qi.yuchen", "祁雨晨", "female"),
    "yushi": ("mi.jiayi", "米佳怡", "female"),
    "kaifaqu": ("wei.dongsheng", "隗东升", "male"),
    "dukou": ("sang.lan", "桑兰", "female"),
    "haifang": ("pu.hailong", "浦海龙", "male"),
}


def _outlet_people() -> list[Staff]:
    people = [
        _staff("lim.zhensheng", "林振声", "male", "客户服务主管", "sg", "outlet_head", "unit_head",
               featured=False),
        _staff("koh.minyi", "许敏仪", "female", "投诉经办人", "sg", "handler", featured=False),
    ]  # fmt: skip
    for outlet, (head, handler) in _OUTLET_PEOPLE.items():
        people.append(_staff(*head, "支行行长", outlet, "outlet_head", "unit_head", featured=False))
        people.append(
            _staff(*handler, "投诉经办人", outlet, "handler", "complaint_manager", featured=False)
        )
    return people


def _business_hall() -> list[Staff]:
    head = _staff(
        "you.chengzhi", "游承志", "male", "营业部总经理", "yingyebu", "unit_head", featured=False
    )
    return [
        head,
        *(
            _staff(*person, title, unit, *roles, featured=unit == "gulou")
            for unit, three in _BUSINESS_HALL.items()
            for person, (title, roles) in zip(three, _BUSINESS_HALL_POSTS, strict=True)
        ),
    ]


def _branch_people() -> list[Staff]:
    people = []
    for branch, posts in _SECOND_BRANCH_PEOPLE.items():
        for post, login, name, gender in posts:
            title, roles = _SECOND_BRANCH_ROLES[post]
            desk = branch
            if post != "leader":
                desk = f"{branch}_{post}"
                roles = (*roles, *(f"{role}@{branch}" for role in roles), "unit_head")
            people.append(_staff(login, name, gender, title, desk, *roles, featured=False))
    return people


def _department_people() -> list[Staff]:
    people = []
    for login, name, gender, title, desk, role in _FURTHER:
        # A product belongs to its department; every other post answers for the whole level.
        level = () if role == "product_manager" else (f"{role}@{desk.partition('_')[0]}",)
        held = (role, *level, "unit_head")
        people.append(_staff(login, name, gender, title, desk, *held, featured=False))
    return people


def _clerks() -> list[Staff]:
    return [
        _staff(login, name, gender, "大堂经理", outlet, "employee", featured=outlet == "yinxing")
        for outlet, (login, name, gender) in _CLERKS.items()
    ]


def staff() -> tuple[Staff, ...]:
    """Return everybody who works at the bank, those with a part of their own first."""
    return (
        *_NAMED, *_outlet_people(), *_clerks(), *_branch_people(), *_department_people(),
        *_business_hall(),
    )  # fmt: skip
