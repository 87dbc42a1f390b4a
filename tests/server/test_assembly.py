"""Frames that the standard forbids end the connection, with the code that says why."""

import pytest

TEXT, END, MIDDLE, CLOSE = 0x81, 0x80, 0x00, 0x88
BEGIN = 0x01


@pytest.mark.parametrize("bit", [0x40, 0x20, 0x10])
@pytest.mark.parametrize("kind", [TEXT, 0x89, CLOSE])
async def test_reserved_bits_mean_nothing_here(rooms, knock, bit, kind):
    guest = await knock(rooms)
    guest.put(kind | bit, b"")
    assert await guest.closed() == 1002


async def test_there_has_to_be_something_to_continue(rooms, knock):
    guest = await knock(rooms)
    guest.put(END, b'{"op":"ping"}')
    assert await guest.closed() == 1002


async def test_a_message_ends_before_the_next_begins(rooms, knock):
    guest = await knock(rooms)
    guest.put(BEGIN, b'{"op":')
    guest.put(TEXT, b'"ping"}')
    assert await guest.closed() == 1002


async def test_a_message_may_begin_with_nothing_and_have_a_ping_in_it(rooms, knock):
    guest = await knock(rooms)
    await guest.hear()  # the welcome
    for head, part in ((BEGIN, b""), (MIDDLE, b'{"op":"pi'), (0x89, b"hi"), (END, b'ng"}')):
        guest.put(head, part)
    assert await guest.frame() == (0x8A, b"hi")
    assert (await guest.hear())["type"] == "pong"


@pytest.mark.parametrize("parts", [[b'"\xff"'], [b'"\xc3', b'\xa4\xed\xa0\x80"']])
async def test_text_is_utf_8(rooms, knock, parts):
    guest = await knock(rooms)
    for number, part in enumerate(parts, 1):
        last = number == len(parts)
        guest.put((MIDDLE if number > 1 else BEGIN) | (0x80 if last else 0), part)
    assert await guest.closed() == 1007


async def test_letters_may_be_cut_in_two(rooms, knock):
    guest = await knock(rooms)
    await guest.hear()  # the welcome
    guest.put(BEGIN, b'{"op":"ping","id":"\xc3')
    guest.put(END, b'\xa4"}')
    assert (await guest.hear())["id"] == "ä"


@pytest.mark.parametrize("code", [0, 1005, 1006, 1016, 2999])
async def test_a_close_has_a_code_that_may_be_sent(rooms, knock, code):
    guest = await knock(rooms)
    guest.put(CLOSE, code.to_bytes(2))
    assert await guest.closed() == 1002
    await guest.rest()
