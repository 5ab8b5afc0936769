"""The table's shape for Django; nothing reads or writes through it.

The table is made by SQL in the first migration and is unmanaged, so that no schema change and no
flush of a test database ever touches history by accident.
"""

from django.db import models


class Event(models.Model):
    """One line of the ledger."""

    pk = models.CompositePrimaryKey("tx", "position")
    tx = models.BigIntegerField("事务")
    position = models.BigIntegerField("序号")
    stream = models.TextField("账页")
    version = models.IntegerField("版次")
    type = models.TextField("事件")
    shape = models.SmallIntegerField("格式版本")
    body = models.JSONField("内容")
    happened_at = models.DateTimeField("发生时间")
    recorded_at = models.DateTimeField("入账时间")
    actor = models.TextField("经手人")
    command_id = models.TextField("指令编号")
    step = models.SmallIntegerField("指令内序号")
    previous = models.BinaryField("上一条摘要")
    digest = models.BinaryField("摘要")

    class Meta:
        managed = False
        db_table = "ledger_event"
        verbose_name = "账册记录"
        verbose_name_plural = "账册记录"

    def __str__(self) -> str:
        return f"{self.stream}#{self.version} {self.type}"
