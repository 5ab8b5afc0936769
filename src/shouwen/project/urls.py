"""Every address; the pages themselves are the web part's."""

from django.urls import include, path

urlpatterns = [path("", include("shouwen.web.urls"))]
