"""Turns wanted terms into as few rules as possible.

A chain of token filters cuts one affix after another; before the first cut and after each, a
``stemmer_override`` may settle the term. The words thus form trees: all that one string is cut from
stand above it. A rule at a string settles everything above it that no rule nearer settles. What is
cheapest, rules and errors together, is found exactly, tree by tree, by dynamic programming (as
routing tables are made small: Draves et al., "Constructing optimal IP routing tables", 1999).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

Step = Callable[[str], str]
Node = tuple[int, str]
"""How many steps were taken, and what is left."""

CHOICES: Final = 12
"""Terms considered in one tree."""


def path(word: str, steps: Sequence[Step]) -> list[Node]:
    """What the steps make of a word, one after another, also where they cut nothing."""
    out = [(0, word)]
    for number, step in enumerate(steps, 1):
        word = step(word)
        out.append((number, word))
    return out


def term(word: str, steps: Sequence[Step], rules: Mapping[Node, str]) -> str:
    """What the chain makes of a word."""
    node = (0, word)
    for node in path(word, steps):
        if node in rules:
            return rules[node]
    return node[1]


def compress(
    words: Iterable[tuple[str, float, str]], steps: Sequence[Step], price: float
) -> dict[Node, str]:
    """Rules that give words their terms.

    Args:
        words: what is written, its weight, its wanted term.
        steps: the chain.
        price: how much weight a rule must put right to be worth having.
    """
    above: defaultdict[Node, dict[Node, None]] = defaultdict(dict)
    own: defaultdict[Node, Counter[str]] = defaultdict(Counter)
    roots: dict[Node, None] = {}
    for word, weight, wanted in words:
        nodes = path(word, steps)
        own[nodes[0]][wanted] += weight  # type: ignore[assignment]
        for upper, lower in pairwise(nodes):
            above[lower][upper] = None
        roots[nodes[-1]] = None
    trees = {root: list(_tree(root, above)) for root in roots}
    totals = {
        root: sum((own[node] for node in tree if node in own), Counter[str]())
        for root, tree in trees.items()
    }
    names = _names(totals)
    given = {name: wanted for wanted, name in names.items()}
    rules: dict[Node, str] = {}
    for root, tree in trees.items():
        free = given.get(root[1], "")
        if set(totals[root]) != {free}:
            for node, wanted in _cheapest(tree, above, own, totals[root], free, price):
                rules[node] = names[wanted]
    return rules


def _tree(root: Node, above: Mapping[Node, Iterable[Node]]) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(above.get(node, ()))


def _names(totals: Mapping[Node, Counter[str]]) -> dict[str, str]:
    """Wanted term → the string that stands for it; no string stands for two. It is the one that the
    most of its words are cut to, so that these need no rule, if it is how the term begins."""
    offers = sorted(
        (
            (weight, wanted, root[1])
            for root, found in totals.items()
            for wanted, weight in found.items()
        ),
        key=lambda offer: (-offer[0], offer[1], offer[2]),
    )
    of = Counter[str]()
    for weight, wanted, _ in offers:
        of[wanted] += weight
    names: dict[str, str] = {}
    taken: set[str] = set()
    for weight, wanted, string in offers:
        if wanted in names or string in taken or weight * 4 < of[wanted]:
            continue
        # فرنسا is not to be رنس, which may be a word of somebody's; unknown words may be anything
        if wanted.startswith(("?", string)):
            names[wanted] = string
            taken.add(string)
    for wanted in of:
        if wanted not in names:
            name = wanted.lstrip("?")
            while name in taken:
                name += "ه"
            names[wanted] = name
            taken.add(name)
    return names


def _cheapest(
    tree: list[Node],
    above: Mapping[Node, Iterable[Node]],
    own: Mapping[Node, Counter[str]],
    total: Counter[str],
    free: str,
    price: float,
) -> Iterator[tuple[Node, str]]:
    """Rules of one tree. ``free``: the term that its root has without a rule."""
    terms = [wanted for wanted, _ in total.most_common(CHOICES)]
    if free not in terms:
        terms.append(free)
    costs: dict[Node, list[float]] = {}
    rule: dict[tuple[Node, int], int] = {}
    for node in reversed(tree):
        here = own.get(node) or Counter()
        whole = sum(here.values())
        bare = [
            whole - here.get(wanted, 0) + sum(costs[upper][i] for upper in above.get(node, ()))
            for i, wanted in enumerate(terms)
        ]
        best = min(range(len(terms)), key=lambda i: (bare[i], terms[i]))
        costs[node] = []
        for i, cost in enumerate(bare):
            if i != best and terms[best] and bare[best] + price < cost:
                rule[node, i] = best
            costs[node].append(min(cost, bare[best] + price) if terms[best] else cost)
    waiting = [(tree[0], terms.index(free))]
    while waiting:
        node, inherited = waiting.pop()
        here_rule = rule.get((node, inherited))
        if here_rule is not None:
            yield node, terms[here_rule]
            inherited = here_rule
        waiting.extend((upper, inherited) for upper in above.get(node, ()))
