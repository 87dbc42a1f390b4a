"""Is it alive, is it ready, and its figures."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from radist.server.errors import RETRY_AFTER
from radist.server.upstream import FeedStatus, Upstream


def health(upstream: Upstream, figures: CollectorRegistry) -> APIRouter:
    """What watchdogs and Prometheus ask for."""
    router = APIRouter(tags=["Node"])

    @router.get("/healthz", summary="Whether the process answers")
    async def alive() -> dict[str, str]:
        return {"status": "alive"}

    @router.get("/readyz", summary="Whether there is something to serve, and why not")
    async def ready() -> Response:
        """503 while not. A node that was told to disconnect is ready: that is no fault."""
        reasons = ["going down"] if upstream.draining else []
        reasons += [reason for feed in upstream.status() if (reason := _missing(feed))]
        content = {"ready": not reasons, "reasons": reasons}
        if not reasons:
            return JSONResponse(content)
        return JSONResponse(content, 503, {"Retry-After": RETRY_AFTER})

    @router.get("/metrics", summary="Figures for Prometheus")
    async def metrics() -> Response:
        return Response(generate_latest(figures), media_type=CONTENT_TYPE_LATEST)

    return router


def _missing(feed: FeedStatus) -> str:
    because = f": {feed.last_error}" if feed.last_error else ""
    if not feed.known:
        return f"{feed.exchange}: what it trades is not known yet{because}"
    if feed.topics and not feed.connected and not feed.held:
        return f"{feed.exchange}: not connected{because}"
    return ""
