"""Every address of the pages. Who may see which: :mod:`.permissions`."""

from django.urls import include, path

urlpatterns = [
    path("", include("shouwen.web.public.urls")),
    path("", include("shouwen.web.account.urls")),
    path("desk/", include("shouwen.web.desk.urls")),
    path("regulations/", include("shouwen.web.oversight.urls")),
]
