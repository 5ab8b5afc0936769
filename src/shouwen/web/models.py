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


class SavedView(models.Model):
    """A work list somebody keeps under a name: what is asked, as the list's address says it.

    `unit` is whom it is shared with: everybody with a post there or below; empty: nobody.
    """

    owner = models.TextField("建立人")
    owner_name = models.TextField("建立人姓名")
    unit = models.TextField("共享单位", default="")
    title = models.TextField("名称")
    query = models.TextField("条件")
    made_at = models.DateTimeField("建立时间")

    class Meta:
        db_table = "web_saved_view"
        verbose_name = verbose_name_plural = "保存的视图"
        indexes = [
            models.Index(fields=["owner", "title"], name="saved_view_by_owner"),
            models.Index(fields=["unit", "title"], name="saved_view_by_unit"),
        ]

    def __str__(self) -> str:
        return self.title


class PortalDraft(models.Model):
    """A form of the portal not sent yet: sealed under a key only the writer's browser holds."""

    id = models.TextField("草稿", primary_key=True)
    browser = models.TextField("浏览器摘要")
    sealed = models.BinaryField("内容（加密）")
    updated_at = models.DateTimeField("保存时间")
    until = models.DateTimeField("保留至")

    class Meta:
        db_table = "web_portal_draft"
        verbose_name = verbose_name_plural = "门户草稿"
        indexes = [
            models.Index(fields=["browser", "-updated_at"], name="portal_draft_by_browser"),
            models.Index(fields=["until"], name="portal_draft_by_end"),
        ]

    def __str__(self) -> str:
        return self.id


class PortalFile(models.Model):
    """A file of a form not sent yet, sealed like the form."""

    draft = models.ForeignKey(PortalDraft, models.CASCADE, verbose_name="草稿")
    about = models.BinaryField("说明（加密）")
    content = models.BinaryField("内容（加密）")
    small = models.BinaryField("缩略图（加密）")

    class Meta:
        db_table = "web_portal_file"
        verbose_name = verbose_name_plural = "门户草稿附件"

    def __str__(self) -> str:
        return f"{self.draft_id} {self.id}"
