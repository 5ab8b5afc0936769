from django.urls import path

from shouwen.web.mail import boxes, inbox

app_name = "mail"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("boxes/", boxes.mailboxes, name="mailboxes"),
    path("boxes/new/", boxes.mailbox, name="new_mailbox"),
    path("boxes/<int:id_>/", boxes.mailbox, name="mailbox"),
    path("<int:id_>/", inbox.message, name="message"),
    path("<int:id_>/file/<int:n>/", inbox.file, name="file"),
]
