"""Events to clients: REST and SSE on one port, WebSocket rooms on another."""

from radist.server.facade import get_websocket_manager

__all__ = ["get_websocket_manager"]
