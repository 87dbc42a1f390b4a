"""Events to clients: REST and SSE on one port, WebSocket rooms on another."""
