"""Tables of messages: what is on its way to whom, by which text, and who wants to be told how."""

from django.db import models
from django.db.models import F, Q


class Follower(models.Model):
    """How far the ledger has been read for messages. One row."""

    id = models.IntegerField(primary_key=True, default=1)
    bookmark = models.TextField("读到")

    class Meta:
        db_table = "notices_follower"
        verbose_name = verbose_name_plural = "读取位置"

    def __str__(self) -> str:
        return self.bookmark


class Delivery(models.Model):
    """One message to one recipient by one way.

    `state`: waiting, sending (by somebody, until `lease_until`), failed (to be tried again), sent,
    unsure (it may have arrived: nobody sends it again by himself), given_up, unreachable (no way
    to this person is known), dropped (no longer wanted).
    """

    id = models.BigAutoField(primary_key=True)
    source = models.TextField("来由", db_collation="C", help_text="编号/版次/场合")
    channel = models.TextField("方式")
    recipient = models.TextField("收件人", help_text="complainant 或人员编号")
    number = models.TextField("编号", db_collation="C")
    regulation = models.TextField("办法")
    occasion = models.TextField("场合")
    language = models.TextField("语言")
    discreet = models.BooleanField("不露事由")
    ref = models.TextField("地址（保密库引用）", default="")
    address = models.TextField("地址（内部）", default="")
    shown_to = models.TextField("地址（掩码）", default="")
    subject = models.TextField("标题")
    body = models.TextField("正文")
    values = models.JSONField("填入")
    text_version = models.IntegerField("文本版次")
    state = models.TextField("状态")
    attempts = models.IntegerField("次数", default=0)
    next_at = models.DateTimeField("下次", null=True)
    lease_until = models.DateTimeField("占用至", null=True)
    adapter = models.TextField("经由", default="")
    reference = models.TextField("对方编号", default="")
    words = models.TextField("对方的话", default="")
    happened_at = models.DateTimeField("事由时间")
    ended_at = models.DateTimeField("了结时间", null=True)

    class Meta:
        db_table = "notices_delivery"
        verbose_name = verbose_name_plural = "消息"
        constraints = [
            models.UniqueConstraint(fields=["source", "channel", "recipient"], name="delivery_once")
        ]
        indexes = [
            models.Index(
                F("next_at"), F("id"), name="delivery_due", condition=Q(next_at__isnull=False)
            ),
            models.Index(F("state"), F("id").desc(), name="delivery_by_state"),
            models.Index(F("number"), F("id").desc(), name="delivery_by_case"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.source} {self.channel}"


class Text(models.Model):
    """One version of a text; the highest of its place counts. Empty place: everywhere."""

    occasion = models.TextField("场合")
    channel = models.TextField("方式", default="")
    regulation = models.TextField("办法", default="")
    language = models.TextField("语言")
    version = models.IntegerField("版次")
    subject = models.TextField("标题")
    body = models.TextField("正文")
    on = models.BooleanField("发送")
    by = models.TextField("修改人")
    at = models.DateTimeField("时间")

    class Meta:
        db_table = "notices_text"
        verbose_name = verbose_name_plural = "消息文本"
        constraints = [
            models.UniqueConstraint(
                fields=["occasion", "channel", "regulation", "language", "version"],
                name="text_version_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.occasion} {self.language} {self.version}"


class Wish(models.Model):
    """How the complainant of a case wants to be told; `channel` none: not at all."""

    number = models.TextField("编号", primary_key=True, db_collation="C")
    channel = models.TextField("方式")
    ref = models.TextField("地址（保密库引用）", default="")
    language = models.TextField("语言", default="zh")
    at = models.DateTimeField("时间")

    class Meta:
        db_table = "notices_wish"
        verbose_name = verbose_name_plural = "接收意愿"

    def __str__(self) -> str:
        return f"{self.number} {self.channel}"


class StaffWay(models.Model):
    """A way by which a member of staff is told beside the page of notices."""

    person = models.TextField("人员")
    channel = models.TextField("方式")
    address = models.TextField("地址")
    on = models.BooleanField("启用", default=True)
    at = models.DateTimeField("时间")

    class Meta:
        db_table = "notices_staff_way"
        verbose_name = verbose_name_plural = "人员接收方式"
        constraints = [models.UniqueConstraint(fields=["person", "channel"], name="staff_way_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.channel}"
