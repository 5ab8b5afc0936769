from django.urls import path

from shouwen.web.desk import (
    acting,
    books,
    case,
    duties,
    knowledge,
    notices,
    palette,
    papers,
    registration,
    search,
    worklist,
)

app_name = "desk"

urlpatterns = [
    path("", worklist.work_list, name="list"),
    path("palette/", palette.palette, name="palette"),
    path("search/", search.search, name="search"),
    path("search/persons/", search.persons, name="persons"),
    path("register/", registration.choose, name="registration"),
    path("register/<slug:regulation>/<slug:act>/", registration.register, name="register"),
    path("registered/<str:number>/", registration.registered, name="registered"),
    path("case/<str:number>/", case.case, name="case"),
    path("case/<str:number>/act/<slug:act>/", acting.act, name="act"),
    path("case/<str:number>/reveal/<slug:fact>/", case.reveal, name="reveal"),
    path("case/<str:number>/document/<int:position>/", papers.document, name="document"),
    path("case/<str:number>/document/<int:position>/<slug:way>/", papers.paper, name="paper"),
    path("case/<str:number>/forms/", papers.forms, name="forms"),
    path("case/<str:number>/forms/<slug:form>/", papers.draft, name="draft"),
    path("case/<str:number>/forms/<slug:form>/<slug:way>/", papers.draft_file, name="draft_file"),
    path("books/", books.books, name="books"),
    path("books/<slug:regulation>/<slug:register>/", books.book, name="book"),
    path("books/<slug:regulation>/<slug:register>/<slug:way>/", books.book_file, name="book_file"),
    path("knowledge/", knowledge.cards, name="knowledge"),
    path("knowledge/wording/", knowledge.wording, name="wording"),
    path("knowledge/<slug:code>/", knowledge.card, name="card"),
    path("duties/", duties.duties, name="duties"),
    path("notices/", notices.notices, name="notices"),
]
