import inspect

from radist import errors


def every_error() -> list[type[Exception]]:
    found = vars(errors).values()
    return [value for value in found if inspect.isclass(value) and issubclass(value, Exception)]


def test_every_error_has_the_same_root():
    assert all(issubclass(error, errors.RadistError) for error in every_error())


def test_the_picture_in_the_docstring_shows_every_error():
    for error in every_error():
        assert error.__name__ in (errors.__doc__ or "")


def test_an_error_of_an_exchange_leaves_the_connection_alone_unless_it_says_so():
    assert not errors.ExchangeError("odd frame").terminal
    assert errors.ExchangeError("going down", terminal=True).terminal


def test_an_error_of_a_client_speaks_to_programs_and_to_people():
    error = errors.ClientError(404, "unknown_room", "there is no such room")
    assert (error.code, error.reason, str(error)) == (404, "unknown_room", "there is no such room")
