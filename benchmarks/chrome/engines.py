"""The engines, each in a process of its own that takes its own time: most of them need an environment of their own.

This file imports no package before it is asked to, so it runs in any environment: `python engines.py NAME` answers
requests, a line of JSON each.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import Any, NamedTuple, TypeAlias

Extract: TypeAlias = Callable[[str, str | None], str]
"""Takes a page and its address, and returns its main text."""
Corpus: TypeAlias = Sequence[tuple[str, str | None]]
"""Pages and their addresses."""

WARM = 40
"""So many pages go first, and are not timed: an engine loads and compiles what it needs when it first needs it."""
_NO_ADDRESS = "https://example.org/"  # for those that insist on one
# it has no Chinese list of stop words: without one it judges by lengths and links, here in characters of Chinese text
_JUSTEXT = {"length_low": 30, "length_high": 70, "stopwords_low": 0, "stopwords_high": 0}


class Answer(NamedTuple):
    """What an engine makes of a page, and the processor time in seconds; `error` says why there is nothing."""

    text: str = ""
    seconds: float = 0.0
    error: str = ""


class Kind(NamedTuple):
    """An engine.

    Args:
        name: of the engine.
        make: returns what runs it, with everything loaded; it is given the pages that are to come.
        packages: what it needs besides jingwen; without any it runs where jingwen does.
        html: whether it reads HTML, or the naive text of a page.
    """

    name: str
    make: Callable[[Corpus], Extract]
    packages: tuple[str, ...] = ()
    html: bool = True


class Engine:
    """An engine in a process of its own.

    Args:
        name: of the engine.
        python: the interpreter of the environment that it is installed in.
        corpus: the pages that it will be asked for.
    """

    def __init__(self, name: str, python: str = sys.executable, corpus: Corpus = ()) -> None:
        self.name = name
        self._corpus = corpus
        self._command = [python, __file__, name]

    def __enter__(self) -> Engine:
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        self._send(self._corpus)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def extract(self, page: str, url: str | None = None) -> Answer:
        """Return what the engine makes of a page; a process that dies of it is started again."""
        assert self._process.stdout
        self._send((page, url))
        if answer := self._process.stdout.readline():
            return Answer(*json.loads(answer))
        self.__exit__()
        self.__enter__()
        return Answer(error="its process died")

    def _send(self, message: object) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()


def _naive(_: Corpus) -> Extract:
    return lambda page, _: page


def _jingwen(corpus: Corpus, preset: str = "zh-web", *, html: bool = False) -> Extract:
    from jingwen import Pipeline, RawDocument
    from jingwen.formats.html import page as parsed
    from jingwen.profile import has_learners, learned

    def document(page: str, url: str | None) -> RawDocument:
        return parsed(page).model_copy(update={"url": url}) if html else RawDocument(text=page, url=url)

    pipeline = Pipeline.from_config(f"preset:{preset}")
    if has_learners(pipeline.chain):
        pipeline = Pipeline(learned(pipeline.chain, lambda: (document(*page) for page in corpus)))
    return lambda page, url: pipeline.clean(document(page, url)).document.text


def _resiliparse(_: Corpus) -> Extract:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda page, _: str(extract_plain_text(page, main_content=True))


def _trafilatura(_: Corpus, **options: Any) -> Extract:
    trafilatura = import_module("trafilatura")
    return lambda page, url: trafilatura.extract(page, url=url or _NO_ADDRESS, **options) or ""


def _readability(_: Corpus) -> Extract:
    readability, html = import_module("readability"), import_module("lxml.html")
    return lambda page, _: "\n".join(html.fromstring(readability.Document(page).summary()).itertext())


def _justext(_: Corpus) -> Extract:
    justext = import_module("justext").justext

    def extract(page: str, _: str | None) -> str:
        return "\n".join(each.text for each in justext(page, frozenset(), **_JUSTEXT) if not each.is_boilerplate)

    return extract


def _goose3(_: Corpus) -> Extract:
    words = import_module("goose3.text").StopWordsChinese
    goose = import_module("goose3").Goose({"stopwords_class": words, "enable_image_fetching": False})
    return lambda page, _: goose.extract(raw_html=page).cleaned_text


def _newspaper4k(_: Corpus) -> Extract:
    article = import_module("newspaper").Article

    def extract(page: str, url: str | None) -> str:
        found = article(url or _NO_ADDRESS, language="zh", fetch_images=False)
        found.download(input_html=page)
        found.parse()
        return str(found.text)

    return extract


def _gne(_: Corpus) -> Extract:
    extract = import_module("gne").GeneralNewsExtractor().extract
    return lambda page, _: extract(page)["content"]


KINDS = {
    kind.name: kind
    for kind in (
        Kind("naive", _naive, html=False),
        Kind("jingwen-text", _jingwen, html=False),
        Kind("jingwen-text-full", partial(_jingwen, preset="zh-web-full"), html=False),
        Kind("jingwen-text-corpus", partial(_jingwen, preset="zh-web-corpus"), html=False),
        Kind("jingwen-html", partial(_jingwen, html=True)),
        Kind("jingwen-html-full", partial(_jingwen, preset="zh-web-full", html=True)),
        Kind("jingwen-html-corpus", partial(_jingwen, preset="zh-web-corpus", html=True)),
        Kind("resiliparse", _resiliparse),
        Kind("trafilatura", _trafilatura, ("trafilatura",)),
        Kind("trafilatura-precision", partial(_trafilatura, favor_precision=True), ("trafilatura",)),
        Kind("readability", _readability, ("readability-lxml", "lxml_html_clean")),
        Kind("justext", _justext, ("jusText",)),
        Kind("goose3", _goose3, ("goose3", "jieba")),
        Kind("newspaper4k", _newspaper4k, ("newspaper4k[zh]",)),
        Kind("gne", _gne, ("gne",)),
    )
}


def _serve(name: str) -> None:
    # what a package prints must not get among the answers
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    extract = KINDS[name].make(json.loads(sys.stdin.readline()))
    for number, line in enumerate(sys.stdin):
        if number == WARM:  # as in a process that cleans many pages: garbage is not looked for in what is loaded
            gc.collect()
            gc.freeze()
        page, url = json.loads(line)
        begun = time.process_time()  # the machine may do other work beside it
        try:
            text, error = extract(page, url), ""
        except Exception as raised:  # whatever a package does on a page
            text, error = "", f"{type(raised).__name__}: {raised}"
        print(json.dumps([text, time.process_time() - begun, error]), file=answers, flush=True)


if __name__ == "__main__":
    _serve(sys.argv[1])
