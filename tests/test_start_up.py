"""What the command line and the package load before they need it."""

import subprocess
import sys


def modules(code):
    listing = subprocess.run(
        [sys.executable, "-Ic", f"{code}; import sys; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return {name.split(".")[0] for name in listing.stdout.split()}


def test_help_loads_no_more_than_the_command_line():
    assert not modules("import jingwen.cli.app") & {
        "pydantic",
        "jieba",
        "opencc",
        "ruamel",
        "numpy",
        "ftfy",
        "jsonschema",
        "orjson",
    }


def test_importing_the_package_loads_no_dictionaries():
    code = "import jingwen; jingwen.Cleaner; jingwen.Pipeline; jingwen.clean"
    assert not modules(code) & {"jieba", "opencc", "ruamel", "numpy", "ftfy", "jsonschema", "typer", "rich"}
