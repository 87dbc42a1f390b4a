import asyncio
import errno
import logging
import resource

from radist.server.descriptors import Complaints, allow_many


def test_as_many_files_may_be_open_as_the_system_allows():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(256, hard), hard))
        assert allow_many() == hard
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == (hard, hard)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def test_a_lack_of_sockets_is_said_once_and_all_else_as_ever(caplog):
    complaints, loop = Complaints(), asyncio.get_running_loop()
    for _ in range(100):
        complaints(loop, {"message": "accept", "exception": OSError(errno.EMFILE, "too many")})
    complaints(loop, {"message": "something else"})
    said = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert said == ["no more sockets: newcomers wait", "something else"]
