"""Every address; the pages themselves are the web part's."""

from importlib.util import find_spec

from django.urls import include, path

urlpatterns = [path("", include("shouwen.web.urls"))] if find_spec("shouwen.web.urls") else []
