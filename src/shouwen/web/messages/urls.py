from django.urls import path

from shouwen.web.messages import sent, wording

app_name = "messages"

urlpatterns = [
    path("", sent.sent, name="sent"),
    path("case/<str:number>/", sent.of_case, name="of_case"),
    path("mine/", sent.mine, name="mine"),
    path("texts/", wording.texts, name="texts"),
    path("texts/<slug:occasion>/", wording.text, name="text"),
]
