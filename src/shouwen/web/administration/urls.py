from django.urls import path

from shouwen.web.administration import calendars, health, home, persons, posts, sheets, units

app_name = "administration"

urlpatterns = [
    path("", home.home, name="home"),
    path("units/", units.units, name="units"),
    path("units/<str:id_>/", units.unit, name="unit"),
    path("persons/", persons.persons, name="persons"),
    path("persons/<str:id_>/", persons.person, name="person"),
    path("persons/<str:id_>/login/", persons.login, name="login"),
    path("posts/", posts.posts, name="posts"),
    path("logins/", posts.demands, name="demands"),
    path("changes/", posts.changes, name="changes"),
    path("import/", sheets.sheet, name="sheet"),
    path("import/template/", sheets.template, name="template"),
    path("calendars/", calendars.calendars, name="calendars"),
    path("calendars/new/", calendars.propose, name="calendar_new"),
    path("calendars/<int:number>/", calendars.calendar, name="calendar"),
    path("health/", health.health, name="health"),
    path("health/anchor/", health.anchor, name="anchor"),
]
