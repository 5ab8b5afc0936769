"""What lists and searches read: caches of the ledger's folds, which `rebuild` makes anew.

Only :mod:`.writing` and its neighbours write here. Unit paths (``/ho/branch/outlet/``) are
positions in the tree of units: a subtree is one range, and a new unit moves no other.
"""

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
    #: owed, given, or empty.
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


class Notice(models.Model):
    """One notice to one person, or to whoever holds a seat."""

    number = models.TextField("编号", db_collation="C")
    version = models.IntegerField("版次")
    to = models.TextField("致")
    kind = models.TextField("种类")
    text = models.TextField("内容")
    article = models.TextField("依据")
    at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读", null=True)

    class Meta:
        db_table = "casework_notice"
        verbose_name = verbose_name_plural = "通知"
        constraints = [
            models.UniqueConstraint(fields=["number", "version", "to"], name="notice_once")
        ]
        indexes = [models.Index(F("to"), F("at").desc(), F("id").desc(), name="notice_by_person")]

    def __str__(self) -> str:
        return f"{self.number} {self.to}"


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


class Contact(models.Model):
    """One call, letter, visit, mail or post, whatever came of it."""

    id = models.TextField("来件", primary_key=True, db_collation="C")
    kind = models.TextField("种类")
    channel = models.TextField("渠道")
    unit = models.TextField("单位")
    person = models.TextField("接待人")
    received_at = models.DateTimeField("来件时间")
    number = models.TextField("投诉编号", db_collation="C")
    summary = models.TextField("摘要")
    reason = models.TextField("未受理原因")
    ref = models.TextField("保密库引用")

    class Meta:
        db_table = "casework_contact"
        verbose_name = verbose_name_plural = "来件"
        indexes = [
            models.Index(F("received_at").desc(), F("id"), name="contact_by_time"),
            models.Index(F("number"), name="contact_by_case"),
        ]

    def __str__(self) -> str:
        return self.id


class Duty(models.Model):
    """One periodic duty of one unit for one period."""

    key = models.TextField("键", primary_key=True, db_collation="C")
    pack = models.TextField("办法")
    digest = models.TextField("版本摘要")
    duty = models.TextField("义务")
    role = models.TextField("席位")
    unit = models.TextField("单位")
    unit_path = models.TextField("单位位置", db_collation="C")
    first = models.DateField("自")
    last = models.DateField("至")
    due_at = models.DateTimeField("到期")
    provisional = models.BooleanField("暂定")
    article = models.TextField("依据")
    signed_by = models.TextField("签办人", default="")
    signed_at = models.DateTimeField("签办时间", null=True)
    note = models.TextField("说明", default="")

    class Meta:
        db_table = "casework_duty"
        verbose_name = verbose_name_plural = "定期义务"
        indexes = [
            models.Index(
                F("unit_path"), F("due_at"), name="duty_open_by_unit",
                condition=Q(signed_at__isnull=True),
            ),
            models.Index(F("unit_path"), F("due_at").desc(), name="duty_by_unit"),
            models.Index(F("pack"), F("first").desc(), name="duty_by_period"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.key


class Draft(models.Model):
    """A registration not yet submitted. Drafts are no part of the record."""

    id = models.TextField("草稿", primary_key=True)
    person = models.TextField("填写人")
    regulation = models.TextField("办法")
    act = models.TextField("动作")
    sealed = models.BinaryField("内容（加密）")
    updated_at = models.DateTimeField("保存时间")

    class Meta:
        db_table = "casework_draft"
        verbose_name = verbose_name_plural = "草稿"
        indexes = [models.Index(F("person"), F("updated_at").desc(), name="draft_by_person")]

    def __str__(self) -> str:
        return self.id


class Serial(models.Model):
    """The last number drawn of a series."""

    series = models.TextField("系列", primary_key=True, db_collation="C")
    last = models.BigIntegerField("已用到")

    class Meta:
        db_table = "casework_serial"
        verbose_name = verbose_name_plural = "流水号"

    def __str__(self) -> str:
        return f"{self.series}{self.last}"


class Edition(models.Model):
    """The text of every edition a case was ever opened under, whatever lies on the shelf today."""

    digest = models.TextField("摘要", primary_key=True)
    pack = models.TextField("办法")
    version = models.TextField("版本")
    text = models.TextField("全文")

    class Meta:
        db_table = "casework_edition"
        verbose_name = verbose_name_plural = "办法版本"

    def __str__(self) -> str:
        return f"{self.pack}@{self.version}"


class Adoption(models.Model):
    """A regulation the organisation works by. With none recorded, all on the shelf count."""

    regulation = models.TextField("办法", primary_key=True)
    since = models.DateTimeField("自")

    class Meta:
        db_table = "casework_adoption"
        verbose_name = verbose_name_plural = "采用的办法"

    def __str__(self) -> str:
        return self.regulation


class LocalAdoption(models.Model):
    """A regulation a unit and everything below it works, or worked, by."""

    pk = models.CompositePrimaryKey("regulation", "unit")
    regulation = models.TextField("办法")
    unit = models.TextField("单位")
    since = models.DateTimeField("自")
    until = models.DateTimeField("至", null=True)

    class Meta:
        db_table = "casework_local_adoption"
        verbose_name = verbose_name_plural = "局部采用的办法"

    def __str__(self) -> str:
        return f"{self.regulation} · {self.unit}"


class Companion(models.Model):
    """A companion that runs, or ran, beside a regulation in matters taken in meanwhile."""

    pk = models.CompositePrimaryKey("regulation", "companion")
    regulation = models.TextField("办法")
    companion = models.TextField("并行规定")
    since = models.DateTimeField("自")
    until = models.DateTimeField("至", null=True)

    class Meta:
        db_table = "casework_companion"
        verbose_name = verbose_name_plural = "并行规定"

    def __str__(self) -> str:
        return f"{self.regulation}+{self.companion}"


class EditionDraft(models.Model):
    """A text of a regulation somebody works on. It is a working copy and no record.

    What was proposed, declined and published stands in the ledger.
    """

    id = models.CharField("编号", max_length=40, primary_key=True)
    regulation = models.TextField("办法")
    based_on = models.TextField("依据的版本")
    text = models.TextField("全文")
    plan = models.TextField("迁移方案", blank=True)
    note = models.TextField("说明", blank=True)
    state = models.TextField("状态", default="draft")
    revision = models.IntegerField("修订", default=1)
    author = models.TextField("起草人")
    updated_by = models.TextField("最后修改人")
    updated_at = models.DateTimeField("最后修改时间")
    proposed_by = models.TextField("送审人", blank=True)
    decided_by = models.TextField("审批人", blank=True)
    reason = models.TextField("意见", blank=True)

    class Meta:
        db_table = "casework_edition_draft"
        verbose_name = verbose_name_plural = "办法拟稿"
        ordering = ("-updated_at", "id")

    def __str__(self) -> str:
        return f"{self.regulation} · {self.id}"


class Published(models.Model):
    """An edition two persons published: it lies on the shelf of every process."""

    key = models.TextField("版本", primary_key=True)
    text = models.TextField("全文")
    plan = models.TextField("迁移方案", blank=True)
    based_on = models.TextField("依据的版本")
    at = models.DateTimeField("发布时间")
    proposed_by = models.TextField("送审人")
    approved_by = models.TextField("批准人")

    class Meta:
        db_table = "casework_published"
        verbose_name = verbose_name_plural = "已发布的版本"

    def __str__(self) -> str:
        return self.key


class Apart(models.Model):
    """Two cases somebody has told apart, the smaller number first."""

    pk = models.CompositePrimaryKey("one", "other")
    one = models.TextField("编号", db_collation="C")
    other = models.TextField("另一件", db_collation="C")
    person = models.TextField("判断人")
    at = models.DateTimeField("时间")

    class Meta:
        db_table = "casework_apart"
        verbose_name = verbose_name_plural = "不是同一事项"
        indexes = [models.Index(F("other"), name="apart_by_other")]

    def __str__(self) -> str:
        return f"{self.one} ≠ {self.other}"


class Bulletin(models.Model):
    """A common cause that callers are told of."""

    id = models.TextField("公告", primary_key=True, db_collation="C")
    title = models.TextField("标题")
    say = models.TextField("对来电人说")
    regulation = models.TextField("办法")
    category = models.TextField("类别")
    unit = models.TextField("单位")
    since = models.DateTimeField("自")
    until = models.DateTimeField("至", null=True)
    person = models.TextField("发布人")
    answer = models.TextField("统一答复", default="")
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        db_table = "casework_bulletin"
        verbose_name = verbose_name_plural = "公告"
        indexes = [models.Index(F("until"), F("since").desc(), name="bulletin_by_end")]

    def __str__(self) -> str:
        return self.title


class BulletinCase(models.Model):
    """A case that has the common cause of a bulletin."""

    pk = models.CompositePrimaryKey("bulletin", "number")
    bulletin = models.TextField("公告", db_collation="C")
    number = models.TextField("编号", db_collation="C")
    person = models.TextField("归入人")
    at = models.DateTimeField("时间")

    class Meta:
        db_table = "casework_bulletin_case"
        verbose_name = verbose_name_plural = "公告所涉"
        indexes = [models.Index(F("number"), name="bulletin_case_by_case")]

    def __str__(self) -> str:
        return f"{self.bulletin} {self.number}"


class CodeFailure(models.Model):
    """A wrong tracking code, so that nobody can try them all."""

    number = models.TextField("编号", db_collation="C")
    at = models.DateTimeField("时间")

    class Meta:
        db_table = "casework_code_failure"
        verbose_name = verbose_name_plural = "查询码错误"
        indexes = [models.Index(F("number"), F("at"), name="code_failure_by_case")]

    def __str__(self) -> str:
        return self.number


class CalendarYear(models.Model):
    """A year of days off the organisation has published; the newest of a year counts."""

    calendar = models.TextField("日历")
    year = models.IntegerField("年份")
    version = models.TextField("版本")
    days = models.JSONField("放假安排")
    published_at = models.DateTimeField("公布时间")
    published_by = models.TextField("公布人")
    recomputed_at = models.DateTimeField("重算完成", null=True)

    class Meta:
        db_table = "casework_calendar_year"
        verbose_name = verbose_name_plural = "放假安排"

    def __str__(self) -> str:
        return f"{self.calendar}@{self.version}"


class CallAttempt(models.Model):
    """One attempt to call somebody back; a cache of the ledger's ``callback/`` streams."""

    pk = models.CompositePrimaryKey("number", "version")
    number = models.TextField("编号", db_collation="C")
    version = models.IntegerField("第几次")
    person = models.TextField("拨打人")
    at = models.DateTimeField("时间")
    outcome = models.TextField("结果")
    note = models.TextField("备注")
    next_at = models.DateTimeField("下次", null=True)

    class Meta:
        db_table = "casework_call_attempt"
        verbose_name = verbose_name_plural = "回访拨打"

    def __str__(self) -> str:
        return f"{self.number} {self.version}"
