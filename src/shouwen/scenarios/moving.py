"""A story at another time: every moment moved by whole weeks, so that weekdays stay."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from shouwen.regulations.compiled import Procedure
from shouwen.scenarios.story import Step, Story, Value
from shouwen.vocabulary import Month, iso, moment

_MIDDLE = 14
#: What a step says without naming a day.
_STAYS = (
    "by", "role", "who", "unit", "act", "task", "duty", "note", "migrate", "basis", "left"
)  # fmt: skip


def moved(procedure: Procedure, story: Story, weeks: int) -> Story:
    """Return a story as it goes so many weeks later, or earlier where `weeks` is negative.

    Steps move with the days and moments in their forms. A close is of the month the middle of its
    own falls in, and not before that month's last day. Of what a step expects only whether it is
    accepted stays: dates fall otherwise among other holidays.
    """
    by = timedelta(weeks=weeks)
    return Story(
        title=story.title,
        cites=story.cites,
        covers=story.covers,
        steps=[_moved(procedure, step, by) for step in story.steps],
    )


def months_stay(story: Story, weeks: int) -> bool:
    """Say whether what lay in one month still does after so many weeks, as closes of it demand."""
    by = timedelta(weeks=weeks)
    closed = [Month.parse(step.close_month) for step in story.steps if step.close_month is not None]
    moments = [moment(step.at) for step in story.steps if step.at is not None]
    apart = {_months(month, _month_moved(month, by)) for month in closed}
    apart |= {_months(Month.of(at), Month.of(at + by)) for at in moments if closed}
    return len(apart) <= 1


def _moved(procedure: Procedure, step: Step, by: timedelta) -> Step:
    happens: dict[str, object] = {
        name: getattr(step, name) for name in _STAYS if name in step.model_fields_set
    }
    if step.at is not None:
        happens["at"] = iso(moment(step.at) + by)
    if step.period is not None:
        happens["period"] = (date.fromisoformat(step.period) + by).isoformat()
    if step.form:
        happens["form"] = {
            name: _value_moved(procedure, name, value, by) for name, value in step.form.items()
        }
    if step.close_month is not None:
        month = _month_moved(Month.parse(step.close_month), by)
        happens["close_month"] = str(month)
        if step.at is not None and (moment(step.at) + by).date() < month.last_day:
            del happens["at"]
    elif step.wants_refusal:
        happens["expect"] = "refused"
    return Step.model_validate(happens)


def _value_moved(procedure: Procedure, name: str, value: Value, by: timedelta) -> Value:
    fact = procedure.pack.facts.get(name)
    kind = "" if fact is None else fact.type.removeprefix("list:")
    if kind not in ("date", "time"):
        return value
    if isinstance(value, list):
        return [_text_moved(each, by) if isinstance(each, str) else each for each in value]
    return _text_moved(value, by) if isinstance(value, str) else value


def _text_moved(text: str, by: timedelta) -> str:
    """Return a day or a moment later by so much; a text that is neither as it was."""
    try:
        return (date.fromisoformat(text) + by).isoformat()
    except ValueError:
        pass
    try:
        then: datetime = moment(text) + by
    except ValueError:
        return text
    return iso(then)


def _month_moved(month: Month, by: timedelta) -> Month:
    return Month.of(month.first_day + timedelta(days=_MIDDLE) + by)


def _months(one: Month, other: Month) -> int:
    return (other.year - one.year) * 12 + other.number - one.number


def last_moment(steps: Iterable[Step]) -> datetime:
    """Return when the last of these steps happens.

    :raises ValueError: if none of them says when
    """
    return max(
        moment(step.at) if step.at is not None else Month.parse(str(step.close_month)).end
        for step in steps
        if step.at is not None or step.close_month is not None
    )
