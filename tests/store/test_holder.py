"""Who a node is among those who share a store."""

import subprocess
import sys

from radist.store.holder import Holder

_HOLD = """
import sys
from pathlib import Path
from radist.store.holder import Holder
print(Holder(Path(sys.argv[1])).name, flush=True)
sys.stdin.read()
"""


def test_each_of_several_has_a_name_of_its_own(tmp_path):
    holders = [Holder(tmp_path), Holder(tmp_path), Holder(), Holder()]
    assert len({holder.name for holder in holders}) == 4
    assert [holder.name for holder in holders] == [holder.name for holder in holders]
    for holder in holders:
        holder.close()


def test_whoever_is_started_after_a_kill_is_who_was_killed(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    name = process.stdout.readline().strip()
    with_it = Holder(tmp_path)
    assert with_it.name != name
    process.kill()
    process.communicate()
    again = Holder(tmp_path)
    assert again.name == name
    again.close()
    with_it.close()


def test_where_nothing_can_be_kept_the_name_is_new(tmp_path):
    (tmp_path / "file").write_text("no folder")
    assert Holder(tmp_path / "file").name
