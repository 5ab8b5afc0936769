from django.urls import path

from shouwen.web.public import (
    acting,
    appearance,
    beside,
    binding,
    following,
    papers,
    submitting,
    told,
    uploads,
)

app_name = "public"

urlpatterns = [
    path("", submitting.home, name="home"),
    path("help/", following.help_page, name="help"),
    path("submit/", submitting.choose, name="choose"),
    path("submit/<str:regulation>/<str:act>/", submitting.submit, name="submit"),
    path("unsent/discard/", submitting.discard, name="discard"),
    path("unsent/<path:place>/<int:file>/", uploads.small, name="unsent"),
    path("receipt/", submitting.receipt, name="receipt"),
    path("track/", following.track, name="track"),
    path("track/lost/", following.lost, name="lost"),
    path("case/", following.case, name="case"),
    path("case/letter/<int:position>/", papers.letter, name="letter"),
    path("case/letter/<int:position>/read/", papers.reading, name="reading"),
    path("case/file/<int:n>/", papers.file, name="file"),
    path("case/file/<int:n>/small/", papers.small, name="small"),
    path("case/add/", beside.add, name="add"),
    path("case/rate/", beside.rate, name="rate"),
    path("case/told/", told.told, name="told"),
    path("case/told/wechat/", binding.wechat, name="wechat"),
    path("wechat/back/", binding.bound, name="bound"),
    path("wechat/<str:ticket>/", binding.bind, name="bind"),
    path("case/do/<str:act>/", acting.act, name="act"),
    path("case/done/", acting.done, name="done"),
    path("case/leave/", following.leave, name="leave"),
    path("appearance/", appearance.appearance, name="appearance"),
]
