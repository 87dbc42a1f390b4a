"""Version, locks and import contracts say what the tree says."""

import json
import re
import tomllib
from pathlib import Path

import pytest

import radist

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "radist"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONTRACTS = {kind["type"]: kind for kind in PROJECT["tool"]["importlinter"]["contracts"]}
CORE = set(
    (
        "replay hub pipeline wishes exchanges market alerts trading alarms conditions measures "
        "platform codec topics selections intervals model derivatives"
    ).split()
)


def locks() -> list[Path]:
    return [path for path in ROOT.glob("**/requirements*.lock") if "node_modules" not in path.parts]


def named(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=;\[ ]", requirement)[0].lower() for requirement in requirements}


def locked(path: Path) -> set[str]:
    return set(re.findall(r"^([a-z0-9._-]+)==", path.read_text("utf-8"), re.MULTILINE))


def test_the_changelog_ends_in_the_version_of_the_package():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    headings = re.findall(r"^## \[(.+?)\]", text, re.MULTILINE)
    assert headings[:2] == ["Unreleased", radist.__version__]


@pytest.mark.parametrize("path", locks(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_lock_names_no_address_and_a_hash_for_each_package(path):
    text = path.read_text("utf-8")
    assert not re.search(r"://|--index|--extra-index|--find-links|file:", text)
    assert len(re.findall(r"^[a-z0-9._-]+==.*(?<= \\)\n +--hash=", text, re.MULTILINE)) == len(
        re.findall(r"^\S+==", text, re.MULTILINE)
    )


@pytest.mark.parametrize("folder", ["web", "web/tools/openapi"])
def test_the_locks_of_the_web_side_name_no_address(folder):
    text = (ROOT / folder / "package-lock.json").read_text("utf-8")
    assert not re.search(r'"resolved": "\w+:', text)


def test_the_lock_of_the_page_knows_the_packages_of_every_platform():
    packages = json.loads((ROOT / "web" / "package-lock.json").read_text("utf-8"))["packages"]
    known = {name.rpartition("node_modules/")[2] for name in packages}
    for name, package in packages.items():
        assert package.get("optionalDependencies", {}).keys() <= known, name


def test_the_locks_know_every_dependency():
    runtime = named(PROJECT["project"]["dependencies"])
    develop = named(PROJECT["dependency-groups"]["dev"])
    assert runtime <= locked(ROOT / "requirements.lock")
    assert runtime | develop <= locked(ROOT / "requirements-dev.lock")


def test_tools_of_development_are_no_dependency_of_the_program():
    develop = named(PROJECT["dependency-groups"]["dev"])
    assert not develop & locked(ROOT / "requirements.lock")


def test_every_part_of_the_core_is_kept_from_doing_io():
    there = {path.stem for path in SOURCE.iterdir()} & CORE
    assert {f"radist.{name}" for name in there} == set(CONTRACTS["forbidden"]["source_modules"])


def test_plugins_of_every_kind_are_kept_apart():
    kinds = {f"radist.{base.parent.name}.*" for base in SOURCE.glob("*/base.py")}
    assert kinds <= set(CONTRACTS["independence"]["modules"])
