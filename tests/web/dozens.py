"""A dozen of everything an office keeps, each by another person: a question for each would show."""

from datetime import timedelta

from shouwen.casework import bulletins, publishing
from shouwen.connections.models import City, Key, Subscription
from shouwen.connections.models import Delivery as Passed
from shouwen.consequences.models import Improvement
from shouwen.inquiry import operations as inquiry
from shouwen.intake.mail.models import Mail, Mailbox
from shouwen.intake.models import Call, Exchange, SheetImport, SheetRow
from shouwen.notices.models import Delivery
from shouwen.vocabulary import Actor

DOZEN = range(12)


def keep(bank, numbers, now):
    """Fill every list of the offices; return the ids some pages are called by."""
    staff = sorted(person.id for person in bank.people.values() if person.id != "customer")
    who = [staff[n % len(staff)] for n in DOZEN]
    units = sorted(bank.units)
    _connections(who, units, now)
    _mail(bank, who, units, now)
    _telephone(who, numbers, now)
    _sheets(who, now)
    _messages(who, numbers, now)
    _improvements(who, units, now)
    notice = ""
    for n in DOZEN:
        notice = bulletins.publish_bulletin(
            f"公告 {n}", "正在修复", actor=Actor("zhong_cheng"), now=now + timedelta(minutes=n),
            command_id=f"bulletin-{n}",
        )  # fmt: skip
        bulletins.attach_to_bulletin(
            notice, numbers[n], actor=Actor("lin_xiao"), now=now, command_id=f"attach-{n}"
        )
        inquiry.note_reading(numbers[n], who[n], now)
    drafts = [publishing.begin("postal-bank", actor=Actor("shen_lv"), now=now) for _ in range(3)]
    return {"bulletin": notice, "draft": drafts[0]}


def _connections(who, units, now):
    Key.objects.bulk_create(
        Key(id=f"{n:010}", name=f"系统 {n}", digest=b"", person=who[n] if n % 2 else "",
            unit="" if n % 2 else units[n % len(units)], scopes=["read"], per_minute=60,
            made_by=who[n], made_at=now)
        for n in DOZEN
    )  # fmt: skip
    hooks = Subscription.objects.bulk_create(
        Subscription(id=f"hook-{n}", name=f"系统 {n}", address="https://example.com/in", events=[],
                     sealed_secret=b"", person=who[n], made_by=who[n], made_at=now, tx=0,
                     position=0)
        for n in DOZEN
    )  # fmt: skip
    Passed.objects.bulk_create(
        Passed(subscription=hooks[n % 2], tx=1, position=n, event="case.opened", number=f"N{n}",
               body="{}", made_at=now, next_at=now)
        for n in DOZEN
    )  # fmt: skip
    City.objects.bulk_create(
        City(id=f"city-{n}", name=f"城市 {n}", address="https://example.com/", sealed_key=b"",
             made_by=who[n], made_at=now)
        for n in DOZEN
    )  # fmt: skip


def _mail(bank, who, units, now):
    (hers,) = {post.unit for post in bank.posts_of("lin_xiao")}
    boxes = Mailbox.objects.bulk_create(
        Mailbox(name=f"邮箱 {n}", address=f"box{n}@bank.example", host="h", port=1, tls="none",
                login="l", key_id="", sealed=b"", folder="INBOX", regulation="postal-bank",
                unit=units[n % len(units)] if n % 2 else hers)
        for n in DOZEN
    )  # fmt: skip
    Mail.objects.bulk_create(
        Mail(mailbox=box, validity=1, uid=n, digest=f"{box.id}-{n}", message_id=f"<{n}@example>",
             kind="letter", state="new", subject=f"主题 {n}", sender="", shown_sender="张**",
             received_at=now, answerable=True, words="", raw=[], size=1, problems=[],
             handler=who[n])
        for n, box in enumerate(boxes)
    )  # fmt: skip


def _telephone(who, numbers, now):
    Exchange.objects.bulk_create(
        Exchange(name=f"交换机 {n}", key_hash=bytes([n]), hint="abcd", made_by=who[n], made_at=now)
        for n in DOZEN
    )
    Call.objects.bulk_create(
        Call(exchange="交换机 1", call=str(n), shown="138****5627", extension="8001",
             person=who[n], began_at=now, number=numbers[n])
        for n in DOZEN
    )  # fmt: skip


def _sheets(who, now):
    sheets = SheetImport.objects.bulk_create(
        SheetImport(id=f"sheet-{n}", by=who[n], name=f"登记 {n}.csv", file="", size=1,
                    regulation="postal-bank", state="done", created_at=now, changed_at=now)
        for n in DOZEN
    )  # fmt: skip
    SheetRow.objects.bulk_create(
        SheetRow(sheet=sheets[0], trial=False, row=n, outcome="refused", number="", closed=False)
        for n in DOZEN
    )


def _messages(who, numbers, now):
    Delivery.objects.bulk_create(
        Delivery(source=f"{numbers[n]}/1/received", channel="sms", recipient=who[n],
                 number=numbers[n], regulation="postal-bank", occasion="received", language="zh",
                 discreet=False, subject="", body="收到", values={}, text_version=0, state="sent",
                 happened_at=now)
        for n in DOZEN
    )  # fmt: skip


def _improvements(who, units, now):
    Improvement.objects.bulk_create(
        Improvement(id=f"ZG{n}", kind="", title="整改", what=f"第 {n} 项",
                    source="", category="", unit=units[n % len(units)], unit_path="/", owner=who[n],
                    state="open", opened_at=now, due_on=now.date(), next_on=now.date(),
                    order=False, order_number="", rounds=1, late=False, articles="", version=1)
        for n in DOZEN
    )  # fmt: skip
