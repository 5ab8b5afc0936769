from django.urls import path

from shouwen.web.public import appearance, following, submitting

app_name = "public"

urlpatterns = [
    path("", submitting.home, name="home"),
    path("submit/", submitting.choose, name="choose"),
    path("submit/<str:regulation>/<str:act>/", submitting.submit, name="submit"),
    path("receipt/", submitting.receipt, name="receipt"),
    path("track/", following.track, name="track"),
    path("case/", following.case, name="case"),
    path("case/letter/<int:position>/", following.letter, name="letter"),
    path("case/do/<str:act>/", following.act, name="act"),
    path("case/done/", following.done, name="done"),
    path("case/leave/", following.leave, name="leave"),
    path("appearance/", appearance.appearance, name="appearance"),
]
