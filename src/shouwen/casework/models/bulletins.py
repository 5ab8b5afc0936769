"""Cases told apart, and cases brought together under a common cause."""

from django.db import models
from django.db.models import F


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
