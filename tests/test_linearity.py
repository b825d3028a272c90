"""A cleaner's cost grows with the length of a document and no faster; a chain keeps nothing of the documents it saw.

Counted, not timed: lines of Python that run, functions that are called, bytes that are allocated. What happens within a
call of a C function cannot be counted; `benchmarks/run` times it.
"""

import gc
import json
import random
import re
import sys
import tracemalloc
from functools import cache
from importlib.metadata import entry_points

import pytest

from conftest import ROOT
from jingwen import Cleaner, Document, Pipeline, RawDocument
from jingwen.contract import checked
from jingwen.formats.html import page
from jingwen.ledger import apply
from jingwen.registry import Registry

PARTS = 6
STEEPEST = 2.5  # what is quadratic would be at 6
CASES = 2  # of each golden file
FEW, MANY = 2, 8  # documents
CACHE = type(cache(len))

BUILT_IN = sorted(point.name for point in entry_points(group="jingwen") if point.dist and point.dist.name == "jingwen")
OF_MARKUP = {"boilerplate", "line-joins"}  # they look at what markup says of a line
SETTINGS = {
    "boilerplate": [{"point": "full"}],
    "full-width": [{"when": "always", "quotes": True, "ellipses": True}],
    "repeats": [{"policy": "remove"}],
    "script-variants": [{"to": "hans", "data": "best"}, {"to": "hant-tw", "idioms": True, "only": "always"}],
}


@cache
def damaged():
    """Texts that show every kind of damage."""
    found = []
    for path in sorted((ROOT / "fixtures").glob("*/in-the-wild.json")):
        raws = [case["raw"] for case in json.loads(path.read_text("utf-8"))[:CASES]]
        found += [raw if isinstance(raw, str) else raw["text"] for raw in raws]
    return found


def varied(seed):
    """The damaged texts in one, each time with other digits."""
    chance = random.Random(seed)
    return re.sub("[2-9]", lambda _: str(chance.randrange(2, 10)), "\n\n".join(damaged()))


def in_lines(text):
    return RawDocument(text=text)


def in_one_line(text):
    return RawDocument(text=text.replace("\n", " "))


def in_short_lines(text):
    return RawDocument(text=re.sub("(.{6})", r"\1\n", text))


def of_markup(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return page("".join(f"<div><p>{line}</p></div>" for line in escaped.split("\n")))


LAYOUTS = [in_lines, in_one_line, in_short_lines, of_markup]


def cleaners():
    registry = Registry()
    for name in BUILT_IN:
        for settings in [{}, *SETTINGS.get(name, [])]:
            plugin = registry.load(name)(**settings)
            for layout in LAYOUTS if name in OF_MARKUP else LAYOUTS[:-1]:
                title = " ".join([name, *map(str, settings.values()), layout.__name__.replace("_", " ")])
                yield pytest.param(plugin, layout, id=title)


def ready(plugin, layout):
    """The cleaner, with what it needs loaded; a learner's, once it has learned."""
    if not isinstance(plugin, Cleaner):
        corpus = [Document.of(RawDocument(text=varied(seed), url=f"https://a.example/{seed}")) for seed in (-1, -2)]
        plugin = plugin.cleaner(plugin.observe(corpus))
    clean(plugin, layout(varied(-3)))
    return plugin


def clean(cleaner, raw):
    document = Document.of(raw)
    found = checked(cleaner.findings(document), document=document, step=cleaner.name, plugin=cleaner)
    return apply(document, found, step=cleaner.name, plugin=cleaner)


def forget():
    """Empty the caches that have an end."""
    for each in gc.get_objects():
        if isinstance(each, CACHE) and each.cache_parameters()["maxsize"] is not None:
            each.cache_clear()


def operations(work):
    """How many lines of Python run and functions are called, C functions too."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        count += 1
        return trace

    def profile(frame, event, argument):
        nonlocal count
        count += event == "c_call"

    before = sys.gettrace(), sys.getprofile()
    gc.disable()  # others may listen to it
    sys.settrace(trace)
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.settrace(before[0])
        sys.setprofile(before[1])
        gc.enable()
    return count


def allocated(work):
    """How many bytes are allocated at once."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def kept(work):
    """How many bytes stay."""
    tracemalloc.start()
    try:
        work()
        forget()
        gc.collect()
        return tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


def hold_to_linear(cleaner, layout):
    """Assert that a document costs about what its parts do together."""
    cleaner = ready(cleaner, layout)
    parts = [varied(seed) for seed in range(PARTS)]
    raws = [layout(text) for text in ["\n".join(parts), *parts]]
    clean(cleaner, raws[0])  # what loads with its first use is no cost of a document
    forget()
    for measure in (operations, allocated):
        whole, *each = (measure(lambda raw=raw: clean(cleaner, raw)) for raw in raws)
        assert whole <= STEEPEST * sum(each)


def hold_to_nothing_kept(pipeline):
    """Assert that each of many documents costs as much as each of a few, and that none stays."""

    def work(seeds):
        texts = ("\n".join(varied(10 * seed + part) for part in range(3)) for seed in seeds)
        return lambda: [None for text in texts if not pipeline.clean(text)]

    work(range(FEW))()
    forget()
    few, many = (operations(work(seeds)) for seeds in (range(10, 10 + FEW), range(20, 20 + MANY)))
    assert many <= 1.2 * MANY / FEW * few
    few, many = (kept(work(seeds)) for seeds in (range(40, 40 + FEW), range(50, 50 + MANY)))
    assert many - few <= (MANY - FEW) * len(varied(0))  # a text has six times that


@pytest.mark.parametrize(("cleaner", "layout"), list(cleaners()))
def test_a_document_costs_what_its_parts_do_together(cleaner, layout):
    hold_to_linear(cleaner, layout)


@pytest.mark.parametrize("preset", ["zh-web", "zh-web-hans"])
def test_nothing_is_kept_of_documents(preset):
    hold_to_nothing_kept(Pipeline.from_config(f"preset:{preset}"))


class Toy(Cleaner):
    """Finds nothing."""

    name = "toy"

    def findings(self, document):
        return []


class EveryPair(Toy):
    """Compares each line with each."""

    def findings(self, document):
        equal = sum(line.text == other.text for line in document.lines for other in document.lines)
        return [] if equal else None


class EveryCopy(Toy):
    """Holds the text once for each line."""

    def findings(self, document):
        return [] if [document.text + line.text for line in document.lines] else None


class Remembering(Toy):
    """Keeps every text that it sees."""

    def findings(self, document):
        seen.append(document.text)
        return []


class Slowing(Toy):
    """Looks at all documents again at each."""

    def findings(self, document):
        seen.append(None)
        return [] if [None for _ in seen for _ in range(300)] else None


seen = []


@pytest.mark.parametrize("toy", [EveryPair, EveryCopy])
def test_what_is_quadratic_in_a_document_is_seen(toy):
    hold_to_linear(Toy(), in_lines)
    with pytest.raises(AssertionError):
        hold_to_linear(toy(), in_lines)


@pytest.mark.parametrize("toy", [Remembering, Slowing])
def test_what_grows_with_the_number_of_documents_is_seen(toy):
    seen.clear()
    hold_to_nothing_kept(Pipeline([Toy()]))
    with pytest.raises(AssertionError):
        hold_to_nothing_kept(Pipeline([toy()]))
