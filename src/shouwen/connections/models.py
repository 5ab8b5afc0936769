"""Keys, answers kept for repeated requests, subscriptions with their deliveries, forwarded matters.

None of this is the record: what other systems do to a case is in the ledger like anybody's act.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Key(models.Model):
    """A key of the interface. Its secret is shown once; a digest of it is kept.

    It acts for `person`, or for a system account that holds `roles` at `unit`.
    """

    id = models.TextField("前缀", primary_key=True)
    name = models.TextField("名称")
    digest = models.BinaryField("密钥摘要")
    person = models.TextField("代表何人", blank=True)
    unit = models.TextField("系统账号所在机构", blank=True)
    roles = ArrayField(models.TextField(), default=list, verbose_name="系统账号的角色")
    scopes = ArrayField(models.TextField(), verbose_name="权限")
    networks = ArrayField(models.TextField(), default=list, verbose_name="允许的网段")
    per_minute = models.IntegerField("每分钟请求数")
    made_by = models.TextField("建立人")
    made_at = models.DateTimeField("建立时间")
    expires_at = models.DateTimeField("有效期至", null=True)
    revoked_at = models.DateTimeField("停用时间", null=True)
    revoked_by = models.TextField("停用人", blank=True, default="")
    last_used_at = models.DateTimeField("最近使用", null=True)
    last_used_from = models.TextField("最近来自", blank=True, default="")

    class Meta:
        db_table = "connections_key"
        verbose_name = verbose_name_plural = "接口密钥"

    def __str__(self) -> str:
        return f"{self.name} ({self.id})"


class Use(models.Model):
    """How many requests a caller made in one minute; the table survives no crash, on purpose."""

    pk = models.CompositePrimaryKey("caller", "minute")
    caller = models.TextField("调用方")
    minute = models.DateTimeField("分钟")
    count = models.IntegerField("次数")

    class Meta:
        managed = False
        db_table = "connections_use"
        verbose_name = verbose_name_plural = "调用次数"

    def __str__(self) -> str:
        return f"{self.caller} {self.minute:%H:%M} {self.count}"


class Answer(models.Model):
    """What a request with an idempotency key was answered, sealed: codes are shown in answers."""

    pk = models.CompositePrimaryKey("caller", "key")
    caller = models.TextField("调用方")
    key = models.TextField("幂等键")
    fingerprint = models.BinaryField("请求摘要")
    sealed = models.BinaryField("答复（加密）")
    at = models.DateTimeField("时间")

    class Meta:
        db_table = "connections_answer"
        verbose_name = verbose_name_plural = "已答复的请求"
        indexes = [models.Index(F("at"), name="answer_by_time")]

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"


class Subscription(models.Model):
    """Where events are delivered to. It is read up to (`tx`, `position`) of the ledger."""

    id = models.TextField("编号", primary_key=True)
    name = models.TextField("名称")
    address = models.TextField("地址")
    events = ArrayField(models.TextField(), verbose_name="事件")
    regulations = ArrayField(models.TextField(), default=list, verbose_name="办法")
    sealed_secret = models.BinaryField("签名密钥（加密）")
    person = models.TextField("按何人的可见范围", blank=True)
    unit = models.TextField("系统账号所在机构", blank=True)
    roles = ArrayField(models.TextField(), default=list, verbose_name="系统账号的角色")
    made_by = models.TextField("建立人")
    made_at = models.DateTimeField("建立时间")
    tx = models.BigIntegerField("读到的事务")
    position = models.BigIntegerField("读到的序号")
    failing_since = models.DateTimeField("自何时起失败", null=True)
    disabled_at = models.DateTimeField("停用时间", null=True)
    disabled_because = models.TextField("停用原因", blank=True, default="")
    delivered_at = models.DateTimeField("最近送达", null=True)

    class Meta:
        db_table = "connections_subscription"
        verbose_name = verbose_name_plural = "事件订阅"

    def __str__(self) -> str:
        return f"{self.name} → {self.address}"


class Delivery(models.Model):
    """One event for one subscription: waiting, delivered or given up."""

    id = models.BigAutoField(primary_key=True)
    subscription = models.ForeignKey(
        Subscription, models.CASCADE, related_name="deliveries", verbose_name="订阅"
    )
    tx = models.BigIntegerField("事务")
    position = models.BigIntegerField("序号")
    event = models.TextField("事件")
    number = models.TextField("投诉编号")
    body = models.TextField("内容")
    state = models.TextField("状态", default="waiting")
    attempts = models.IntegerField("次数", default=0)
    made_at = models.DateTimeField("生成时间")
    first_tried_at = models.DateTimeField("首次投递", null=True)
    next_at = models.DateTimeField("下次投递")
    ended_at = models.DateTimeField("结束时间", null=True)
    status = models.IntegerField("对方答复代码", null=True)
    problem = models.TextField("问题", blank=True, default="")

    class Meta:
        db_table = "connections_delivery"
        verbose_name = verbose_name_plural = "投递"
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "tx", "position"], name="hook_delivery_once"
            )
        ]
        indexes = [
            models.Index(
                F("subscription"), F("tx"), F("position"), name="hook_delivery_waiting",
                condition=Q(state="waiting"),
            ),
            models.Index(F("subscription"), F("id").desc(), name="hook_delivery_newest"),
            models.Index(F("ended_at"), name="hook_delivery_by_end", condition=~Q(state="waiting")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.subscription_id} {self.event} {self.number}"


class Submission(models.Model):
    """A matter that came in through the city interface: whose, of which service, and where."""

    number = models.TextField("投诉编号", primary_key=True)
    caller = models.TextField("调用方")
    service = models.TextField("服务")
    token = models.TextField("取号凭证", unique=True)
    lat = models.TextField("纬度", blank=True, default="")
    long = models.TextField("经度", blank=True, default="")
    at = models.DateTimeField("时间")

    class Meta:
        db_table = "connections_submission"
        verbose_name = verbose_name_plural = "外部提交"
        indexes = [models.Index(F("caller"), F("at").desc(), name="submission_by_caller")]

    def __str__(self) -> str:
        return self.number


class City(models.Model):
    """Another city's service that speaks GeoReport v2."""

    id = models.TextField("编号", primary_key=True)
    name = models.TextField("名称")
    address = models.TextField("地址")
    jurisdiction = models.TextField("辖区代码", blank=True, default="")
    sealed_key = models.BinaryField("对方密钥（加密）")
    made_by = models.TextField("建立人")
    made_at = models.DateTimeField("建立时间")
    closed_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        db_table = "connections_city"
        verbose_name = verbose_name_plural = "外部受理平台"

    def __str__(self) -> str:
        return self.name


class Forwarding(models.Model):
    """One matter passed on to another city, and how it stands there."""

    id = models.TextField("编号", primary_key=True)
    number = models.TextField("投诉编号")
    city = models.ForeignKey(City, models.PROTECT, verbose_name="平台")
    service = models.TextField("对方服务代码")
    sealed = models.BinaryField("所送内容（加密）")
    state = models.TextField("状态", default="waiting")
    token = models.TextField("取号凭证", blank=True, default="")
    request = models.TextField("对方编号", blank=True, default="")
    notes = models.TextField("对方说明", blank=True, default="")
    act = models.TextField("对方办结后所办动作", blank=True, default="")
    act_form = models.BinaryField("动作内容（加密）", null=True)
    outcome = models.TextField("办结回写", blank=True, default="")
    by = models.TextField("经办人")
    at = models.DateTimeField("时间")
    attempts = models.IntegerField("次数", default=0)
    next_at = models.DateTimeField("下次联系", null=True)
    updated_at = models.DateTimeField("对方变动时间", null=True)
    problem = models.TextField("问题", blank=True, default="")

    class Meta:
        db_table = "connections_forwarding"
        verbose_name = verbose_name_plural = "外送件"
        indexes = [
            models.Index(F("number"), name="forwarding_by_case"),
            models.Index(
                F("next_at"), name="forwarding_due", condition=Q(next_at__isnull=False)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} → {self.city_id}"
