from django.urls import path

from shouwen.web.importing import pages

app_name = "importing"

urlpatterns = [
    path("", pages.home, name="home"),
    path("<slug:id>/", pages.choose, name="choose"),
    path("<slug:id>/trial/", pages.trial, name="trial"),
    path("<slug:id>/progress/", pages.progress, name="progress"),
    path("<slug:id>/refused/", pages.refused, name="refused"),
    path("<slug:id>/result/", pages.result, name="result"),
]
