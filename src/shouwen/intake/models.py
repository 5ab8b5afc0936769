"""Tables of the channels: files that wait for the scanner, mailboxes and messages, calls."""

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
    """A telephone exchange that may tell of calls, by a key of which only a hash is kept."""

    name = models.TextField("名称", primary_key=True)
    key_hash = models.BinaryField("密钥摘要")
    hint = models.TextField("密钥尾号")
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
            models.Index(F("number"), name="call_by_case", condition=~Q(number="")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.exchange} {self.call}"
