"""Names that are not resolved, or wrongly, and certificates that are not to be trusted."""

import asyncio
import datetime
import socket
import ssl
from collections.abc import AsyncIterator
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from radist.config import Config
from radist.errors import ExchangeError
from radist.exchanges.base import Fetch
from radist.ingest.budget import Budget
from radist.ingest.connection import Connection
from radist.ingest.fetcher import Fetcher
from radist.simulator.pairs import PAIRS
from radist.simulator.server import Options, Simulator
from radist.simulator.source import MarketSource
from radist.venues import make_exchange

LIMITS = make_exchange(Config(), "binance").limits
NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
YEAR = datetime.timedelta(days=365)


def simulator(context: ssl.SSLContext | None = None) -> Simulator:
    return Simulator(MarketSource(pairs=PAIRS[:1]), Options(ssl_context=context))


async def dial(url: str) -> None:
    """Open a socket and close it. Raises ExchangeError."""
    connection = await Connection.open(url, lambda frame, now: None, Budget(10, 1.0))
    await connection.close("not needed any more")


class Resolver:
    """Answers as it is told to, and counts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked = 0
        self.addresses: list[str] = []
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", self._look_up)

    async def _look_up(self, host: str, port: int, **options: object) -> list[object]:
        self.asked += 1
        if not self.addresses:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, (address, int(port))) for address in self.addresses]


async def test_a_name_is_looked_up_for_each_try_until_it_is_found(monkeypatch):
    async with simulator() as exchange:
        resolver = Resolver(monkeypatch)
        url = f"ws://exchange.test:{exchange.port}/ws"
        for _ in range(3):
            with pytest.raises(ExchangeError, match="name resolution"):
                await dial(url)
        resolver.addresses = ["127.0.0.1"]
        await dial(url)
        assert resolver.asked == 4


async def test_of_several_addresses_each_is_tried(monkeypatch):
    async with simulator() as exchange:
        Resolver(monkeypatch).addresses = ["127.0.0.9", "127.0.0.1"]
        await dial(f"ws://exchange.test:{exchange.port}/ws")
        assert exchange.connections == 1


async def test_a_fetch_without_a_name_is_refused_and_the_next_one_asks_again(monkeypatch):
    async with simulator() as exchange:
        resolver, fetcher = Resolver(monkeypatch), Fetcher(LIMITS)
        fetch = Fetch(f"http://exchange.test:{exchange.port}/api/v3/ping")
        with pytest.raises(ExchangeError, match="cannot fetch"):
            await fetcher.fetch(fetch)
        resolver.addresses = ["127.0.0.1"]
        assert await fetcher.fetch(fetch) == b"{}"
        await fetcher.close()


class Authority:
    """Whom we trust, for a test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.root = self._sign("Test", self._key, NOW, self._key)
        self.file = folder / "root.pem"
        self.file.write_bytes(self.root.public_bytes(serialization.Encoding.PEM))

    def _sign(
        self, name: str, key: ec.EllipticCurvePrivateKey, begin: datetime.datetime, signer: object
    ) -> x509.Certificate:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test")])
        names: list[x509.GeneralName] = [x509.DNSName(name)]
        if name == "127.0.0.1":
            names = [x509.IPAddress(ip_address(name))]
        made = x509.CertificateBuilder(
            issuer if signer is self._key else subject,
            subject,
            key.public_key(),
            x509.random_serial_number(),
            begin,
            begin + 30 * YEAR if begin >= NOW else begin + YEAR,
        ).add_extension(x509.BasicConstraints(name == "Test", None), critical=True)
        return made.add_extension(x509.SubjectAlternativeName(names), critical=False).sign(
            signer, hashes.SHA256()
        )

    def serve(
        self, name: str = "127.0.0.1", *, begin: datetime.datetime = NOW, trusted: bool = True
    ) -> ssl.SSLContext:
        """What a server needs that shows a certificate of this kind."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._sign(name, key, begin, self._key if trusted else key)
        encoding = serialization.Encoding.PEM
        file = self._folder / f"{name} {begin.year} {trusted}.pem"
        secret = key.private_bytes(
            encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file.write_bytes(secret + certificate.public_bytes(encoding))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(file)
        return context


@pytest.fixture
async def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Authority]:
    found = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(found.file))
    yield found


async def test_a_certificate_of_whom_we_trust_is_good(authority):
    async with simulator(authority.serve()) as exchange:
        await dial(f"{exchange.ws_url}/ws")
        assert exchange.connections == 1


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"begin": NOW - 10 * YEAR}, "expired"),
        ({"begin": NOW + 20 * YEAR}, "not yet valid"),
        ({"name": "elsewhere.test"}, "mismatch"),
        ({"trusted": False}, "self-signed"),
    ],
)
async def test_a_bad_certificate_ends_the_handshake_and_nothing_is_told_to_who_showed_it(
    authority, told, reason
):
    async with simulator(authority.serve(**told)) as exchange:
        with pytest.raises(ExchangeError, match=reason):
            await dial(f"{exchange.ws_url}/ws")
        fetcher = Fetcher(LIMITS)
        with pytest.raises(ExchangeError, match="certificate"):
            await fetcher.fetch(Fetch(f"{exchange.rest_url}/api/v3/ping"))
        await fetcher.close()
        assert (exchange.connections, exchange.rest_calls) == (0, 0)
