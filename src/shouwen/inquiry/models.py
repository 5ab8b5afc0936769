"""What is asked for across cases: links between matters, and who read which case on which day."""

from django.db import models
from django.db.models import F, Q


class Link(models.Model):
    """Two matters have to do with each other; a cache of the stream ``link/<a>|<b>``."""

    pk = models.CompositePrimaryKey("one", "other")
    one = models.TextField("编号", db_collation="C")
    other = models.TextField("另一编号", db_collation="C")
    kind = models.TextField("种类")
    reason = models.TextField("理由")
    person = models.TextField("关联人")
    at = models.DateTimeField("时间")
    version = models.IntegerField("版次")
    open = models.BooleanField("有效")

    class Meta:
        db_table = "inquiry_link"
        verbose_name = verbose_name_plural = "关联"
        indexes = [
            models.Index(F("other"), name="link_by_other", condition=Q(open=True)),
        ]

    def __str__(self) -> str:
        return f"{self.one} {self.other}"


class Reading(models.Model):
    """Somebody read a case on a day; the first time that day. Made by SQL, append-only."""

    pk = models.CompositePrimaryKey("number", "person", "day")
    number = models.TextField("编号", db_collation="C")
    person = models.TextField("查阅人")
    day = models.DateField("日期")
    at = models.DateTimeField("首次查阅")

    class Meta:
        managed = False
        db_table = "inquiry_reading"
        verbose_name = verbose_name_plural = "查阅记录"

    def __str__(self) -> str:
        return f"{self.day} {self.person} {self.number}"
