from django.urls import path

from shouwen.web.desk import acting, case, duties, notices, palette, registration, worklist

app_name = "desk"

urlpatterns = [
    path("", worklist.work_list, name="list"),
    path("palette/", palette.palette, name="palette"),
    path("register/", registration.choose, name="registration"),
    path("register/<slug:regulation>/<slug:act>/", registration.register, name="register"),
    path("registered/<str:number>/", registration.registered, name="registered"),
    path("case/<str:number>/", case.case, name="case"),
    path("case/<str:number>/act/<slug:act>/", acting.act, name="act"),
    path("case/<str:number>/reveal/<slug:fact>/", case.reveal, name="reveal"),
    path("case/<str:number>/document/<int:position>/", case.document, name="document"),
    path("duties/", duties.duties, name="duties"),
    path("notices/", notices.notices, name="notices"),
]
