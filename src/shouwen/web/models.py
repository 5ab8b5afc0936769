"""The little the pages keep themselves."""

from django.db import models


class LoginFailure(models.Model):
    """A wrong password. Login and address are keyed digests."""

    login = models.TextField("登录名摘要")
    address = models.TextField("来源摘要")
    at = models.DateTimeField("时间")

    class Meta:
        db_table = "web_login_failure"
        verbose_name = verbose_name_plural = "登录失败"
        indexes = [models.Index(fields=["login", "at"], name="login_failure_by_login")]

    def __str__(self) -> str:
        return self.login


class PortalTry(models.Model):
    """Something done on the portal without an account: a wrong code, a matter submitted."""

    kind = models.TextField("种类")
    address = models.TextField("来源摘要")
    at = models.DateTimeField("时间")

    class Meta:
        db_table = "web_portal_try"
        verbose_name = verbose_name_plural = "门户尝试"
        indexes = [models.Index(fields=["kind", "address", "at"], name="portal_try_by_address")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"
