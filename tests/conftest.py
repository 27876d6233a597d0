"""Shields tests from what whoever runs them has set for himself, and from each other."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from fugou.settings import settings

_FOR_TESTS = {"FUGOU_ONLINE_RETAIL_FILE", "FUGOU_REQUIRE_SPARK"}


@pytest.fixture(scope="session", autouse=True)
def nobody_s_environment() -> Iterator[None]:
    """Take the settings of the user out of the environment."""
    with pytest.MonkeyPatch.context() as patch:
        for name in set(os.environ) - _FOR_TESTS:
            if name.startswith("FUGOU_"):
                patch.delenv(name)
        yield


@pytest.fixture(autouse=True)
def settings_of_the_test() -> None:
    """Let each test read its own environment; a process reads its settings once."""
    settings.cache_clear()
