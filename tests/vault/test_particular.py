import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwen.vault import Kind, Particular, mask
from shouwen.vault.particular import alike


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("name", "郭小明", "郭**"),
        ("name", "郭明", "郭**"),
        ("name", " John Smith ", "J**"),
        ("telephone", "13812345627", "138****5627"),
        ("telephone", "+86 138 1234 5627", "138****5627"),
        ("telephone", "０１０－８８８８１２３４", "010****1234"),
        ("telephone", "037161234567 转 801", "037*****4567"),
        ("telephone", "88881234", "*****234"),
        ("telephone", "95580", "****0"),
        ("telephone", "不详", "***"),
        ("identity_number", "410102199001011234", "4101**********1234"),
        ("identity_number", "41010219900101123x", "4101**********123x"),
        ("identity_number", "410102900101123", "4101*******1123"),
        ("identity_number", "E12345678", "E*******8"),
        ("account", "6217 0000 1234 5678 901", "6217***********8901"),
        ("email", "ann@x.cn", "a***@x.cn"),
        ("email", "not an address", "***"),
        ("address", "河南省郑州市金水区文化路一百二十三号院", "河南省郑州市****"),
        ("address", "文化路1号", "文****"),
        ("text", "我要投诉……", "（已保密）"),
        ("name", "  ", ""),
    ],
)
def test_a_mask_lets_recognise_and_not_use(kind, value, shown):
    assert mask(Kind(kind), value) == shown


@given(st.sampled_from([kind for kind in Kind if kind is not Kind.FILE]), st.text(max_size=40))
def test_a_mask_never_shows_all_of_a_value(kind, value):
    shown = mask(kind, value)
    assert not value.strip() or "*" in shown or shown == "（已保密）"


@pytest.mark.parametrize(
    ("kind", "writings"),
    [
        (
            "telephone",
            [
                "13812345627",
                "138-1234-5627",
                "+86 138 1234 5627",
                "８６１３８１２３４５６２７",
                "0086-13812345627",
                " 13812345627 转 9",
            ],
        ),
        (
            "telephone",
            ["010-88881234", "+86 10 8888 1234", "（010）88881234", "01088881234 ext. 5"],
        ),
        ("identity_number", ["41010219900101123x", "41010219900101123X ", "410102 19900101 123Ｘ"]),
        ("email", ["Ann@X.cn", "ann@x.CN "]),
    ],
)
def test_ways_of_writing_one_value_are_alike(kind, writings):
    assert len({alike(Kind(kind), text) for text in writings}) == 1


def test_different_numbers_are_not_alike():
    numbers = ["86123456", "123456", "13812345627", "13812345628", "8613812345"]
    assert len({alike(Kind.TELEPHONE, number) for number in numbers}) == len(numbers)


def test_a_particular_knows_its_kinds():
    assert Particular("name", "郭").kind is Kind.NAME
    with pytest.raises(ValueError, match="keep_file"):
        Particular(Kind.FILE, "x")
    with pytest.raises(ValueError, match="shoe_size"):
        Particular("shoe_size", "42")
