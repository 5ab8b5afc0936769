from django.urls import path

from shouwen.web.oversight import days, reading, trying

app_name = "oversight"

urlpatterns = [
    path("", reading.home, name="home"),
    path("days/", days.days, name="days"),
    path("<str:id>/", reading.articles, name="regulation"),
    path("<str:id>/drawing/", reading.drawing, name="drawing"),
    path("<str:id>/tables/", reading.tables, name="tables"),
    path("<str:id>/coverage/", reading.coverage, name="coverage"),
    path("<str:id>/findings/", reading.findings, name="findings"),
    path("<str:id>/stories/", trying.stories, name="scenarios"),
    path("<str:id>/stories/<int:index>/", trying.story, name="story"),
]
