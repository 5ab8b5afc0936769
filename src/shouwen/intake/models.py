"""Tables of the channels: files that wait for the scanner, mailboxes, calls, sheets."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from shouwen.intake.mail.models import Mail as Mail
from shouwen.intake.mail.models import MailAnswer as MailAnswer
from shouwen.intake.mail.models import Mailbox as Mailbox
from shouwen.intake.mail.models import MailFile as MailFile


class HeldFile(models.Model):
    """A file nobody may open: the scanner has not looked at it, or has found something in it."""

    file = models.TextField("引用", primary_key=True, db_collation="C")
    number = models.TextField("编号", db_collation="C")
    state = models.TextField("状态", help_text="waiting 或 infected")
    since = models.DateTimeField("自")
    next_at = models.DateTimeField("下次扫描", null=True)
    tries = models.IntegerField("已试次数", default=0)
    words = models.TextField("扫描程序的话", default="")

    class Meta:
        db_table = "intake_held_file"
        verbose_name = verbose_name_plural = "待查附件"
        indexes = [
            models.Index(F("number"), name="held_file_by_case"),
            models.Index(
                F("next_at"), name="held_file_by_time", condition=Q(next_at__isnull=False)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.state}"


class Exchange(models.Model):
    """A telephone exchange that may tell of calls, by a key.

    The key is looked up by its hash; sealed it is there to check signatures with.
    """

    name = models.TextField("名称", primary_key=True)
    key_hash = models.BinaryField("密钥摘要")
    hint = models.TextField("密钥尾号")
    key_id = models.TextField("封存密钥", default="", help_text="空：发于能验签名之前")
    sealed = models.BinaryField("密钥（封存）", default=b"")
    made_by = models.TextField("建立人")
    made_at = models.DateTimeField("建立时间")
    ended_by = models.TextField("停用人", default="")
    ended_at = models.DateTimeField("停用时间", null=True)
    heard_at = models.DateTimeField("最近来报", null=True)

    class Meta:
        db_table = "intake_exchange"
        verbose_name = verbose_name_plural = "电话交换机"
        constraints = [models.UniqueConstraint(fields=["key_hash"], name="exchange_by_key")]

    def __str__(self) -> str:
        return self.name


class Call(models.Model):
    """One call, as the exchange tells of it; the events may come in any order and more than once.

    `number` is the case that came of it or that it was about; `person` whoever took it.
    """

    id = models.BigAutoField(primary_key=True)
    exchange = models.TextField("交换机")
    call = models.TextField("通话编号", db_collation="C")
    caller = models.TextField("来电号码（保密库引用）", default="")
    shown = models.TextField("来电号码（掩码）", default="")
    called = models.TextField("被叫号码", default="")
    extension = models.TextField("分机", default="")
    person = models.TextField("接听人", default="")
    ringing_at = models.DateTimeField("振铃", null=True)
    answered_at = models.DateTimeField("接听", null=True)
    ended_at = models.DateTimeField("挂断", null=True)
    began_at = models.DateTimeField("开始")
    recording = models.TextField("录音", default="")
    number = models.TextField("投诉编号", db_collation="C", default="")
    put_away_at = models.DateTimeField("收起时间", null=True)

    class Meta:
        db_table = "intake_call"
        verbose_name = verbose_name_plural = "通话"
        constraints = [models.UniqueConstraint(fields=["exchange", "call"], name="call_once")]
        indexes = [
            models.Index(F("extension"), F("began_at").desc(), name="call_by_extension"),
            models.Index(F("began_at").desc(), F("id").desc(), name="call_by_time"),
            models.Index(
                F("person"), F("began_at").desc(), F("id").desc(), name="call_by_person"
            ),
            models.Index(F("number"), name="call_by_case", condition=~Q(number="")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.exchange} {self.call}"


class SheetImport(models.Model):
    """One sheet on its way in by the page: its file is in the vault, its mapping as chosen.

    `seen` and `first` keep what the pages show of it, so that no page has to open the file.
    """

    id = models.TextField("导入", primary_key=True, db_collation="C")
    by = models.TextField("导入人")
    name = models.TextField("文件名")
    file = models.TextField("保密库引用")
    more = ArrayField(models.TextField(), verbose_name="其余部分的引用", default=list)
    seen = models.TextField("看到的表（保密库引用）", default="")
    first = models.TextField("前几行（保密库引用）", default="")
    size = models.BigIntegerField("字节数")
    regulation = models.TextField("办法")
    state = models.TextField("状态")
    choices = models.JSONField("选择", default=dict)
    created_at = models.DateTimeField("上传时间")
    changed_at = models.DateTimeField("变动时间")
    began_at = models.DateTimeField("开始", null=True)
    ended_at = models.DateTimeField("结束", null=True)
    done = models.IntegerField("已看行数", default=0)
    share = models.IntegerField("进度", default=0)
    counts = models.JSONField("合计", default=dict)
    problem = models.TextField("问题", default="")
    english = models.TextField("问题（英文）", default="")

    class Meta:
        db_table = "intake_sheet_import"
        verbose_name = verbose_name_plural = "表格导入"
        indexes = [
            models.Index(F("created_at").desc(), F("id"), name="sheet_import_by_time"),
            models.Index(
                F("changed_at"), name="sheet_import_waiting",
                condition=Q(state__in=["trying", "running", "undoing"]),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class SheetRow(models.Model):
    """What became of one row of a sheet, tried or for good.

    Reasons may quote a cell, so they are in the vault: `words` leads to those of some hundred rows.
    """

    sheet = models.ForeignKey(SheetImport, models.CASCADE, verbose_name="导入")
    trial = models.BooleanField("试算")
    row = models.IntegerField("行")
    outcome = models.TextField("结果")
    number = models.TextField("编号")
    closed = models.BooleanField("办结件")
    words = models.TextField("理由（保密库引用）", default="", db_collation="C")

    class Meta:
        db_table = "intake_sheet_row"
        verbose_name = verbose_name_plural = "导入行"
        constraints = [
            models.UniqueConstraint(fields=["sheet", "trial", "row"], name="sheet_row_once")
        ]
        indexes = [
            models.Index(fields=["sheet", "trial", "outcome", "row"], name="sheet_row_by_outcome")
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.row}"


class SavedMapping(models.Model):
    """Choices of a mapping somebody wants to use again, for sheets with the same titles."""

    title = models.TextField("名称")
    regulation = models.TextField("办法")
    choices = models.JSONField("选择")
    by = models.TextField("保存人")
    at = models.DateTimeField("保存时间")

    class Meta:
        db_table = "intake_saved_mapping"
        verbose_name = verbose_name_plural = "存下的对照"
        constraints = [
            models.UniqueConstraint(fields=["regulation", "title"], name="saved_mapping_once")
        ]

    def __str__(self) -> str:
        return self.title
