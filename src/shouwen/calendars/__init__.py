"""Working-time arithmetic on published days. Pure: no clock, file or zone database."""

from shouwen.calendars.days import BrokenDays, DaySet, Festival, Notice, Problem
from shouwen.calendars.due import DayList, Due, Ends, Roll
from shouwen.calendars.hours import BadHours, HoursSpec, HoursText
from shouwen.calendars.timeline import FIRST_DAY, LAST_DAY, OutsideCalendar
from shouwen.calendars.workcalendar import WorkCalendar

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "BadHours",
    "BrokenDays",
    "DayList",
    "DaySet",
    "Due",
    "Ends",
    "Festival",
    "HoursSpec",
    "HoursText",
    "Notice",
    "OutsideCalendar",
    "Problem",
    "Roll",
    "WorkCalendar",
]
