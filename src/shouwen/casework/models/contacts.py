"""Beside a case: what came in, what is not submitted yet, wrong codes, calls back."""

from django.db import models
from django.db.models import F


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
    #: good, fair, bad, none (would not say), or empty (not asked).
    process = models.TextField("办理过程", default="")
    result = models.TextField("处理结果", default="")
    script = models.TextField("提纲", default="")

    class Meta:
        db_table = "casework_call_attempt"
        verbose_name = verbose_name_plural = "回访拨打"

    def __str__(self) -> str:
        return f"{self.number} {self.version}"
