"""Which regulations are worked by, in which texts, where and since when."""

from django.db import models


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
