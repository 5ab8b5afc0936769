from django.urls import path

from shouwen.web.money import accounts, months, registers

app_name = "money"

urlpatterns = [
    path("", accounts.mine, name="mine"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/<str:key>/", accounts.account, name="account"),
    path("accounts/<str:key>/correct/", accounts.correct, name="correct"),
    path("accounts/<str:key>/decide/", accounts.decide, name="decide"),
    path("months/", months.month, name="month"),
    path("months/figures/", months.figures, name="figures"),
    path("months/sheet/", months.sheet, name="sheet"),
    path("sanctions/", registers.sanctions, name="sanctions"),
    path("register/", registers.register, name="register"),
]
