import pytest

from shouwen.regulations.expressions import describe
from tests.regulations.conditions import TERMS, TITLES, ready


@pytest.mark.parametrize(
    ("source", "chinese"),
    [
        ("channel == 'phone' && amount > 50000", "渠道是电话，且金额超过 50000 元"),
        ("50000 >= amount", "金额在 50000 元以下（含）"),
        ("amount < 0.10", "金额不满 0.1 元"),
        ("count >= 3", "次数在 3 以上（含）"),
        ("!(count >= 3)", "次数不满 3"),
        ("amount > paid", "金额超过已赔金额"),
        ("amount <= paid * 2", "金额不超过已赔金额 × 2"),
        ("amount - (paid - 1) * 2 > 0", "金额 − （已赔金额 − 1） × 2 超过 0 元"),
        ("channel != 'phone'", "渠道不是电话"),
        ("channel in ['phone', 'web']", "渠道是电话、网络之一"),
        ("!(channel in ['phone', 'web'])", "渠道不是电话、网络中的任何一项"),
        ("channel in ['phone']", "渠道是电话"),
        ("channel in channels", "涉及渠道包括渠道"),
        ("'web' in channels", "涉及渠道包括网络"),
        ("major", "重大投诉为“是”"),
        ("!major", "重大投诉为“否”"),
        ("major == false", "重大投诉为“否”"),
        ("major != false", "重大投诉为“是”"),
        ("known(amount)", "已填写金额"),
        ("!known(amount)", "尚未填写金额"),
        ("pending('inquire') == 0", "“分头调查”均已完成"),
        ("pending('inquire') > 0", "尚有未完成的“分头调查”"),
        ("pending('inquire') < 3", "未完成的“分头调查”数不满 3"),
        ("late('answer') || !running('answer')", "“答复时限”已逾期，或“答复时限”没有在计时"),
        ("times('urge') >= 1", "曾经“催办”"),
        ("times('urge') == 0", "没有“催办”过"),
        ("due('answer') < now", "“答复时限”的到期时刻早于当前时刻"),
        ("now - received_at > hours(2)", "当前时刻 − 受理时刻超过 2 小时"),
        ("days_between(received_at, now) >= 15", "从受理时刻到当前时刻的天数在 15 以上（含）"),
        ("content.contains('误操作')", "投诉内容含有“误操作”"),
        ("!content.startsWith('x')", "投诉内容不以“x”开头"),
        ("content.size() > 10", "投诉内容的字数超过 10"),
        ("size(units) > 1", "涉及机构的项数超过 1"),
        ("limit.days > 3", "答复天数超过 3"),
        ("limit.level == 'union'", "时限表的 level 是工会"),
        (
            "major && (amount > 5 || count > 2)",
            "重大投诉为“是”，且（金额超过 5 元，或次数超过 2）",
        ),
        ("!(major || count > 2)", "重大投诉为“否”，且次数在 2 以下（含）"),
        ("!(major && count > 2)", "重大投诉为“否”，或次数在 2 以下（含）"),
        ("units.all(x, x != unit)", "涉及机构中的每一项（x）都满足：x 不是被投诉机构"),
        ("!units.exists(x, x == unit)", "涉及机构中没有一项（x）满足：x 是被投诉机构"),
        (
            "units.filter(x, x != unit).size() > 0",
            "涉及机构中满足（x：x 不是被投诉机构）的各项的项数超过 0",
        ),
        ("major ? amount > 5 : count > 2", "若重大投诉为“是”，则金额超过 5 元；否则次数超过 2"),
        ("major ? 'phone' : 'web'", "若重大投诉为“是”，则“phone”；否则“web”"),
        ("round_fen(amount / 3)", "金额 ÷ 3（四舍五入到分）"),
        ("stage == 'closed'", "当前阶段是“closed”"),
        ("true", "总是成立"),
        ("handler == handler", "承办人是承办人"),
    ],
)
def test_conditions_in_plain_chinese(source, chinese):
    assert describe(ready(source), TITLES, TERMS) == chinese


@pytest.mark.parametrize(
    ("source", "english"),
    [
        (
            "channel == 'phone' && amount > 50000",
            "channel is by phone, and amount is more than 50000 yuan",
        ),
        ("!(channel in ['phone', 'web'])", "channel is neither by phone nor online"),
        ("!known(amount) || !major", "amount is not filled in, or major: no"),
        ("pending('inquire') == 0", "no 'inquiry' is open"),
        ("received_at <= now", "received_at is not later than now"),
        ("major ? 1 : 2", "if major: yes: 1; otherwise: 2"),
        ("units.map(x, size(units))", "(the number of items of units) for each x of units"),
    ],
)
def test_conditions_in_plain_english(source, english):
    terms = {"channel": {"phone": "by phone", "web": "online"}}
    assert describe(ready(source), {"task inquire": "inquiry"}, terms, "en") == english


def test_every_function_of_the_language_has_words():
    from shouwen.regulations.expressions import LIBRARY, METHODS

    for name, function in (LIBRARY | METHODS).items():
        source = function.example
        more = {"number": ready("content").type}
        words = describe(ready(source, **more), TITLES, TERMS)
        assert name not in words, words
        assert "（" not in words or name == "round_fen"
