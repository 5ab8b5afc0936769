"""Files that come with a form: added, looked at, taken away again, whether or not script runs."""

from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.intake import Limits, admit_all
from shouwen.web.public import patience
from shouwen.web.public.drawer import DraftFile, Drawer
from shouwen.web.public.request import PublicRequest

#: Name of the control, and beginning of the button that takes a file away.
FIELD: Final = "files"
DROP: Final = "drop-"
ADD: Final = "add"
#: Mebibytes are shown with one digit.
_MEGABYTE: Final = 2**20


@dataclass(frozen=True, slots=True)
class Luggage:
    """The files of a form as its page shows them. `told` says what just happened to them."""

    files: tuple[DraftFile, ...]
    refused: tuple[str, ...] = ()
    told: str = ""
    place: str = ""

    @property
    def most(self) -> str:
        """What may come in, in words."""
        limits = Limits.set_here()
        return _("最多 %(most)d 个，每个不超过 %(one)d MB。照片、PDF、Word、录音、视频都可以。") % {
            "most": limits.most, "one": limits.one // _MEGABYTE,
        }  # fmt: skip

    @property
    def one(self) -> int:
        """How many bytes a file may have."""
        return Limits.set_here().one

    @property
    def too_large(self) -> str:
        """What is said of a larger one, with ``{name}`` and ``{size}`` to be filled in."""
        words = _("“{name}”有 {size} MB，每个文件最多 %(most)d MB。请裁小，或者分几次传。")
        return words % {"most": self.one // _MEGABYTE}


def of_form(drawer: Drawer, place: str) -> Luggage:
    """Return the files that wait with a form."""
    return Luggage(drawer.files(place), place=place)


def wanted(request: PublicRequest) -> bool:
    """Say whether only files were added or taken away, and the form is not handed in yet."""
    intent = request.POST.get("intent", "")
    return intent == ADD or intent.startswith(DROP)


def took(request: PublicRequest, drawer: Drawer, place: str) -> Luggage:
    """Take in the files of a request, take away those named, and return how it stands.

    What is refused is told with its reason; the others come in all the same. The form must have
    been put into the drawer before.
    """
    intent = request.POST.get("intent", "")
    told, refused = "", []
    if intent.startswith(DROP) and intent.removeprefix(DROP).isdecimal():
        drawer.drop(place, int(intent.removeprefix(DROP)))
        told = _("已移除。")
    given = request.FILES.getlist(FIELD)
    if given:
        minutes = patience.minutes_to_wait(request, "file", request.now)
        if minutes:
            words = _("这里刚刚传了太多文件，请 %(minutes)d 分钟后再传。填写的内容都还在。")
            return Luggage(drawer.files(place), (words % {"minutes": minutes},), place=place)
        told, refused = _admit(request, drawer, place)
    elif intent == ADD:
        refused = [_("还没有选择文件。请先选择照片或文件，再按“添加”。")]
    return Luggage(drawer.files(place), tuple(refused), told, place)


def _admit(request: PublicRequest, drawer: Drawer, place: str) -> tuple[str, list[str]]:
    given = request.FILES.getlist(FIELD)
    known = drawer.files(place)
    limits = Limits.set_here()
    size = sum(each.size or 0 for each in given) + sum(each.size for each in known)
    if len(given) + len(known) > limits.most or size > limits.together:
        words = _("一共最多 %(most)d 个文件、%(size)d MB。这次的没有收下，请先移除一些。")
        return "", [words % {"most": limits.most, "size": limits.together // _MEGABYTE}]
    patience.note(request, "file", request.now)
    contents = [
        (each.name or "", b"" if (each.size or 0) > limits.one else each.read()) for each in given
    ]
    too_large = [each for each in given if (each.size or 0) > limits.one]
    admitted, refused = admit_all([one for one in contents if one[1]], now=request.now)
    drawer.add(place, admitted)
    words = [each.say(request.language) for each in refused]
    words += [
        _("“%(name)s”有 %(size).1f MB，每个文件最多 %(most)d MB。") % {
            "name": each.name, "size": (each.size or 0) / _MEGABYTE,
            "most": limits.one // _MEGABYTE,
        }
        for each in too_large
    ]  # fmt: skip
    words += [_("“%(name)s”是空的。") % {"name": each.name} for each in given if each.size == 0]
    count = len(admitted)
    told = _("已添加 %(count)d 个文件。")
    return (told % {"count": count} if count else ""), words


def fragment(request: PublicRequest, luggage: Luggage, address: str) -> HttpResponse:
    """Return only the files, for a page that keeps everything else as it is."""
    values = {"luggage": luggage, "address": address, "swapped": True}
    return render(request, "public/files.html", values)


@require_safe
def small(request: PublicRequest, place: str, file: int) -> HttpResponse:
    """Show the small picture of a file not sent yet, to the browser it came from."""
    content = Drawer(request).small(place, file)
    if not content:
        raise Http404
    return picture(content)


def picture(content: bytes) -> HttpResponse:
    """Return a small picture that we have made ourselves."""
    response = HttpResponse(content, content_type="image/jpeg")
    response["Content-Disposition"] = "inline"
    return response
