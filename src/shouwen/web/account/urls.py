from django.urls import path

from shouwen.web.account import views

app_name = "account"

urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("language/", views.language, name="language"),
    path("theme/", views.theme, name="theme"),
]
