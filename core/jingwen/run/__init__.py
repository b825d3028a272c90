"""Runs: many documents, each accounted for."""

from jingwen.run.folder import Kept, RunFolder
from jingwen.run.runner import run
from jingwen.run.sinks import FolderSink, Sink, StreamSink

__all__ = ["FolderSink", "Kept", "RunFolder", "Sink", "StreamSink", "run"]
