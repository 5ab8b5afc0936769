from django.urls import path

from shouwen.web.oversight import days, drafting, editions, patterns, reading, trying

app_name = "oversight"

urlpatterns = [
    path("", reading.home, name="home"),
    path("days/", days.days, name="days"),
    path("patterns/", patterns.patterns, name="patterns"),
    path("drafts/", drafting.drafts, name="drafts"),
    path("drafts/help/<slug:section>/", drafting.section, name="section"),
    path("drafts/<slug:draft>/", drafting.draft, name="draft"),
    path("drafts/<slug:draft>/comparison/", drafting.comparison, name="draft_compare"),
    path("<str:id>/", reading.articles, name="regulation"),
    path("<str:id>/drawing/", reading.drawing, name="drawing"),
    path("<str:id>/tables/", reading.tables, name="tables"),
    path("<str:id>/coverage/", reading.coverage, name="coverage"),
    path("<str:id>/findings/", reading.findings, name="findings"),
    path("<str:id>/stories/", trying.stories, name="scenarios"),
    path("<str:id>/stories/<int:index>/", trying.story, name="story"),
    path("<str:id>/editions/", editions.editions, name="editions"),
    path("<str:id>/editions/take-over/", editions.take_over, name="take_over"),
    path("<str:id>/draft/", drafting.begin, name="begin"),
]
