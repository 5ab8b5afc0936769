"""Where the side bar leads: every place is there, and no two share their keys."""

from collections import Counter

from shouwen.web.navigation import PLACES
from shouwen.web.permissions import PAGES


def test_no_two_places_share_their_keys():
    assert [keys for keys, n in Counter(place.keys for place in PLACES).items() if n > 1] == []


def test_every_place_and_every_page_under_it_is_there():
    for place in PLACES:
        assert place.href, place.page
        assert set(place.pages) <= set(PAGES), place.page
