"""Caches of the streams of accounts, months and improvements, which `rebuild` makes anew."""

from django.db import models
from django.db.models import F, Q


class Money(models.DecimalField):
    """Yuan, exact to the fen."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **{"max_digits": 18, "decimal_places": 2, **options})


class Account(models.Model):
    """The account of one person, unit or case, such as ``person:zhang``."""

    key = models.TextField("账户", primary_key=True, db_collation="C")
    kind = models.TextField("种类")
    owner = models.TextField("户主")
    owner_path = models.TextField("户主位置", db_collation="C")
    balance = Money("未扣余额")
    held = Money("挂账")
    undetermined = models.IntegerField("待定笔数")
    asked = models.IntegerField("待批更正")
    unsettled = models.BooleanField("未结清")
    closed_through = models.TextField("结至", db_collation="C")
    left = models.BooleanField("已离职")
    version = models.IntegerField("版次")

    class Meta:
        db_table = "consequences_account"
        verbose_name = verbose_name_plural = "分户账"
        indexes = [
            models.Index(F("key"), name="account_unsettled", condition=Q(unsettled=True)),
            models.Index(F("owner_path"), F("key"), name="account_by_path"),
        ]

    def __str__(self) -> str:
        return self.key


class Charge(models.Model):
    """One charge as it stands. `due` is null while it is a percentage of a basis not known."""

    key = models.TextField("笔", primary_key=True, db_collation="C")
    account = models.TextField("账户", db_collation="C")
    number = models.TextField("投诉编号", db_collation="C")
    regulation = models.TextField("办法")
    ledger = models.TextField("账本")
    kind = models.TextField("种类")
    title = models.TextField("名称")
    month = models.TextField("月份", db_collation="C")
    at = models.DateTimeField("记账时间")
    percent = models.DecimalField("比例", max_digits=9, decimal_places=4, null=True)
    of = models.TextField("基数")
    due = Money("应扣", null=True)
    taken = Money("已扣")
    open = Money("未扣")
    lapsed = Money("不再扣")
    released = models.BooleanField("已撤销")
    sanction = models.TextField("处分")
    sanction_title = models.TextField("处分名称")
    ground_title = models.TextField("事由")
    published = models.TextField("公布文号")
    articles = models.TextField("依据")

    class Meta:
        db_table = "consequences_charge"
        verbose_name = verbose_name_plural = "记账"
        indexes = [
            models.Index(F("account"), F("at"), name="charge_by_account"),
            models.Index(F("number"), name="charge_by_case"),
            models.Index(F("kind"), F("at").desc(), F("key"), name="charge_by_kind"),
            models.Index(
                F("at").desc(), F("key"), name="charge_sanction", condition=~Q(sanction="")
            ),
        ]

    def __str__(self) -> str:
        return self.key


class AccountMonth(models.Model):
    """One account in one closed month, as it was closed."""

    pk = models.CompositePrimaryKey("month", "account")
    month = models.TextField("月份", db_collation="C")
    account = models.TextField("账户", db_collation="C")
    opening = Money("期初")
    charged = Money("记入")
    corrected = Money("更正")
    paid = Money("自缴")
    taken = Money("实扣")
    repaid = Money("退还")
    lapsed = Money("不再扣")
    carried = Money("结转")
    paid_out = Money("发放")

    class Meta:
        db_table = "consequences_account_month"
        verbose_name = verbose_name_plural = "分户月结"

    def __str__(self) -> str:
        return f"{self.month} {self.account}"


class Basis(models.Model):
    """The figures of one account for one month, by name: amounts as text."""

    pk = models.CompositePrimaryKey("month", "account")
    month = models.TextField("月份", db_collation="C")
    account = models.TextField("账户", db_collation="C")
    figures = models.JSONField("基数")
    at = models.DateTimeField("录入时间")
    person = models.TextField("录入人")

    class Meta:
        db_table = "consequences_basis"
        verbose_name = verbose_name_plural = "月度基数"

    def __str__(self) -> str:
        return f"{self.month} {self.account}"


class Closing(models.Model):
    """The close of one month: begun, and ended when every account was closed."""

    month = models.TextField("月份", primary_key=True, db_collation="C")
    begun_at = models.DateTimeField("开始")
    begun_by = models.TextField("经办人")
    ended_at = models.DateTimeField("结束", null=True)
    accounts = models.IntegerField("户数", default=0)
    taken = Money("实扣", default=0)
    repaid = Money("退还", default=0)
    paid_out = Money("发放", default=0)
    carried = Money("结转", default=0)

    class Meta:
        db_table = "consequences_closing"
        verbose_name = verbose_name_plural = "月结"

    def __str__(self) -> str:
        return self.month


class Improvement(models.Model):
    """One improvement as lists show it."""

    id = models.TextField("整改", primary_key=True, db_collation="C")
    kind = models.TextField("事项")
    title = models.TextField("名称")
    what = models.TextField("内容")
    source = models.TextField("来源")
    category = models.TextField("类别")
    unit = models.TextField("单位")
    unit_path = models.TextField("单位位置", db_collation="C")
    owner = models.TextField("责任人")
    state = models.TextField("状态")
    opened_at = models.DateTimeField("下达时间")
    due_on = models.DateField("期限")
    reported_at = models.DateTimeField("报告时间", null=True)
    check_on = models.DateField("查效日期", null=True)
    next_on = models.DateField("下一日期", null=True)
    order = models.BooleanField("须整改意见书")
    order_number = models.TextField("意见书文号")
    rounds = models.IntegerField("轮次")
    late = models.BooleanField("曾逾期")
    repeats = models.IntegerField("重复投诉", null=True)
    articles = models.TextField("依据")
    version = models.IntegerField("版次")

    class Meta:
        db_table = "consequences_improvement"
        verbose_name = verbose_name_plural = "整改"
        indexes = [
            models.Index(
                F("next_on"), F("id"), name="improvement_open",
                condition=Q(next_on__isnull=False),
            ),
            models.Index(F("unit_path"), F("opened_at").desc(), name="improvement_by_unit"),
            models.Index(F("source"), name="improvement_by_source"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.id
