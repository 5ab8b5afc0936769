"""Tables of the channels: files that wait for the virus scanner; mail has its own."""

from django.db import models
from django.db.models import F, Q

from shouwen.intake.mail.models import Mail as Mail
from shouwen.intake.mail.models import MailAnswer as MailAnswer
from shouwen.intake.mail.models import Mailbox as Mailbox
from shouwen.intake.mail.models import MailFile as MailFile


class HeldFile(models.Model):
    """A file nobody may open: the scanner has not looked at it, or has found something in it."""

    file = models.TextField("引用", primary_key=True, db_collation="C")
    number = models.TextField("编号", db_collation="C")
    state = models.TextField("状态", help_text="waiting 或 infected")
    since = models.DateTimeField("自")
    next_at = models.DateTimeField("下次扫描", null=True)
    tries = models.IntegerField("已试次数", default=0)
    words = models.TextField("扫描程序的话", default="")

    class Meta:
        db_table = "intake_held_file"
        verbose_name = verbose_name_plural = "待查附件"
        indexes = [
            models.Index(F("number"), name="held_file_by_case"),
            models.Index(
                F("next_at"), name="held_file_by_time", condition=Q(next_at__isnull=False)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.state}"
