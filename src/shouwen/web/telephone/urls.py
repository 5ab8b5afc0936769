from django.urls import path

from shouwen.web.telephone import calls, events, exchanges

app_name = "telephone"

urlpatterns = [
    path("", calls.log, name="calls"),
    path("now/", calls.ringing, name="now"),
    path("calls/<int:call>/", calls.call, name="call"),
    path("exchanges/", exchanges.exchanges, name="exchanges"),
    path("events/", events.events, name="events"),
]
