"""What a case is listed, timed, shared out and found by."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q


class Case(models.Model):
    """One case as lists show it."""

    number = models.TextField("编号", primary_key=True, db_collation="C")
    code_hash = models.BinaryField("查询码摘要", null=True)
    pack = models.TextField("办法")
    edition = models.TextField("版本")
    digest = models.TextField("版本摘要")
    version = models.IntegerField("版次")
    stage = models.TextField("阶段")
    ended = models.BooleanField("已终结")
    imported = models.BooleanField("历史导入")
    opened_at = models.DateTimeField("登记时间")
    ended_at = models.DateTimeField("终结时间", null=True)
    updated_at = models.DateTimeField("变动时间")
    receiving_unit = models.TextField("受理单位")
    receiving_path = models.TextField("受理单位位置", db_collation="C")
    unit = models.TextField("承办单位")
    unit_path = models.TextField("承办单位位置", db_collation="C")
    handler = models.TextField("经办人")
    first_receiver = models.TextField("首问人")
    subject = models.TextField("事由")
    complainant = models.TextField("投诉人", help_text="保密库引用或文字")
    channel = models.TextField("渠道")
    category = models.TextField("类别")
    amount = models.DecimalField("金额", max_digits=18, decimal_places=2, null=True)
    next_due_at = models.DateTimeField("最近期限")
    next_due_since = models.DateTimeField("最近期限起算", null=True)
    next_soon_at = models.DateTimeField("临近时刻")
    next_clock = models.TextField("最近期限名称")
    next_provisional = models.BooleanField("期限暂定")
    confidential = models.BooleanField("限制知悉")
    circle = ArrayField(models.TextField(), verbose_name="知悉范围")
    recused = ArrayField(models.TextField(), verbose_name="回避人")
    parties = ArrayField(models.TextField(), verbose_name="参与者")
    flags = ArrayField(models.TextField(), verbose_name="标记")
    #: good, fair, bad, none (asked, no answer), or empty (not asked).
    rating = models.TextField("满意评价", default="")
    timed = models.BooleanField("有法定时限", default=False)
    #: owed, given, accepted, rejected (and owed again), or empty.
    delay = models.TextField("逾期原因", default="")
    #: dispute, call_back, approval, or empty: what the case waits for.
    waiting = models.TextField("等待", default="")

    class Meta:
        db_table = "casework_case"
        verbose_name = verbose_name_plural = "投诉"
        indexes = [
            # Ended cases too: they come after all that is due, in the list of everything.
            models.Index(F("next_due_at"), F("number"), name="case_by_due"),
            models.Index(
                F("unit"), F("next_due_at"), F("number"), name="case_by_unit",
                condition=Q(ended=False),
            ),
            models.Index(F("stage"), F("next_due_at"), F("number"), name="case_by_stage"),
            models.Index(F("handler"), F("next_due_at"), F("number"), name="case_by_handler"),
            models.Index(F("unit_path"), F("ended"), name="case_by_path"),
            models.Index(F("receiving_path"), F("ended"), name="case_by_receiving_path"),
            # Both, so that what is overdue already is passed over inside the index.
            models.Index(
                F("next_soon_at"), F("next_due_at"), name="case_by_soon",
                condition=Q(ended=False),
            ),
            models.Index(F("opened_at"), F("number"), name="case_by_opening"),
            models.Index(F("updated_at"), F("number"), name="case_by_change"),
            # What the map of what is late counts, without a look at the rows themselves.
            models.Index(
                fields=["next_due_at", "number"], name="case_late_map", condition=Q(ended=False),
                include=["pack", "unit_path", "receiving_path", "stage", "confidential",
                         "recused"],
            ),
            # The same for what units are measured by, in the order of the list of closed ones.
            models.Index(
                fields=["ended_at", "number"], name="case_by_end", condition=Q(ended=True),
                include=["pack", "unit_path", "receiving_path", "timed", "rating", "delay",
                         "flags", "confidential", "recused"],
            ),
            models.Index(
                F("delay"), F("next_due_at"), F("number"), name="case_by_delay",
                condition=Q(delay__gt=""),
            ),
            models.Index(
                F("waiting"), F("next_due_at"), F("number"), name="case_by_waiting",
                condition=Q(waiting__gt=""),
            ),
            GinIndex(F("parties"), name="case_by_party", fastupdate=False),
            # Closed cases are twenty times as many: who has open ones is asked on every page.
            GinIndex(
                F("parties"), name="open_case_by_party", fastupdate=False,
                condition=Q(ended=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number


class Clock(models.Model):
    """One clock of a case. `next_fire_at` moves on to the next point when one has been reached."""

    pk = models.CompositePrimaryKey("number", "clock")
    number = models.TextField("编号", db_collation="C")
    clock = models.TextField("期限")
    state = models.TextField("状态")
    started_at = models.DateTimeField("开始")
    since = models.DateTimeField("起算")
    due_at = models.DateTimeField("到期", null=True)
    next_fire_at = models.DateTimeField("下一提醒", null=True)
    stopped_at = models.DateTimeField("停止", null=True)
    provisional = models.BooleanField("暂定")
    soft = models.BooleanField("内部")
    extended = models.IntegerField("延期次数")

    class Meta:
        db_table = "casework_clock"
        verbose_name = verbose_name_plural = "期限"
        indexes = [
            models.Index(
                F("next_fire_at"), F("number"), name="clock_by_fire",
                condition=Q(next_fire_at__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.clock}"


class Desk(models.Model):
    """What lies on whose desk: the stage a seat owns (`what` = ``stage``), and every open task."""

    pk = models.CompositePrimaryKey("number", "what")
    number = models.TextField("编号", db_collation="C")
    what = models.TextField("事项")
    title = models.TextField("名称")
    role = models.TextField("席位")
    unit = models.TextField("单位")
    keys = ArrayField(models.TextField(), verbose_name="归谁")
    opened_at = models.DateTimeField("交办时间")
    #: work, approval, call_back, reason or dispute: what the regulation's acts here mean.
    kind = models.TextField("性质", default="work")

    class Meta:
        db_table = "casework_desk"
        verbose_name = verbose_name_plural = "待办"
        indexes = [GinIndex(F("keys"), name="desk_by_key", fastupdate=False)]

    def __str__(self) -> str:
        return f"{self.number} {self.what}"


class Document(models.Model):
    """One issued document; its contents are in the ledger at `version`."""

    pk = models.CompositePrimaryKey("number", "version")
    number = models.TextField("编号", db_collation="C")
    version = models.IntegerField("版次")
    pack = models.TextField("办法")
    document = models.TextField("文书")
    sequence = models.IntegerField("第几份")
    issued_number = models.TextField("文号")
    issued_at = models.DateTimeField("发出时间")

    class Meta:
        db_table = "casework_document"
        verbose_name = verbose_name_plural = "文书"
        indexes = [
            models.Index(F("issued_at"), F("number"), name="document_by_issue"),
            models.Index(F("issued_number"), name="document_by_number"),
        ]

    def __str__(self) -> str:
        return self.issued_number or f"{self.number} {self.document}"


class Particular(models.Model):
    """Which case a reference into the vault belongs to."""

    ref = models.TextField("引用", primary_key=True, db_collation="C")
    number = models.TextField("编号", db_collation="C")
    fact = models.TextField("要素")

    class Meta:
        db_table = "casework_particular"
        verbose_name = verbose_name_plural = "保密要素"
        indexes = [models.Index(F("number"), name="particular_by_case")]

    def __str__(self) -> str:
        return self.ref


class SearchText(models.Model):
    """What a case can be found by: its number and its texts that are no secret."""

    id = models.BigAutoField(primary_key=True)
    number = models.TextField("编号", db_collation="C", unique=True)
    body = models.TextField("文字")

    class Meta:
        db_table = "casework_search"
        verbose_name = verbose_name_plural = "检索"

    def __str__(self) -> str:
        return self.number


class Serial(models.Model):
    """The last number drawn of a series."""

    series = models.TextField("系列", primary_key=True, db_collation="C")
    last = models.BigIntegerField("已用到")

    class Meta:
        db_table = "casework_serial"
        verbose_name = verbose_name_plural = "流水号"

    def __str__(self) -> str:
        return f"{self.series}{self.last}"
