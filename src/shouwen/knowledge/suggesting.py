"""Which cards to lay beside a form or a case: by regulation, by what was chosen, by words."""

from collections.abc import Iterable, Mapping

from shouwen.knowledge.shelf import Kept, cards, wording
from shouwen.knowledge.views import title_of

_MOST_HITS = 3
#: Longer texts are looked at as far as this.
_MOST_LETTERS = 5_000
#: From this many letters on, a search finds something.
SHORTEST_SEARCH = 2


def suggest(
    regulation: str, chosen: Mapping[str, Iterable[str]], text: str = "", *, limit: int = 4
) -> tuple[Kept, ...]:
    """Return the cards that fit best, the best first; none where nothing speaks for one.

    :param regulation: cards of other regulations are left out
    :param chosen: facts and the ids of the options chosen
    :param text: what was written about the matter
    """
    text = text[:_MOST_LETTERS]
    sets = {fact: set(options) for fact, options in chosen.items()}
    found: list[tuple[int, int, Kept]] = []
    for number, kept in enumerate(cards().values()):
        card = kept.card
        if card.regulations and regulation not in card.regulations:
            continue
        facts = sum(
            bool(sets.get(fact, set()) & set(options)) for fact, options in card.when.items()
        )
        words = sum(word in text for word in card.words)
        weight = 2 * facts + 3 * min(words, _MOST_HITS)
        # A broad class alone brings up too much where words could tell more.
        if weight and (words or facts == len(card.when) or not card.words):
            found.append((-weight, number, kept))
    return tuple(kept for *_, kept in sorted(found, key=lambda each: each[:2])[:limit])


def search(words: str, *, kind: str = "", regulation: str = "") -> tuple[Kept, ...]:
    """Return the cards that hold every one of the words, titles and codes before the rest.

    Words are parted by spaces and found from two letters on; shorter ones find nothing to say no
    to, and are left out. Chinese and English texts are both looked at.
    """
    wanted = [word for word in words.lower().split() if len(word) >= SHORTEST_SEARCH]
    found: list[tuple[int, int, Kept]] = []
    for number, kept in enumerate(cards().values()):
        card = kept.card
        if kind and card.kind != kind:
            continue
        if regulation and card.regulations and regulation not in card.regulations:
            continue
        head, all_words = _texts(kept)
        if all(word in all_words for word in wanted):
            rank = sum(word not in head for word in wanted)
            found.append((rank, number, kept))
    return tuple(kept for *_, kept in sorted(found, key=lambda each: each[:2]))


def regulations(language: str) -> tuple[tuple[str, str], ...]:
    """Return the id and the title of every regulation some card or wording rule is about."""
    named = [id_ for kept in cards().values() for id_ in kept.card.regulations]
    named += [id_ for kept in wording().values() for id_ in kept.rule.regulations]
    return tuple((id_, title_of(id_, language)) for id_ in dict.fromkeys(named))


def _texts(kept: Kept) -> tuple[str, str]:
    say = kept.deck.say
    card = kept.card
    head = (kept.code, card.title, say(card.title, "en"), card.question)
    rest = [text for each in card.texts() for text in (each, say(each, "en"))]
    return "\n".join(head).lower(), "\n".join((*head, *rest, *card.words)).lower()
