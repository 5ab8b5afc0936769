"""What was learnt, and what became of every suggestion."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F


class Taught(models.Model):
    """What was learnt of one choice of one regulation; without `weights`, why nothing was.

    The weights are of hashed pieces of text: no word of any case can be read from them.
    """

    pk = models.CompositePrimaryKey("regulation", "fact")
    regulation = models.TextField("办法")
    fact = models.TextField("要素")
    version = models.IntegerField("版次")
    trained_at = models.DateTimeField("学习时间")
    cases = models.IntegerField("学习件数")
    accuracy = models.FloatField("留出正确率", null=True)
    baseline = models.FloatField("最多一类所占", null=True)
    contents = models.BooleanField("读了保密内容")
    labels = ArrayField(models.TextField(), verbose_name="选项")
    weights = models.BinaryField("权重", null=True)

    class Meta:
        db_table = "insight_taught"
        verbose_name = verbose_name_plural = "学到的"

    def __str__(self) -> str:
        return f"{self.regulation} {self.fact} {self.version}"


class Answered(models.Model):
    """One suggestion and what the person chose instead, or the same."""

    number = models.TextField("编号", db_collation="C")
    regulation = models.TextField("办法")
    fact = models.TextField("要素")
    version = models.IntegerField("版次")
    suggested = models.TextField("建议")
    percent = models.IntegerField("把握")
    chosen = models.TextField("所选")
    at = models.DateTimeField("时间")

    class Meta:
        db_table = "insight_answered"
        verbose_name = verbose_name_plural = "建议的结果"
        constraints = [models.UniqueConstraint(fields=["number", "fact"], name="answered_once")]
        indexes = [
            models.Index(F("regulation"), F("fact"), F("at").desc(), name="answered_by_fact")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.fact}"
