from django.urls import path

from shouwen.web.desk import views

app_name = "desk"

urlpatterns = [path("", views.work_list, name="list")]
