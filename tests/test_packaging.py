"""What is built holds everything that a run needs."""

import shutil
import subprocess
import sys
import tarfile
import zipfile

import pytest

from conftest import ROOT

DATA = {
    "jingwen/presets/zh-web.yaml",
    "jingwen/py.typed",
    "jingwen_plugins/assistant_residue.toml",
    "jingwen_plugins/py.typed",
    "jingwen_plugins/site_chrome/rules/byline.toml",
    "jingwen_schemas/clean-document.schema.json",
    "jingwen_schemas/py.typed",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-Im", "hatchling", "build", "-d", folder], cwd=ROOT, check=True, capture_output=True
    )
    return folder


def test_the_wheel_cleans_without_the_sources(built, tmp_path):
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert set(archive.namelist()) >= DATA
    shutil.unpack_archive(wheel, tmp_path, "zip")
    code = """
import sys
sys.path.insert(0, sys.argv[1])
import jingwen
print(jingwen.__file__)
print(jingwen.clean("首页正文\\n\\n今天,天晴。").text)
"""
    done = subprocess.run(
        [sys.executable, "-Ic", code, tmp_path], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [str(tmp_path / "jingwen" / "__init__.py"), "今天，天晴。"]


def test_the_source_distribution_can_be_tested(built):
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    sources = {f"{'core' if name.startswith('jingwen/') else name.split('/')[0].split('_')[1]}/{name}" for name in DATA}
    assert names >= sources | {
        "README.zh-CN.md",
        ".importlinter",
        "fixtures/documents/hans/11-clean.txt",
        "tests/conftest.py",
    }
