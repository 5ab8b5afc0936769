"""Learning from texts: pieces of one to three letters, a linear model, calibrated confidence.

Pieces are hashed, so what is learnt holds no text: the words that speak for a suggestion are read
off the text it is made for. Confidence comes from scores of cases the model had not seen, softened
by one temperature (Guo et al., On Calibration of Modern Neural Networks, 2017).
"""

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import LinearSVC
from sklearn.utils import murmurhash3_32

FEATURES: Final = 2**16
_LONGEST: Final = 3
_FOLDS: Final = 5
_STRENGTH: Final = 1.0
#: Longer texts are read as far as this.
MOST_LETTERS: Final = 2_000
_MOST_WORDS: Final = 3
Array = Any  # numpy's own types say more than they help here


@dataclass(frozen=True)
class Learned:
    """A linear model over hashed pieces. `labels` are in the order of the rows of `weights`.

    `accuracy` is the share of cases held out that it named rightly, `baseline` the share of the
    most frequent label, `error` how far confidence and truth lie apart on average (0 to 1).
    """

    labels: tuple[str, ...]
    weights: Array
    bias: Array
    rarity: Array
    temperature: float
    cases: int
    accuracy: float
    baseline: float
    error: float


@dataclass(frozen=True)
class Guess:
    """The likeliest label, how sure (0 to 1), and the words of the text that spoke for it."""

    label: str
    share: float
    words: tuple[str, ...]


def learn(texts: Sequence[str], labels: Sequence[str], groups: Sequence[object]) -> Learned:
    """Return what the texts teach about the labels.

    :param groups: cases that are told alike have the same; no group is both learnt from and
        tried on
    :raises ValueError: with fewer than two labels, or less than five groups of one
    """
    named = sorted(set(labels))
    if len(named) < 2:
        raise ValueError("one label teaches nothing")
    for label in named:
        if len({g for g, each in zip(groups, labels, strict=True) if each == label}) < _FOLDS:
            raise ValueError(f"too few cases of {label}")
    counts = _counts(texts)
    rarity = _rarity(counts)
    found = _weighed(counts, rarity)
    truth = np.array([named.index(label) for label in labels])
    scores = np.zeros((len(labels), len(named)), dtype=np.float32)
    folds = StratifiedGroupKFold(n_splits=_FOLDS, shuffle=True, random_state=1)
    for seen, unseen in folds.split(found, truth, groups):
        weights, bias = _fitted(found[seen], truth[seen], len(named))
        scores[unseen] = found[unseen] @ weights.T + bias
    temperature = _temperature(scores, truth)
    weights, bias = _fitted(found, truth, len(named))
    return Learned(
        labels=tuple(named),
        weights=weights,
        bias=bias,
        rarity=rarity,
        temperature=temperature,
        cases=len(labels),
        accuracy=float((scores.argmax(axis=1) == truth).mean()),
        baseline=Counter(labels).most_common(1)[0][1] / len(labels),
        error=calibration_error(shares(scores, temperature), truth),
    )


def guess(learned: Learned, text: str) -> Guess:
    """Return the likeliest label of a text, with the words that spoke for it."""
    clean = plain(text)
    row = _weighed(_counts([clean]), learned.rarity)
    scores = row @ learned.weights.T + learned.bias
    given = shares(scores, learned.temperature)[0]
    best = int(given.argmax())
    return Guess(learned.labels[best], float(given[best]), _words(learned, clean, best))


def guesses(learned: Learned, texts: Sequence[str]) -> Array:
    """Return for each text how sure of each label, in the order of the labels."""
    rows = _weighed(_counts(texts), learned.rarity)
    return shares(rows @ learned.weights.T + learned.bias, learned.temperature)


def shares(scores: Array, temperature: float) -> Array:
    """Return scores as confidence that sums to one in every row."""
    cooled = np.asarray(scores, dtype=np.float64) / temperature
    raised = np.exp(cooled - cooled.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def calibration_error(given: Array, truth: Array, bins: int = 10) -> float:
    """Return how far confidence and truth lie apart, averaged over the cases."""
    sure, right = given.max(axis=1), given.argmax(axis=1) == truth
    place = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [
        abs(sure[place == n].mean() - right[place == n].mean()) * (place == n).sum()
        for n in range(bins)
        if (place == n).any()
    ]
    return float(sum(gaps) / len(truth))


def plain(text: str) -> str:
    """Return a text as it is learnt: compatible forms alike, lower case, single spaces."""
    text = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"\s+", " ", text).strip()[:MOST_LETTERS]


def packed(learned: Learned) -> bytes:
    """Return what was learnt as bytes; see :func:`unpacked`."""
    out = io.BytesIO()
    np.savez_compressed(
        out,
        labels=np.array(learned.labels),
        weights=learned.weights.astype(np.float16),
        bias=learned.bias,
        rarity=learned.rarity.astype(np.float16),
        figures=np.array(
            [learned.temperature, learned.cases, learned.accuracy, learned.baseline, learned.error]
        ),
    )
    return out.getvalue()


def unpacked(kept: bytes) -> Learned:
    """Return what was packed.

    :raises ValueError: if these bytes are no such thing; nothing in them is ever run
    """
    with np.load(io.BytesIO(kept), allow_pickle=False) as found:
        temperature, cases, accuracy, baseline, error = (float(n) for n in found["figures"])
        return Learned(
            tuple(str(each) for each in found["labels"]),
            found["weights"].astype(np.float32),
            found["bias"],
            found["rarity"].astype(np.float32),
            temperature,
            int(cases),
            accuracy,
            baseline,
            error,
        )


# -- parts


@cache
def _hashing() -> HashingVectorizer:
    return HashingVectorizer(
        analyzer="char", ngram_range=(1, _LONGEST), n_features=FEATURES, lowercase=False,
        norm=None, alternate_sign=False, dtype=np.float32,
    )  # fmt: skip


def _counts(texts: Sequence[str]) -> Array:
    return _hashing().transform([plain(text) for text in texts])


def _rarity(counts: Array) -> Array:
    """Return how much a piece tells by being rare."""
    holding = np.bincount(counts.indices, minlength=FEATURES)
    return np.log((1 + counts.shape[0]) / (1 + holding)).astype(np.float32) + 1


def _weighed(counts: Array, rarity: Array) -> Array:
    found = counts.copy()
    found.data = (1 + np.log(found.data)) * rarity[found.indices]
    lengths = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    found.data /= np.repeat(lengths, np.diff(found.indptr))
    return found


def _fitted(rows: Array, truth: Array, labels: int) -> tuple[Array, Array]:
    """Return weights and bias; labels these rows lack keep a bias that never wins."""
    model = LinearSVC(C=_STRENGTH, random_state=1)
    model.fit(rows, truth)
    weights = np.zeros((labels, FEATURES), dtype=np.float32)
    bias = np.full(labels, -50.0, dtype=np.float32)
    if len(model.classes_) == 2:
        first, second = model.classes_
        weights[second], bias[second] = model.coef_[0] / 2, model.intercept_[0] / 2
        weights[first], bias[first] = -model.coef_[0] / 2, -model.intercept_[0] / 2
    else:
        weights[model.classes_], bias[model.classes_] = model.coef_, model.intercept_
    return weights, bias


def _temperature(scores: Array, truth: Array) -> float:
    rows = np.arange(len(truth))

    def loss(log_t: float) -> float:
        given = shares(scores, float(np.exp(log_t)))[rows, truth]
        return float(-np.log(np.maximum(given, 1e-12)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 3), method="bounded").x))


def _words(learned: Learned, text: str, best: int) -> tuple[str, ...]:
    """Return the stretches of the text that spoke most for a label over the others."""
    lead = learned.weights[best] - learned.weights.mean(axis=0)
    weight = np.zeros(len(text))
    for size in range(1, _LONGEST + 1):
        for n in range(len(text) - size + 1):
            place = abs(int(murmurhash3_32(text[n : n + size], seed=0))) % FEATURES
            weight[n : n + size] += lead[place] * learned.rarity[place] / size
    if not len(weight) or weight.max() <= 0:
        return ()
    strong = weight > weight.max() * 0.4
    found: dict[str, float] = {}
    for hit in re.finditer(r"\w+", text):
        start = hit.start()
        while start < hit.end():
            if not strong[start]:
                start += 1
                continue
            end = start
            while end < hit.end() and strong[end]:
                end += 1
            if end - start >= 2:
                word = text[start:end]
                found[word] = max(found.get(word, 0.0), float(weight[start:end].mean()))
            start = end
    return tuple(sorted(found, key=lambda word: -found[word])[:_MOST_WORDS])
