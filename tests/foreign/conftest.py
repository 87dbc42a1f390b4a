"""Runs clients of others, in their own environment, against the simulated exchange."""

import asyncio
import ipaddress
import json
import os
import ssl
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from radist.simulator.server import Options, Simulator
from radist.simulator.source import MarketSource

HERE = Path(__file__).parent
PYTHON = os.environ.get(
    "RADIST_FOREIGN_PYTHON", str(HERE.parents[1] / ".venv-foreign" / "bin" / "python")
)
Use = Callable[..., Awaitable[dict]]
_FAR = 0.05
"""Seconds from an exchange to its clients. Some count on that: pybit asks for a topic before it
notes who is to have it, and hears nothing where the answer is quicker.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without these clients there is nothing to be tested."""
    if not Path(PYTHON).exists():
        missing = pytest.mark.skip(reason=f"no {PYTHON}: `make foreign` makes and uses it")
        for item in items:
            if HERE in item.path.parents:
                item.add_marker(missing)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 and its key, in one file, for clients that insist on TLS."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    today, local = datetime.fromtimestamp(time(), UTC), ipaddress.ip_address("127.0.0.1")
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(local)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path_factory.mktemp("certificate") / "local.pem"
    path.write_bytes(secret + made.public_bytes(pem))
    return path


@pytest.fixture
def lent(monkeypatch: pytest.MonkeyPatch) -> None:
    """What those clients have can be imported; what we have ourselves comes first."""
    packages = next(Path(PYTHON).parents[1].glob("lib/python*/site-packages"))
    monkeypatch.setattr(sys, "path", [*sys.path, str(packages)])


@pytest.fixture
def use(certificate: Path) -> Use:
    """Runs one of the scripts beside this file against a simulator; returns what it got."""

    async def run(client: str, *more: str, exchange: str = "binance", tls: bool = False) -> dict:
        source = MarketSource(exchange=exchange, activity=2.0)
        context = None
        if tls:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(certificate)
        environ = {**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
        async with Simulator(source, Options(ssl_context=context)) as simulator:
            simulator.delay(_FAR)
            process = await asyncio.create_subprocess_exec(
                PYTHON,
                str(HERE / f"use_{client}.py"),
                simulator.ws_url,
                simulator.rest_url,
                *more,
                env=environ | ({"SSL_CERT_FILE": str(certificate)} if tls else {}),
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            try:
                out, err = await asyncio.wait_for(process.communicate(), 90)
            except TimeoutError:
                process.kill()
                await process.wait()
                raise
            assert process.returncode == 0, err.decode()
            assert simulator.violations == 0
            return json.loads(out.splitlines()[-1])

    return run
