"""The page of patterns shows every component there is, and says of each what its head says."""

from shouwen.web.oversight.patterns import components


def test_every_component_is_on_the_page(desk, bank):
    text = desk("lin_xiao").get("/regulations/patterns/").content.decode()
    tags = [each.tag for each in components()]
    assert len(tags) > 20
    for each in components():
        assert f'id="{each.tag}"' in text, f"show <c-{each.tag}> on oversight/patterns.html"
        assert each.about.splitlines()[0] in text.replace("&#x27;", "'").replace("&quot;", '"')
