from django.urls import path

from shouwen.web.improving import items

app_name = "improving"

urlpatterns = [
    path("", items.improvements, name="list"),
    path("raise/", items.raise_, name="raise"),
    path("<str:id_>/", items.improvement, name="item"),
]
