"""How well closed cases teach the class of a new one: accuracy and calibration on texts unseen.

    .shouwen/venv/bin/python benchmarks/classify.py FOLDER [--titles]

FOLDER holds ``train.csv`` and ``dev.csv`` with the columns label, title, body and group; rows of
one group are near-duplicates. What is learnt here is thrown away.
"""

import argparse
import csv
import time
from collections import Counter
from pathlib import Path

from shouwen.insight import learning


def read(file: Path, *, titles: bool) -> tuple[list[str], list[str], list[str]]:
    """Return texts, labels and groups of a file."""
    with file.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.DictReader(source))
    texts = [row["title"] if titles else f"{row['title']}\n{row['body']}" for row in rows]
    return texts, [row["label"] for row in rows], [row["group"] for row in rows]


def main() -> None:
    """Learn from one file, try on the other, and print the figures."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("folder", type=Path)
    asked.add_argument("--titles", action="store_true", help="learn from titles alone")
    given = asked.parse_args()
    texts, labels, groups = read(given.folder / "train.csv", titles=given.titles)
    unseen, truth, others = read(given.folder / "dev.csv", titles=given.titles)
    shared = set(groups) & set(others)
    kept = [n for n, group in enumerate(groups) if group not in shared]
    print(f"learn {len(kept)} (left out, told in dev too: {len(groups) - len(kept)}),"
          f" try {len(unseen)}")  # fmt: skip
    begun = time.perf_counter()
    learned = learning.learn(
        [texts[n] for n in kept], [labels[n] for n in kept], [groups[n] for n in kept]
    )
    print(f"learnt in {time.perf_counter() - begun:.1f} s, {len(learning.packed(learned)):,} bytes")
    print(f"held out in training: {learned.accuracy:.3f}, calibration error {learned.error:.3f},"
          f" temperature {learned.temperature:.2f}")  # fmt: skip
    given_shares = learning.guesses(learned, unseen)
    named = [learned.labels[n] for n in given_shares.argmax(axis=1)]
    right = [a == b for a, b in zip(named, truth, strict=True)]
    places = learning.np.array([learned.labels.index(label) for label in truth])
    most = Counter(truth).most_common(1)[0][1] / len(truth)
    error = learning.calibration_error(given_shares, places)
    print(f"unseen: accuracy {sum(right) / len(right):.3f}, macro-F1 {macro_f1(named, truth):.3f}")
    print(f"  calibration error {error:.3f}; always the most frequent {most:.3f}")
    sure = given_shares.max(axis=1)
    for least in (0.4, 0.6, 0.8, 0.9):
        told = sure >= least
        share = learning.np.array(right)[told].mean() if told.any() else float("nan")
        print(f"  told from {least:.0%}: {told.mean():.1%} of cases, {share:.1%} right")
    begun = time.perf_counter()
    for text in unseen[:100]:
        learning.guess(learned, text)
    print(f"one suggestion with its words: {(time.perf_counter() - begun) * 10:.1f} ms")


def macro_f1(named: list[str], truth: list[str]) -> float:
    """Return the F1 of each label, averaged."""
    found = []
    for label in sorted(set(truth)):
        hits = sum(a == b == label for a, b in zip(named, truth, strict=True))
        found.append(2 * hits / (named.count(label) + truth.count(label)))
    return sum(found) / len(found)


if __name__ == "__main__":
    main()
