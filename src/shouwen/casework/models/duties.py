"""Duties that come round, and notices on desks."""

from django.db import models
from django.db.models import F, Q


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
