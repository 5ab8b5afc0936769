from django.urls import path

from shouwen.web.connections import cities, hooks, keys

app_name = "connections"

urlpatterns = [
    path("", keys.keys, name="keys"),
    path("keys/<slug:key>/revoke/", keys.revoke, name="revoke"),
    path("events/", hooks.hooks, name="hooks"),
    path("events/<slug:hook>/", hooks.hook, name="hook"),
    path("cities/", cities.cities, name="cities"),
]
