from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def work_list(request: HttpRequest) -> HttpResponse:
    """Show what is on this person's desk."""
    return render(request, "desk/list.html", {})
