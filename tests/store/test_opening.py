import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from radist.store.opening import Store


def test_of_many_who_need_it_first_one_opens_it(tmp_path: Path):
    store = Store(f"sqlite:///{tmp_path}/radist.db")
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: store.layouts, range(8)))
    assert len(set(map(id, found))) == 1
    assert found[0].all("alice") == []
    store.close()
    assert found[0].all("alice") == []
    store.close()


def test_a_node_that_keeps_nothing_loads_no_database():
    said = "import sys, radist.node; print('sqlalchemy' in sys.modules, 'alembic' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "False"]
