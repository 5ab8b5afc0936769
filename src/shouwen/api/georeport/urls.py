"""The addresses of GeoReport v2."""

from django.urls import re_path

from shouwen.api.georeport import views

app_name = "georeport"
_FORM = r"\.(?P<form>json|xml)$"
urlpatterns = [
    re_path(rf"^discovery{_FORM}", views.discovery, name="discovery"),
    re_path(rf"^services{_FORM}", views.service_list, name="services"),
    re_path(rf"^services/(?P<code>[^/]+){_FORM}", views.definition, name="definition"),
    re_path(rf"^requests{_FORM}", views.requests, name="requests"),
    re_path(rf"^requests/(?P<number>[^/]+){_FORM}", views.one, name="request"),
    re_path(rf"^tokens/(?P<token>[^/]+){_FORM}", views.token, name="token"),
    re_path(r"^(?P<rest>.*)$", views.nothing, name="nothing"),
]
