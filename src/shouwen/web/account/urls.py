from django.urls import path

from shouwen.web.account import identity, link, proving, security, views

app_name = "account"

urlpatterns = [
    path("login/", views.login, name="login"),
    path("login/second/", proving.second, name="second"),
    path("login/passkey/", proving.passkey, name="passkey"),
    path("login/passkey/asked/", proving.passkey_asked, name="passkey_asked"),
    path("login/link/<str:secret>/", link.link, name="link"),
    path("login/identity/", identity.go, name="identity"),
    path("login/identity/back/", identity.back, name="identity_back"),
    path("logout/", views.logout, name="logout"),
    path("language/", views.language, name="language"),
    path("theme/", views.theme, name="theme"),
    path("me/security/", security.security, name="security"),
    path("me/password/", security.password, name="password"),
    path("me/app/", security.app, name="app"),
    path("me/codes/", security.codes, name="codes"),
    path("me/passkey/wanted/", security.passkey_wanted, name="passkey_wanted"),
    path("me/passkey/", security.passkey_new, name="passkey_new"),
    path("me/factor/", security.factor_remove, name="factor_remove"),
    path("me/sessions/", security.sessions_end, name="sessions_end"),
    path("me/confirm/", proving.confirm, name="confirm"),
]
