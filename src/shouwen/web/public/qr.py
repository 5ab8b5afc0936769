"""The picture on the receipt: a telephone's camera opens the page to follow the matter."""

import segno
from django.utils.safestring import SafeString, mark_safe


def address(page: str, number: str, code: str) -> str:
    """Return the page's address with number and code behind the ``#``.

    What stands there stays in the browser: no server, log or referrer ever sees it.
    """
    return f"{page}#{number}.{code}"


def picture(text: str) -> SafeString:
    """Return a QR code as SVG without size or style: the page decides how large it is."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        omitsize=True, border=2, dark="#000", light="#fff", svgclass="qr__code", lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 - drawn from modules; the text is not in it
