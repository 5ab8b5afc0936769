"""Every address; the pages themselves are the web part's."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("shouwen.api.urls")),
    path("api/georeport/v2/", include("shouwen.api.georeport.urls")),
    path("", include("shouwen.web.urls")),
]

handler400 = "shouwen.web.errors.wrong_form"
handler403 = "shouwen.web.errors.forbidden"
handler404 = "shouwen.web.errors.not_found"
