"""Tables of mail: boxes that are fetched, what came, the files with it, and what was answered.

Words, names and addresses are in the vault; rows hold references and what a list may show.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Mailbox(models.Model):
    """One folder of one mail account that is fetched."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField("名称")
    address = models.TextField("对外地址")
    host = models.TextField("服务器")
    port = models.IntegerField("端口")
    tls = models.TextField("加密", help_text="ssl、starttls 或 none")
    login = models.TextField("用户名")
    key_id = models.TextField("密钥")
    sealed = models.BinaryField("口令（加密）")
    folder = models.TextField("文件夹")
    processed = models.TextField("处理后移入", default="")
    regulation = models.TextField("办法")
    unit = models.TextField("单位")
    active = models.BooleanField("启用", default=True)
    validity = models.BigIntegerField("UIDVALIDITY", null=True)
    last_uid = models.BigIntegerField("已取到", default=0)
    claimed_until = models.DateTimeField("占用至", null=True)
    tried_at = models.DateTimeField("上次连接", null=True)
    fetched_at = models.DateTimeField("上次成功", null=True)
    failures = models.IntegerField("连续失败", default=0)
    error = models.TextField("错误", default="")

    class Meta:
        db_table = "intake_mailbox"
        verbose_name = verbose_name_plural = "邮箱"

    def __str__(self) -> str:
        return f"{self.name} {self.login}@{self.host}"


class Mail(models.Model):
    """One message as it came. `state` says what became of it, see :mod:`.states`."""

    id = models.BigAutoField(primary_key=True)
    mailbox = models.ForeignKey(Mailbox, models.PROTECT, verbose_name="邮箱", db_index=False)
    validity = models.BigIntegerField("UIDVALIDITY")
    uid = models.BigIntegerField("UID")
    digest = models.TextField("摘要", db_collation="C")
    message_id = models.TextField("Message-ID", db_collation="C")
    kind = models.TextField("种类")
    state = models.TextField("状态")
    subject = models.TextField("主题（可示）")
    sender = models.TextField("发件人引用", db_collation="C")
    shown_sender = models.TextField("发件人（掩码）")
    sent_at = models.DateTimeField("发出时间", null=True)
    received_at = models.DateTimeField("收到时间")
    answerable = models.BooleanField("可自动答复")
    words = models.TextField("正文引用", db_collation="C")
    raw = ArrayField(models.TextField(), verbose_name="原件引用")
    size = models.BigIntegerField("字节数")
    problems = ArrayField(models.TextField(), verbose_name="问题")
    contact = models.TextField("来件编号", db_collation="C", default="")
    number = models.TextField("投诉编号", db_collation="C", default="")
    suggested = models.TextField("可能的投诉编号", db_collation="C", default="")
    evidence = models.TextField("依据", default="")
    known_sender = models.BooleanField("发件地址与案卷一致", default=False)
    earlier = models.ForeignKey(
        "self", models.SET_NULL, verbose_name="前一封", null=True, db_index=False
    )
    handler = models.TextField("经办人", default="")
    draft = models.TextField("登记草稿", default="", db_collation="C")
    settled_at = models.DateTimeField("办结时间", null=True)

    class Meta:
        db_table = "intake_mail"
        verbose_name = verbose_name_plural = "来信"
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "digest"], name="mail_once"),
        ]
        indexes = [
            models.Index(F("mailbox"), F("validity"), F("uid"), name="mail_by_uid"),
            models.Index(
                F("mailbox"), F("state"), F("received_at").desc(), F("id").desc(),
                name="mail_by_state",
            ),
            models.Index(F("message_id"), name="mail_by_message_id"),
            models.Index(F("draft"), name="mail_by_draft", condition=~Q(draft="")),
            models.Index(F("number"), name="mail_by_case", condition=~Q(number="")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.id} {self.subject}"


class MailFile(models.Model):
    """One file that came with a message; `ref` is empty when it was refused."""

    id = models.BigAutoField(primary_key=True)
    mail = models.ForeignKey(Mail, models.CASCADE, related_name="files", db_index=False)
    n = models.IntegerField("第几个")
    ref = models.TextField("引用", db_collation="C")
    kind = models.TextField("种类")
    media_type = models.TextField("类型")
    size = models.BigIntegerField("字节数")
    refusal = models.TextField("未收原因", default="")
    refusal_en = models.TextField("未收原因（英文）", default="")

    class Meta:
        db_table = "intake_mail_file"
        verbose_name = verbose_name_plural = "来信附件"
        constraints = [models.UniqueConstraint(fields=["mail", "n"], name="mail_file_once")]

    def __str__(self) -> str:
        return f"{self.mail_id} {self.n}"


class MailAnswer(models.Model):
    """What a clerk answered. `state` is ``queued``, ``sent``, ``failed`` or ``bounced``."""

    id = models.BigAutoField(primary_key=True)
    mail = models.ForeignKey(Mail, models.PROTECT, related_name="answers")
    message_id = models.TextField("Message-ID", unique=True, db_collation="C")
    to = models.TextField("收件人引用", db_collation="C")
    subject = models.TextField("主题")
    words = models.TextField("正文引用", db_collation="C")
    by = models.TextField("答复人")
    at = models.DateTimeField("答复时间")
    state = models.TextField("状态", default="queued")
    tries = models.IntegerField("已试次数", default=0)
    next_at = models.DateTimeField("下次发送", null=True)
    sent_at = models.DateTimeField("发出时间", null=True)
    error = models.TextField("错误", default="")

    class Meta:
        db_table = "intake_mail_answer"
        verbose_name = verbose_name_plural = "来信答复"
        indexes = [
            models.Index(F("next_at"), name="mail_answer_due", condition=Q(next_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.mail_id} {self.state}"
