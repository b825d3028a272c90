"""Runs: many documents, each accounted for."""

from jingwen.run.kept import Kept, KeptDocuments
from jingwen.run.learning import learn
from jingwen.run.passes import Progress
from jingwen.run.quarantine import Quarantine
from jingwen.run.replay import Replayed, replay
from jingwen.run.runner import run
from jingwen.run.stream import stream

__all__ = ["Kept", "KeptDocuments", "Progress", "Quarantine", "Replayed", "learn", "replay", "run", "stream"]
