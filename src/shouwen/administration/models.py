"""What is kept of administration itself: proposed years, runs of staff sheets, chores done."""

from django.db import models


class YearProposal(models.Model):
    """A year of days off on its way: proposed, approved by somebody else, published."""

    calendar = models.CharField("日历", max_length=80)
    year = models.IntegerField("年份")
    days = models.JSONField("放假安排")
    source = models.TextField("通知原文", blank=True)
    state = models.CharField("状态", max_length=20)
    proposed_at = models.DateTimeField("提出时间")
    proposed_by = models.CharField("提出人", max_length=80)
    decided_at = models.DateTimeField("核准时间", null=True)
    decided_by = models.CharField("核准人", max_length=80, blank=True)
    published_at = models.DateTimeField("公布时间", null=True)
    published_by = models.CharField("公布人", max_length=80, blank=True)
    note = models.TextField("说明", blank=True)

    class Meta:
        db_table = "administration_year_proposal"
        verbose_name = verbose_name_plural = "放假安排提案"

    def __str__(self) -> str:
        return f"{self.calendar} {self.year}"


class StaffRun(models.Model):
    """A sheet of units, persons and posts that was previewed, taken in or taken back."""

    name = models.CharField("文件", max_length=200)
    lines = models.JSONField("各行")
    state = models.CharField("状态", max_length=20)
    made_at = models.DateTimeField("上传时间")
    made_by = models.CharField("上传人", max_length=80)
    done_at = models.DateTimeField("导入时间", null=True)
    version = models.BigIntegerField("导入后的机构版本", null=True)

    class Meta:
        db_table = "administration_staff_run"
        verbose_name = verbose_name_plural = "人员导入"

    def __str__(self) -> str:
        return self.name


class ChoreMark(models.Model):
    """When a chore was last done, and what came of it."""

    chore = models.CharField("事项", max_length=40, primary_key=True)
    at = models.DateTimeField("时间")
    told = models.JSONField("结果")

    class Meta:
        db_table = "administration_chore"
        verbose_name = verbose_name_plural = "例行事项"

    def __str__(self) -> str:
        return self.chore


class Anchor(models.Model):
    """The digest of all heads of the ledger on one day; to be kept elsewhere, too."""

    taken_at = models.DateTimeField("时间")
    taken = models.JSONField("锚定")
    agrees = models.BooleanField("与账册相符", null=True)

    class Meta:
        db_table = "administration_anchor"
        verbose_name = verbose_name_plural = "账册锚定"

    def __str__(self) -> str:
        return f"{self.taken_at:%Y-%m-%d}"
