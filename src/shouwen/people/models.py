"""Units, people, who held what when. Rows end; they never vanish.

`Unit` and `Person` say how things stand now; `UnitState` says how a unit stood before.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Unit(models.Model):
    """A unit as it stands now, and where it lies in the walk of the tree.

    A unit and everything under it have positions from `position_from` to below `position_until`,
    and nothing else has: a scope is one range in an index.
    """

    id = models.CharField("编号", max_length=80, primary_key=True)
    name = models.CharField("名称", max_length=200)
    kind = models.CharField("类别", max_length=80)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    attributes = ArrayField(models.CharField(max_length=80), default=list, verbose_name="特征")
    opened_at = models.DateTimeField("设立时间")
    closed_at = models.DateTimeField("撤销时间", null=True, blank=True)
    position_from = models.BigIntegerField("序位起", db_index=True)
    position_until = models.BigIntegerField("序位止")

    class Meta:
        db_table = "people_unit"
        verbose_name = "机构"
        verbose_name_plural = "机构"
        ordering = ("position_from",)
        constraints = (
            models.CheckConstraint(
                condition=Q(position_from__lt=F("position_until")), name="people_unit_range"
            ),
        )

    def __str__(self) -> str:
        return self.name


class UnitState(models.Model):
    """How a unit stood for a time; the present state has no end."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="states", verbose_name="机构")
    name = models.CharField("名称", max_length=200)
    kind = models.CharField("类别", max_length=80)
    parent = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name="上级"
    )
    attributes = ArrayField(models.CharField(max_length=80), default=list, verbose_name="特征")
    since = models.DateTimeField("自")
    until = models.DateTimeField("至", null=True)

    class Meta:
        db_table = "people_unit_state"
        verbose_name = "机构沿革"
        verbose_name_plural = "机构沿革"
        constraints = (
            models.UniqueConstraint(
                fields=["unit"], condition=Q(until=None), name="people_unit_one_present"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.since:%Y-%m-%d}"


class Person(models.Model):
    """A member of staff, by an id that never changes."""

    id = models.CharField("编号", max_length=80, primary_key=True)
    name = models.CharField("姓名", max_length=100)
    extension = models.CharField("分机", max_length=40, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="person",
        verbose_name="登录账号",
    )
    joined_at = models.DateTimeField("到岗时间")
    left_at = models.DateTimeField("离岗时间", null=True, blank=True)

    class Meta:
        db_table = "people_person"
        verbose_name = "人员"
        verbose_name_plural = "人员"

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """One person holds one role at one unit, or everywhere, for a time."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts", verbose_name="人员")
    role = models.CharField("角色", max_length=80)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name="机构"
    )
    since = models.DateTimeField("自")
    until = models.DateTimeField("至", null=True, blank=True)
    granted_by = models.CharField("授予人", max_length=80)
    ended_by = models.CharField("终止人", max_length=80, blank=True)
    note = models.CharField("备注", max_length=500, blank=True)

    class Meta:
        db_table = "people_post"
        verbose_name = "任职"
        verbose_name_plural = "任职"
        indexes = (models.Index(fields=["role", "unit"], name="people_post_role"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="people_post_span"
            ),
            models.UniqueConstraint(
                fields=["person", "role", "unit"],
                condition=Q(until=None),
                nulls_distinct=False,
                name="people_post_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.unit_id or '*'}"


class Deputy(models.Model):
    """`deputy` may do whatever the posts of `principal` allow, for a time."""

    principal = models.ForeignKey(
        Person, models.PROTECT, related_name="deputies", verbose_name="被代理人"
    )
    deputy = models.ForeignKey(
        Person, models.PROTECT, related_name="stands_for", verbose_name="代理人"
    )
    since = models.DateTimeField("自")
    until = models.DateTimeField("至", null=True, blank=True)
    granted_by = models.CharField("授予人", max_length=80)
    ended_by = models.CharField("终止人", max_length=80, blank=True)
    note = models.CharField("备注", max_length=500, blank=True)

    class Meta:
        db_table = "people_deputy"
        verbose_name = "代理"
        verbose_name_plural = "代理"
        constraints = (
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="people_deputy_span"
            ),
            models.CheckConstraint(condition=~Q(principal=F("deputy")), name="people_deputy_other"),
            models.UniqueConstraint(
                fields=["principal", "deputy"], condition=Q(until=None), name="people_deputy_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.deputy_id} → {self.principal_id}"


class Change(models.Model):
    """Who changed what in the organisation. Made by SQL, append-only, and so unmanaged."""

    id = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间")
    by = models.TextField("经办人")
    what = models.TextField("事项")
    subject = models.TextField("对象")
    details = models.JSONField("内容")

    class Meta:
        managed = False
        db_table = "people_change"
        verbose_name = "变更记录"
        verbose_name_plural = "变更记录"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.what} {self.subject}"
