"""What other systems can be told of: the ledger's events of cases, by name."""

from typing import Final

#: Name in the ledger, in words, in English. What a case says stays here; that it changed goes out.
EVENTS: Final[dict[str, tuple[str, str]]] = {
    "case.case_opened": ("登记", "a case was opened"),
    "case.stage_changed": ("进入新阶段", "a case entered another stage"),
    "case.act_done": ("办理了一个动作", "an act was done"),
    "case.facts_recorded": ("要素有变动", "facts were recorded"),
    "case.record_entered": ("记录新增一条", "an entry was made in a record"),
    "case.task_opened": ("交办任务", "a task was opened"),
    "case.task_done": ("任务完成", "a task was done"),
    "case.clock_set": ("期限起算、暂停或停止", "a limit began, was paused or stopped"),
    "case.point_reached": ("提醒点或到期", "a warning point or a due instant was reached"),
    "case.document_issued": ("发出文书", "a document was issued"),
    "case.approval_given": ("批准", "an approval was given"),
    "case.notice_due": ("发出通知", "somebody was told"),
    "case.posted": ("记账", "money was charged or paid"),
    "case.improvement_raised": ("提出整改", "an improvement was raised"),
    "case.migrated": ("转入新版办法", "a case went over to another edition"),
}
PREFIX: Final = "case/"
