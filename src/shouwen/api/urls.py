"""Every address of the interface; a path is looked up here and nowhere else."""

from django.urls import URLPattern, path, re_path

from shouwen.api import pages
from shouwen.api.interface import METHODS, api
from shouwen.api.speaking import spoken

app_name = "api"
#: The framework's own index of operations; :mod:`.pages` describes them instead.
_INDEX = "api-root"
urlpatterns: list[URLPattern] = [
    path("openapi.json", pages.openapi, name="openapi"),
    path("docs", pages.reference, name="docs"),
    *(spoken(each, METHODS[str(each.pattern)]) for each in api.urls[0] if each.name != _INDEX),
    re_path(r"^.*$", pages.nothing, name="nothing"),
]
