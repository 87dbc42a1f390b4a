"""Frames that make no sense: whether they are too many, and what is kept of them."""

from dataclasses import dataclass

from radist.ingest import quarantine
from radist.ingest.quarantine import Purity, Sample
from radist.recording import Record, open_recording


@dataclass(eq=False)
class Socket:
    messages: int = 0
    errors: int = 0

    def bring(self, frames: int, senseless: int) -> None:
        self.messages += frames
        self.errors += senseless


def test_more_than_one_frame_of_a_hundred_in_a_minute_is_too_much():
    good, bad, purity = Socket(), Socket(), Purity[Socket](0.0)
    good.bring(2000, 20)
    bad.bring(2000, 21)
    assert purity.impure([good, bad], 59.0) == []
    assert purity.impure([good, bad], 60.0) == [bad]


def test_a_few_frames_of_a_quiet_socket_are_no_share():
    quiet, purity = Socket(), Purity[Socket](0.0)
    quiet.bring(7, 5)
    assert purity.impure([quiet], 60.0) == []
    quiet.bring(7, 6)
    assert purity.impure([quiet], 120.0) == [quiet]


def test_what_another_socket_does_not_mend_costs_a_socket_less_and_less_often():
    socket, purity, left = Socket(), Purity[Socket](0.0), []
    for second in range(1, 24 * 3600):
        socket.bring(10, 10)
        left += [second] if purity.impure([socket], float(second)) else []
    assert left[:4] == [60, 180, 420, 900]
    assert len(left) < 30
    mended = left[-1] + 7200.0
    assert purity.impure([socket], mended - 3600.0) == [socket]
    socket.bring(100_000, 0)
    assert purity.impure([socket], mended) == []
    socket.bring(100, 100)
    assert purity.impure([socket], mended + 60.0) == [socket]


async def test_a_few_are_kept_as_a_recording(tmp_path):
    sample = Sample(tmp_path / "frames", "binance")
    assert (sample.due, sample.due) == (True, False)
    frames = [b'{"a":1', b"\xff\n%", b"", b"[" * 100_000]
    for number, frame in enumerate(frames):
        await sample.keep(frame, 1_771_422_400_000_000 + number)
    with open_recording(tmp_path / "frames" / "binance.rec") as recording:
        kept = list(recording)
    assert recording.exchange == "binance"
    assert kept == [
        Record(1_771_422_400_000_000_000 + 1000 * number, frame[:65_536])
        for number, frame in enumerate(frames)
    ]


async def test_they_take_no_more_than_two_files_of_so_many_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr(quarantine, "_FULL", 1000)
    sample = Sample(tmp_path, "okx")
    for number in range(100):
        await sample.keep(b"x" * 90, number)
    sizes = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    assert sizes.keys() == {"okx.rec", "okx.before.rec"}
    assert max(sizes.values()) <= 1000 + 120


async def test_a_disk_that_takes_nothing_is_told_once_and_costs_nothing(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    sample = Sample(tmp_path / "file", "okx")
    for number in range(3):
        await sample.keep(b"x", number)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
