"""What is kept about logins. Addresses and devices are the staff's own: dropped in time."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class LoginNote(models.Model):
    """Somebody came in, or tried to, at a login that exists."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="登录账号"
    )
    at = models.DateTimeField("时间", db_index=True)
    what = models.CharField("事项", max_length=30)
    way = models.CharField("方式", max_length=30)
    address = models.CharField("来源地址", max_length=60, blank=True)
    device = models.CharField("设备", max_length=200, blank=True)

    class Meta:
        db_table = "logins_note"
        verbose_name = verbose_name_plural = "登录记录"
        indexes = (models.Index(fields=["user", "-id"], name="logins_note_of_user"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.what}"


class StaffSession(models.Model):
    """A session somebody logged in for; ended ones stay as long as the notes do."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="登录账号"
    )
    key = models.CharField("会话", max_length=64, unique=True)
    ways = ArrayField(models.CharField(max_length=30), default=list, verbose_name="方式")
    started_at = models.DateTimeField("开始")
    seen_at = models.DateTimeField("最近使用")
    ended_at = models.DateTimeField("结束", null=True, blank=True)
    address = models.CharField("来源地址", max_length=60, blank=True)
    device = models.CharField("设备", max_length=200, blank=True)

    class Meta:
        db_table = "logins_session"
        verbose_name = verbose_name_plural = "会话"
        indexes = (
            models.Index(
                fields=["user", "-seen_at"],
                condition=models.Q(ended_at=None),
                name="logins_session_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.started_at:%Y-%m-%d %H:%M}"


class OneTimeLink(models.Model):
    """A link an administrator hands over, with which somebody sets a password once."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="登录账号"
    )
    digest = models.CharField("摘要", max_length=64, unique=True)
    made_at = models.DateTimeField("发出时间")
    made_by = models.CharField("发出人", max_length=80)
    expires_at = models.DateTimeField("失效时间")

    class Meta:
        db_table = "logins_one_time_link"
        verbose_name = verbose_name_plural = "一次性链接"

    def __str__(self) -> str:
        return f"{self.user_id} {self.expires_at:%Y-%m-%d %H:%M}"


class FactorDemand(models.Model):
    """Whether whoever holds a role must have a second factor, where that is not what is usual."""

    role = models.CharField("角色", max_length=80, primary_key=True)
    demanded = models.BooleanField("要求")
    since = models.DateTimeField("自")
    by = models.CharField("设定人", max_length=80)

    class Meta:
        db_table = "logins_demand"
        verbose_name = verbose_name_plural = "双重验证要求"

    def __str__(self) -> str:
        return self.role
