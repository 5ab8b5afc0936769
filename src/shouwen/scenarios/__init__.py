"""Stories with endings: the tests a lawyer signs, the player that runs them, and what they miss."""

from shouwen.scenarios.coverage import Coverage, Untried, coverage, untried
from shouwen.scenarios.editions import Editions
from shouwen.scenarios.moving import last_moment, months_stay, moved
from shouwen.scenarios.organisation import Organisation
from shouwen.scenarios.played import StepPlayed, StoryPlayed
from shouwen.scenarios.player import StoryUnplayable, actor_of, form_of, moment_of, play
from shouwen.scenarios.story import (
    Step,
    StoriesUnreadable,
    Story,
    StoryFile,
    read_organisation,
    read_stories,
)

__all__ = [
    "Coverage",
    "Editions",
    "Organisation",
    "Step",
    "StepPlayed",
    "StoriesUnreadable",
    "Story",
    "StoryFile",
    "StoryPlayed",
    "StoryUnplayable",
    "Untried",
    "actor_of",
    "coverage",
    "form_of",
    "last_moment",
    "moment_of",
    "months_stay",
    "moved",
    "play",
    "read_organisation",
    "read_stories",
    "untried",
]
