"""The configuration: YAML or TOML files that chain plugins, laid over each other and checked before a run."""

from jingwen.config.layers import preset_names
from jingwen.config.load import Config, load
from jingwen.config.model import RunSettings

__all__ = ["Config", "RunSettings", "load", "preset_names"]
