from django.urls import path

from shouwen.web.supervision import call_backs, late, samples, scoring

app_name = "supervision"

urlpatterns = [
    path("", late.late_map, name="map"),
    path("lateness/", late.lateness, name="lateness"),
    path("disputes/", late.disputes, name="disputes"),
    path("urge/<str:number>/", late.urge, name="urge"),
    path("call-backs/", call_backs.queue, name="queue"),
    path("call-backs/<str:number>/", call_backs.call, name="call"),
    path("samples/", samples.samples, name="samples"),
    path("samples/<str:plan>/", samples.plan, name="plan"),
    path("scores/", scoring.scores, name="scores"),
]
