"""A camera that is killed at any instant loses at most the write under way.

CAMSIM_KILLS sets the number of lives that end at a counted point; a tenth of it more is killed from outside.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

LIVES = int(os.environ.get("CAMSIM_KILLS", "110"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="lives are forked")
@pytest.mark.timeout(60 + LIVES)
def test_every_answered_write_outlives_a_kill_and_nothing_else_changes(tmp_path):
    command = [sys.executable, Path(__file__).with_name("nursery.py"), tmp_path / "state", str(LIVES), str(LIVES // 10)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert not told["lost"] and told["answered"] > LIVES // 4
