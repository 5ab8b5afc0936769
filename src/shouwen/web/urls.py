"""Every address of the pages. Who may see which: :mod:`.permissions`."""

from django.urls import include, path

from shouwen.web.administration.health import alive

urlpatterns = [
    path("", include("shouwen.web.public.urls")),
    path("", include("shouwen.web.account.urls")),
    path("desk/", include("shouwen.web.desk.urls")),
    path("messages/", include("shouwen.web.messages.urls")),
    path("telephone/", include("shouwen.web.telephone.urls")),
    path("connections/", include("shouwen.web.connections.urls")),
    path("mail/", include("shouwen.web.mail.urls")),
    path("money/", include("shouwen.web.money.urls")),
    path("improvements/", include("shouwen.web.improving.urls")),
    path("administration/", include("shouwen.web.administration.urls")),
    path("health/", alive, name="health"),
    path("importing/", include("shouwen.web.importing.urls")),
    path("supervision/", include("shouwen.web.supervision.urls")),
    path("regulations/", include("shouwen.web.oversight.urls")),
]
