"""Tables of what must be forgettable. Only this part reads or writes them.

The first migration makes them in SQL: Django would add pattern indexes to every text key.
"""

from django.db import models


class Item(models.Model):
    """One particular or file, sealed; what remains after forgetting says that, not what, it was."""

    ref = models.TextField("引用", primary_key=True)
    kind = models.TextField("种类")
    ciphertext = models.BinaryField("密文", null=True)
    key_id = models.TextField("密钥")
    masked = models.TextField("掩码")
    media_type = models.TextField("文件类型", blank=True, default="")
    size = models.BigIntegerField("字节数", null=True)
    sha256 = models.BinaryField("文件摘要", null=True)
    created_at = models.DateTimeField("存入时间")
    forget_after = models.DateField("保存至", null=True)
    forgotten_at = models.DateTimeField("销毁时间", null=True)
    forgotten_by = models.TextField("销毁人", blank=True, default="")
    forgotten_under = models.TextField("销毁依据", blank=True, default="")

    class Meta:
        db_table = "vault_item"
        verbose_name = "保密内容"
        verbose_name_plural = "保密内容"
        indexes = (
            models.Index(
                fields=["forget_after", "ref"],
                name="vault_item_due",
                condition=models.Q(forget_after__isnull=False, forgotten_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.ref} {self.masked}"


class Fingerprint(models.Model):
    """A keyed fingerprint by which a telephone or identity number can be found."""

    ref = models.TextField("引用", primary_key=True)
    kind = models.TextField("种类")
    fingerprint = models.BinaryField("指纹")

    class Meta:
        db_table = "vault_index"
        verbose_name = "检索指纹"
        verbose_name_plural = "检索指纹"
        indexes = (models.Index(fields=["fingerprint", "kind"], name="vault_index_value"),)

    def __str__(self) -> str:
        return f"{self.ref} {self.kind}"


class Reading(models.Model):
    """Who looked at what, when and why. Made by SQL, append-only, and so unmanaged."""

    id = models.BigIntegerField("序号", primary_key=True)
    ref = models.TextField("引用")
    case = models.TextField("案件")
    by = models.TextField("查看人")
    reason = models.TextField("理由")
    at = models.DateTimeField("查看时间")

    class Meta:
        managed = False
        db_table = "vault_reading"
        verbose_name = "查看记录"
        verbose_name_plural = "查看记录"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by} {self.ref}"


class PersonSearch(models.Model):
    """Who searched for whom, when and why. Made by SQL, append-only, and so unmanaged."""

    id = models.BigIntegerField("序号", primary_key=True)
    by = models.TextField("查找人")
    kind = models.TextField("种类")
    masked = models.TextField("掩码")
    found = models.IntegerField("结果数")
    reason = models.TextField("理由")
    at = models.DateTimeField("时间")

    class Meta:
        managed = False
        db_table = "vault_search"
        verbose_name = "按人查找记录"
        verbose_name_plural = "按人查找记录"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by} {self.masked}"
