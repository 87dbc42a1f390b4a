// Made by `make types` of the description with SHA-256
// e78d7c0d8b5ae0236ec99d2aa1d1f47e7938291854dc94793564c33290f874ff

export interface paths {
    "/api/ws/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the connection to the exchange is doing
         * @description Counters are since the start.
         */
        get: operations["status_api_ws_status_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws/connect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Connect to the exchange
         * @description Takes effect in the background: the answer is the status at once, `connected` follows.
         */
        post: operations["connect_api_ws_connect_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws/disconnect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disconnect, and stay so
         * @description What is subscribed is kept for the next connect.
         */
        post: operations["disconnect_api_ws_disconnect_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws/subscribe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep streams coming
         * @description All of the symbols, or none if one of them is unknown.
         */
        post: operations["subscribe_api_ws_subscribe_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws/unsubscribe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let streams go
         * @description What somebody listens to keeps coming for them.
         */
        post: operations["unsubscribe_api_ws_unsubscribe_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws/prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest ticker of each symbol
         * @description What has been received, subscribed or not any more; `age_ms` since, and `stale` where it
         *     cannot be believed.
         */
        get: operations["prices_api_ws_prices_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws/streams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is subscribed
         * @description `refused` are streams that the exchange would not give, and why.
         */
        get: operations["streams_api_ws_streams_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws/quick/start-prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Connect, and keep tickers coming
         * @description Without `symbols`, those of the front page.
         */
        post: operations["start_prices_api_ws_quick_start_prices_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws/quick/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let all streams go, and disconnect
         * @description `start-prices` and `connect` begin anew.
         */
        post: operations["stop_api_ws_quick_stop_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/about": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What this node is and serves
         * @description Where the rooms are, whose is `user_<user>`, and the symbols of the front page: none
         *     while it is not known what is traded.
         */
        get: operations["about_api_v1_about_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/book": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An order book
         * @description Levels are `[price, quantity]`, best first. `stale`, with the `cause`, while it cannot be
         *     believed; `confidence` is what speaks for it.
         */
        get: operations["book_api_v1_book_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/candles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Candles
         * @description Oldest first, without a hole; without `before` up to the open one.
         */
        get: operations["candles_api_v1_candles_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trades": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Trades
         * @description Oldest first. Where none is missing between two of them there is no `gap`.
         */
        get: operations["trades_api_v1_trades_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All tickers
         * @description `exchange` may be `*`. What has not come yet is left out, a `sparkline` that is not there
         *     yet is null.
         */
        get: operations["tickers_api_v1_tickers_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instruments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What an exchange trades
         * @description 304 where `If-None-Match` has the `ETag` of what there is.
         */
        get: operations["instruments_api_v1_instruments_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the exchanges are doing
         * @description As of the last second; incidents are those of 24 hours, newest first.
         */
        get: operations["health_api_v1_health_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gaps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Holes in streams
         * @description Newest first; `since` is a time, `before` the `next` of a newer page.
         */
        get: operations["gaps_api_v1_gaps_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/coverage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What of streams is complete
         * @description Of what is followed, in the order of topics; `after` is the `next` of the page before.
         */
        get: operations["coverage_api_v1_coverage_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Any rooms, as over WebSocket
         * @description The frames of the rooms: `subscribed` for each of them, then events and gaps.
         */
        get: operations["rooms_api_v1_sse_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws/sse/prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 24 h tickers of some symbols as they change
         * @description Tickers; without `symbols` those of the front page.
         */
        get: operations["prices_api_ws_sse_prices_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws/sse/klines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Candles of one symbol as they grow
         * @description The current candle of an interval, again and again, and once more when it is closed.
         */
        get: operations["klines_api_ws_sse_klines_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ws/sse/trades": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every trade of one symbol
         * @description Every trade, in order; a hole is an event of its own, of type `gap`.
         */
        get: operations["trades_api_ws_sse_trades_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What came after a cursor, and the next cursor
         * @description Without `since`: where the rooms stand, and their states. With it: every event after it,
         *     in order; or, for a room where `recovered` is false, the reason and the state.
         */
        get: operations["events_api_v1_events_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/websocket/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A way in for one connection of a browser
         * @description Good once, for a minute, as `?ticket=…` of an event stream or of the rooms.
         */
        post: operations["ticket_api_v1_websocket_tickets_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/websocket/revocations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make tokens worthless
         * @description Holds until the node ends. `closed` counts the connections that were ended by it.
         */
        post: operations["revoke_api_v1_websocket_revocations_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/websocket/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is connected
         * @description Those of WebSocket and of event streams.
         */
        get: operations["connections_api_v1_websocket_connections_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/websocket/connections/{session}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a connection
         * @description With close code 3503: the client is not to come back.
         */
        delete: operations["cut_api_v1_websocket_connections__session__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/websocket/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the rooms are doing
         * @description Counted since the start of the node. Of users and tokens no name is told.
         */
        get: operations["stats_api_v1_websocket_stats_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/websocket/broadcast": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell the rooms of the platform
         * @description The answer names the position of the event in each of its rooms.
         */
        post: operations["broadcast_api_v1_websocket_broadcast_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/layouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a user has arranged
         * @description Without their content, in the order of their making.
         */
        get: operations["all_api_v1_layouts_get"];
        put?: never;
        /**
         * Keep an arrangement
         * @description It has an id, and version 1.
         */
        post: operations["add_api_v1_layouts_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/layouts/{layout}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An arrangement
         * @description With its content.
         */
        get: operations["get_api_v1_layouts__layout__get"];
        /**
         * Change an arrangement
         * @description 409 with the present one, if it is not the version that was read.
         */
        put: operations["replace_api_v1_layouts__layout__put"];
        post?: never;
        /**
         * Forget an arrangement
         * @description With a `version`, only if it is still that one.
         */
        delete: operations["remove_api_v1_layouts__layout__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where a user can be told
         * @description `kinds` are those that there are at all.
         */
        get: operations["all_api_v1_alerts_targets_get"];
        put?: never;
        /**
         * Be told somewhere else too
         * @description The `secret`, by which what it gets is signed, is shown this once.
         */
        post: operations["add_api_v1_alerts_targets_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/targets/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Be told there no more
         * @description What it was still to be told it will not be.
         */
        delete: operations["remove_api_v1_alerts_targets__name__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/targets/{name}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell a target that it is a test
         * @description Waits up to 5 s for the first attempt.
         */
        post: operations["test_api_v1_alerts_targets__name__test_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a user wants to be told
         * @description In the order of their making; `symbol` in either spelling.
         */
        get: operations["all_api_v1_alerts_get"];
        put?: never;
        /**
         * Want to be told something
         * @description It has an id, and version 1.
         */
        post: operations["add_api_v1_alerts_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was told, and what came of it
         * @description Newest first; `next` is what to give as `before` for older ones. `result=failed` finds
         *     what is to be tried again and what was given up.
         */
        get: operations["history_api_v1_alerts_history_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What an alert would say, and would have said
         * @description Nothing is kept, and nobody is told.
         */
        post: operations["preview_api_v1_alerts_preview_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{alert}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An alert
         * @description As it is now.
         */
        get: operations["get_api_v1_alerts__alert__get"];
        /**
         * Change an alert
         * @description The whole definition, and the `version` that was read; 409 with the present one, if it is
         *     another.
         */
        put: operations["replace_api_v1_alerts__alert__put"];
        post?: never;
        /**
         * Forget an alert
         * @description What it told stays in the history.
         */
        delete: operations["remove_api_v1_alerts__alert__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{alert}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Turn an alert off
         * @description Nothing is told until it is turned on again.
         */
        post: operations["pause_api_v1_alerts__alert__pause_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{alert}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Turn an alert on
         * @description From now on, whatever has happened meanwhile; also one that is done. One whose time is
         *     over is to be given another: 409.
         */
        post: operations["resume_api_v1_alerts__alert__resume_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{alert}/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have an alert be quiet for a while
         * @description 0 ends it.
         */
        post: operations["snooze_api_v1_alerts__alert__snooze_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{alert}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell the targets of an alert that it is a test
         * @description Waits up to 5 s for the first attempts; what is marked TEST changes nothing.
         */
        post: operations["test_api_v1_alerts__alert__test_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tokens
         * @description In pages: `next` is the `before` of the one that follows.
         */
        get: operations["all_api_v1_tokens_get"];
        put?: never;
        /**
         * Make a token
         * @description It belongs to nobody: all of it is for sale on its curve.
         */
        post: operations["create_api_v1_tokens_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{mint}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A token
         * @description With the figures of 24 hours.
         */
        get: operations["get_api_v1_tokens__mint__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{mint}/holders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who has the most of a token
         * @description A run that was ended by a reset keeps what it had.
         */
        get: operations["holders_api_v1_tokens__mint__holders_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{mint}/trades": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Trades of a token
         * @description Newest first, in pages.
         */
        get: operations["trades_api_v1_tokens__mint__trades_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{mint}/candles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Minutes in which a token was traded
         * @description Oldest first; a minute without trades has none.
         */
        get: operations["candles_api_v1_tokens__mint__candles_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{mint}/quote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a trade would come to
         * @description Nothing is bought or sold, and the price may move meanwhile.
         */
        get: operations["quote_api_v1_tokens__mint__quote_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{mint}/buy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Buy tokens
         * @description 409 `slippage` where it would be worse than asked for.
         */
        post: operations["buy_api_v1_tokens__mint__buy_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{mint}/sell": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sell tokens
         * @description 409 `slippage` where it would be worse than asked for.
         */
        post: operations["sell_api_v1_tokens__mint__sell_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/portfolio": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What an account has
         * @description Paper money, and what was bought with it, at the prices of this moment.
         */
        get: operations["get_api_v1_portfolio_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/portfolio/equity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What an account was worth
         * @description Since the last reset, looked at each minute while it is in use; the last point is now.
         */
        get: operations["equity_api_v1_portfolio_equity_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/portfolio/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin anew
         * @description The old run is kept, and takes no part any more. 409 `open_orders` while some are.
         */
        post: operations["reset_api_v1_portfolio_reset_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trading/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the desk plays the market
         * @description docs/trading.md tells them in words.
         */
        get: operations["rules_api_v1_trading_rules_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trading/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What an order would get now
         * @description `refused` says why it would not be taken now; it is empty where it would.
         */
        post: operations["preview_api_v1_trading_preview_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trading/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Orders
         * @description Of the present run, newest first. `next` is the `before` of the page that follows.
         */
        get: operations["orders_api_v1_trading_orders_get"];
        put?: never;
        /**
         * Place an order
         * @description 200 with the order of before, where there is one with this `client_order_id`. What cannot
         *     be taken now is refused with 409, and is no order.
         */
        post: operations["place_api_v1_trading_orders_post"];
        /**
         * Cancel all orders
         * @description At once, whatever their way to the exchange would take: before a reset, for example.
         */
        delete: operations["clear_api_v1_trading_orders_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trading/orders/{order}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An order
         * @description As it is now.
         */
        get: operations["order_api_v1_trading_orders__order__get"];
        put?: never;
        post?: never;
        /**
         * Cancel an order
         * @description The order as it is then: it may have been filled before the wish arrived.
         */
        delete: operations["cancel_api_v1_trading_orders__order__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trading/fills": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Fills
         * @description Of the present run, newest first.
         */
        get: operations["fills_api_v1_trading_fills_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process answers */
        get: operations["alive_healthz_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether there is something to serve, and why not
         * @description 503 while not. A node that was told to disconnect is ready: that is no fault.
         */
        get: operations["ready_readyz_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Figures for Prometheus */
        get: operations["metrics_metrics_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/asyncapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The protocol of the rooms, as AsyncAPI 3 */
        get: operations["protocol_for_programs_asyncapi_json_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Arrangement
         * @description A name, and whatever the page needs to know.
         * @example {
         *       "content": {
         *         "tiles": []
         *       },
         *       "name": "Majors"
         *     }
         */
        Arrangement: {
            /** Name */
            name: string;
            /** Content */
            content: {
                [key: string]: unknown;
            };
        };
        /**
         * Beginning
         * @description With how much to begin anew.
         * @example {
         *       "balance": "100000"
         *     }
         */
        Beginning: {
            /**
             * Balance
             * @example 100000
             */
            balance: string;
        };
        /** Body_snooze_api_v1_alerts__alert__snooze_post */
        Body_snooze_api_v1_alerts__alert__snooze_post: {
            /**
             * Seconds
             * @example 900
             */
            seconds: number;
        };
        /**
         * Broadcast
         * @description An event, and one of its rooms; without `room` it goes to all of them.
         * @example {
         *       "data": {
         *         "amount": "1.5",
         *         "token_mint": "So111",
         *         "trade_type": "buy"
         *       },
         *       "type": "new_trade"
         *     }
         */
        Broadcast: {
            /** Type */
            type: string;
            /** Data */
            data: {
                [key: string]: unknown;
            };
            /** Room */
            room?: string | null;
        };
        /**
         * NewOrder
         * @description An order on paper. Figures are decimals as text; `quote` stands in place of a quantity.
         * @example {
         *       "quantity": "0.01",
         *       "side": "buy",
         *       "symbol": "BTC/USDT",
         *       "type": "market"
         *     }
         */
        NewOrder: {
            /** Exchange */
            exchange?: string | null;
            /** Symbol */
            symbol: string;
            /**
             * Side
             * @enum {string}
             */
            side: "buy" | "sell";
            /**
             * Type
             * @enum {string}
             */
            type: "market" | "limit" | "stop";
            /** Quantity */
            quantity?: string | null;
            /** Quote */
            quote?: string | null;
            /** Price */
            price?: string | null;
            /** Stop Price */
            stop_price?: string | null;
            /** Client Order Id */
            client_order_id?: string | null;
        };
        /**
         * NewToken
         * @description A token; with `buy`, so much money is spent on it at once. Amounts are decimals as text.
         * @example {
         *       "name": "Radio Waves",
         *       "symbol": "RADIO"
         *     }
         */
        NewToken: {
            /** Name */
            name: string;
            /** Symbol */
            symbol: string;
            /** Supply */
            supply?: string | null;
            /** Mint */
            mint?: string | null;
            /** Buy */
            buy?: string | null;
        };
        /**
         * Purchase
         * @description So many tokens, for `max_quote` at most; or for so much money, `min_amount` at least.
         * @example {
         *       "quote": "10"
         *     }
         */
        Purchase: {
            /** Amount */
            amount?: string | null;
            /** Quote */
            quote?: string | null;
            /** Max Quote */
            max_quote?: string | null;
            /** Min Amount */
            min_amount?: string | null;
        };
        /**
         * Revision
         * @description The same in place of the version that was read.
         * @example {
         *       "content": {},
         *       "name": "Majors",
         *       "version": 1
         *     }
         */
        Revision: {
            /** Name */
            name: string;
            /** Content */
            content: {
                [key: string]: unknown;
            };
            /** Version */
            version: number;
        };
        /**
         * Revocation
         * @description One token by its `jti`, or all of a user's that were issued before a time.
         * @example {
         *       "jti": "Xk3_9aQ"
         *     }
         */
        Revocation: {
            /** Jti */
            jti?: string | null;
            /** User */
            user?: string | null;
            /**
             * Issued Before
             * @description Unix seconds; else now
             */
            issued_before?: number | null;
        };
        /**
         * Sale
         * @description So many tokens, for `min_quote` at least.
         * @example {
         *       "amount": "10"
         *     }
         */
        Sale: {
            /**
             * Amount
             * @example 1.5
             */
            amount: string;
            /** Min Quote */
            min_quote?: string | null;
        };
        /**
         * Webhook
         * @description A target of one's own; others are the operator's, in the configuration.
         * @example {
         *       "kind": "webhook",
         *       "name": "my-hook",
         *       "url": "https://example.org/radist"
         *     }
         */
        Webhook: {
            /** Name */
            name: string;
            /**
             * Kind
             * @default webhook
             * @constant
             */
            kind: "webhook";
            /** Url */
            url: string;
        };
        /**
         * Wish
         * @description Streams of one type. `interval` matters to klines only.
         * @example {
         *       "stream_type": "ticker",
         *       "symbols": [
         *         "BTCUSDT"
         *       ]
         *     }
         */
        Wish: {
            /** Symbols */
            symbols: string[];
            /**
             * Stream Type
             * @default ticker
             * @enum {string}
             */
            stream_type: "ticker" | "mini_ticker" | "kline" | "trade" | "agg_trade" | "book_ticker";
            /**
             * Interval
             * @default 1m
             */
            interval: string;
        };
        /**
         * AlertWish
         * @description What somebody wants to be told.
         */
        AlertWish: {
            symbol: string;
            condition: components["schemas"]["Above"] | components["schemas"]["All"] | components["schemas"]["Below"] | components["schemas"]["CandleCloses"] | components["schemas"]["Change"] | components["schemas"]["Crosses"] | components["schemas"]["Either"] | components["schemas"]["Extreme"] | components["schemas"]["Funding"] | components["schemas"]["Missing"] | components["schemas"]["OpenInterestChange"] | components["schemas"]["Spread"] | components["schemas"]["Stale"] | components["schemas"]["TradeSize"] | components["schemas"]["VolumeSpike"];
            exchange?: string;
            name?: string;
            repeat?: components["schemas"]["Once"] | components["schemas"]["OncePerCandle"] | components["schemas"]["Every"];
            rearm?: number;
            expires?: string | null;
            targets?: string[];
            message?: string;
            note?: string;
        };
        /**
         * Above
         * @description The price is above a level.
         */
        Above: {
            /** @enum {unknown} */
            type: "above";
            level: number;
            /**
             * @default trade
             * @enum {unknown}
             */
            of: "ask" | "bid" | "mark" | "mid" | "trade";
        };
        /**
         * All
         * @description All of several conditions are met.
         */
        All: {
            /** @enum {unknown} */
            type: "all";
            conditions: (components["schemas"]["Above"] | components["schemas"]["All"] | components["schemas"]["Below"] | components["schemas"]["CandleCloses"] | components["schemas"]["Change"] | components["schemas"]["Crosses"] | components["schemas"]["Either"] | components["schemas"]["Extreme"] | components["schemas"]["Funding"] | components["schemas"]["Missing"] | components["schemas"]["OpenInterestChange"] | components["schemas"]["Spread"] | components["schemas"]["Stale"] | components["schemas"]["TradeSize"] | components["schemas"]["VolumeSpike"])[];
            /** @default 0 */
            within: number;
        };
        /**
         * Below
         * @description The price is below a level.
         */
        Below: {
            /** @enum {unknown} */
            type: "below";
            level: number;
            /**
             * @default trade
             * @enum {unknown}
             */
            of: "ask" | "bid" | "mark" | "mid" | "trade";
        };
        /**
         * CandleCloses
         * @description A measure of candles, looked at when one closes, is beyond a level or another measure.
         */
        CandleCloses: {
            /** @enum {unknown} */
            type: "candle";
            /** @enum {unknown} */
            measure: "bollinger_lower" | "bollinger_middle" | "bollinger_upper" | "close" | "ema" | "high" | "low" | "macd" | "macd_histogram" | "macd_signal" | "open" | "rsi" | "sma" | "volume" | "vwap";
            /** @default null */
            period: number | null;
            /** @default 12 */
            fast: number;
            /** @default 26 */
            slow: number;
            /** @default 9 */
            signal: number;
            /** @default 2 */
            width: number;
            interval: string;
            /** @enum {unknown} */
            op: "above" | "below" | "crosses_down" | "crosses_up";
            against: number | components["schemas"]["Measure"];
        };
        /**
         * Measure
         * @description A number that each closed candle has: a field of it, or an indicator.
         */
        Measure: {
            /** @enum {unknown} */
            measure: "bollinger_lower" | "bollinger_middle" | "bollinger_upper" | "close" | "ema" | "high" | "low" | "macd" | "macd_histogram" | "macd_signal" | "open" | "rsi" | "sma" | "volume" | "vwap";
            /** @default null */
            period: number | null;
            /** @default 12 */
            fast: number;
            /** @default 26 */
            slow: number;
            /** @default 9 */
            signal: number;
            /** @default 2 */
            width: number;
        };
        /**
         * Change
         * @description The price is so much above the lowest, or below the highest, of the last seconds.
         */
        Change: {
            /** @enum {unknown} */
            type: "change";
            percent: number;
            window: number;
            /**
             * @default either
             * @enum {unknown}
             */
            direction: "down" | "either" | "up";
        };
        /**
         * Crosses
         * @description The price was on one side of a level and is on the other.
         */
        Crosses: {
            /** @enum {unknown} */
            type: "crosses";
            level: number;
            /**
             * @default trade
             * @enum {unknown}
             */
            of: "ask" | "bid" | "mark" | "mid" | "trade";
            /**
             * @default either
             * @enum {unknown}
             */
            direction: "down" | "either" | "up";
        };
        /**
         * Either
         * @description At least one of several conditions is met.
         */
        Either: {
            /** @enum {unknown} */
            type: "any";
            conditions: (components["schemas"]["Above"] | components["schemas"]["All"] | components["schemas"]["Below"] | components["schemas"]["CandleCloses"] | components["schemas"]["Change"] | components["schemas"]["Crosses"] | components["schemas"]["Either"] | components["schemas"]["Extreme"] | components["schemas"]["Funding"] | components["schemas"]["Missing"] | components["schemas"]["OpenInterestChange"] | components["schemas"]["Spread"] | components["schemas"]["Stale"] | components["schemas"]["TradeSize"] | components["schemas"]["VolumeSpike"])[];
        };
        /**
         * Extreme
         * @description The price is higher, or lower, than all of the last seconds.
         */
        Extreme: {
            /** @enum {unknown} */
            type: "extreme";
            /** @enum {unknown} */
            of: "high" | "low";
            window: number;
        };
        /**
         * Funding
         * @description The funding rate, a fraction per interval, is above or below a level.
         */
        Funding: {
            /** @enum {unknown} */
            type: "funding";
            rate: number;
            /**
             * @default above
             * @enum {unknown}
             */
            side: "above" | "below";
        };
        /**
         * Missing
         * @description Trades are missing.
         */
        Missing: {
            /** @enum {unknown} */
            type: "gap";
        };
        /**
         * OpenInterestChange
         * @description The contracts that are open are so many more or fewer than in the last seconds.
         */
        OpenInterestChange: {
            /** @enum {unknown} */
            type: "open_interest";
            percent: number;
            window: number;
            /**
             * @default either
             * @enum {unknown}
             */
            direction: "down" | "either" | "up";
        };
        /**
         * Spread
         * @description Best bid and ask are so far apart, in percent of what is between them.
         */
        Spread: {
            /** @enum {unknown} */
            type: "spread";
            percent: number;
        };
        /**
         * Stale
         * @description Nothing has come for so many seconds.
         */
        Stale: {
            /** @enum {unknown} */
            type: "stale";
            seconds: number;
            /**
             * @default trade
             * @enum {unknown}
             */
            of: "ask" | "bid" | "mark" | "mid" | "trade";
        };
        /**
         * TradeSize
         * @description One trade is so large: in base units, in quote units, or beside the trades before it.
         */
        TradeSize: {
            /** @enum {unknown} */
            type: "trade_size";
            /** @default null */
            quantity: number | null;
            /** @default null */
            value: number | null;
            /** @default null */
            times: number | null;
            /** @default null */
            baseline: number | null;
        };
        /**
         * VolumeSpike
         * @description The volume of the last seconds is so many times what is usual, by the time before them.
         */
        VolumeSpike: {
            /** @enum {unknown} */
            type: "volume_spike";
            times: number;
            window: number;
            baseline: number;
        };
        /**
         * Once
         * @description The first firing is the last.
         */
        Once: {
            /** @enum {unknown} */
            type: "once";
        };
        /**
         * OncePerCandle
         * @description At most one firing within each candle.
         */
        OncePerCandle: {
            /** @enum {unknown} */
            type: "candle";
            /** @enum {unknown} */
            interval: "12h" | "15m" | "1M" | "1d" | "1h" | "1m" | "1s" | "1w" | "2h" | "30m" | "3d" | "3m" | "4h" | "5m" | "6h" | "8h";
        };
        /**
         * Every
         * @description Each firing, but none within so many seconds of another.
         */
        Every: {
            /** @enum {unknown} */
            type: "every";
            /** @default 0 */
            cooldown: number;
        };
        /**
         * AlertRewish
         * @description The same in place of the version that was read.
         */
        AlertRewish: {
            symbol: string;
            condition: components["schemas"]["Above"] | components["schemas"]["All"] | components["schemas"]["Below"] | components["schemas"]["CandleCloses"] | components["schemas"]["Change"] | components["schemas"]["Crosses"] | components["schemas"]["Either"] | components["schemas"]["Extreme"] | components["schemas"]["Funding"] | components["schemas"]["Missing"] | components["schemas"]["OpenInterestChange"] | components["schemas"]["Spread"] | components["schemas"]["Stale"] | components["schemas"]["TradeSize"] | components["schemas"]["VolumeSpike"];
            exchange?: string;
            name?: string;
            repeat?: components["schemas"]["Once"] | components["schemas"]["OncePerCandle"] | components["schemas"]["Every"];
            rearm?: number;
            expires?: string | null;
            targets?: string[];
            message?: string;
            note?: string;
            /** @default 1 */
            version: number;
        };
        /**
         * Status
         * @description How the connection to the exchange is doing.
         */
        Status: {
            connected: boolean;
            exchange: string;
            held: boolean;
            simulated: boolean;
            connected_since: string | null;
            uptime_seconds: number;
            streams: number;
            messages: number;
            errors: number;
            reconnects: number;
            clients: number;
            last_error: string | null;
            /** Format: date-time */
            timestamp: string;
        };
        /**
         * Started
         * @description What is kept coming from now on.
         */
        Started: {
            subscribed: components["schemas"]["Stream"][];
            count: number;
            /** Format: date-time */
            timestamp: string;
        };
        /**
         * Stream
         * @description What is asked for upstream.
         */
        Stream: {
            stream_type: string;
            symbol: string;
            interval: string | null;
            topic: string;
        };
        /**
         * Ended
         * @description What is let go.
         */
        Ended: {
            unsubscribed: components["schemas"]["Stream"][];
            count: number;
            /** Format: date-time */
            timestamp: string;
        };
        /**
         * Prices
         * @description By the exchange's symbol.
         */
        Prices: {
            prices: {
                [key: string]: components["schemas"]["Price"];
            };
            count: number;
            /** Format: date-time */
            timestamp: string;
        };
        /**
         * Price
         * @description A ticker; `timestamp` is the exchange's, in milliseconds.
         */
        Price: {
            type: string;
            symbol: string;
            price: number;
            open: number | null;
            high: number | null;
            low: number | null;
            volume: number | null;
            quote_volume: number | null;
            price_change: number | null;
            price_change_percent: number | null;
            timestamp: number;
            stale: boolean;
            age_ms: number;
            source?: string;
        };
        /**
         * Streams
         * @description All of it.
         */
        Streams: {
            streams: components["schemas"]["Stream"][];
            count: number;
            refused: {
                [key: string]: string;
            };
            /** Format: date-time */
            timestamp: string;
        };
        /**
         * About
         * @description What this node is and serves. `user` is whoever asks: the room of their own is
         *         `user_<user>`.
         */
        About: {
            name: string;
            version: string;
            simulated: boolean;
            user: string | null;
            websocket: components["schemas"]["Door"];
            exchanges: string[];
            markets: components["schemas"]["Market"][];
        };
        /**
         * Door
         * @description Where the rooms are.
         */
        Door: {
            port: number;
            path: string;
        };
        /**
         * Market
         * @description A row of the front page.
         */
        Market: {
            exchange: string;
            symbol: string;
            native: string;
            room: string;
            price_step: number | null;
        };
        /**
         * Book
         * @description An order book at one moment.
         */
        Book: {
            exchange: string;
            symbol: string;
            native: string;
            last_id: number;
            stale: boolean;
            cause: string | null;
            age_ms: number;
            confidence: components["schemas"]["Confidence"] | null;
            bids: [
                number,
                number
            ][];
            asks: [
                number,
                number
            ][];
            /** Format: date-time */
            timestamp: string;
        };
        /**
         * Confidence
         * @description What speaks for an order book.
         *
         *         It is `proven` while what else the exchange says agrees with it, `unproven` where there was
         *         nothing to hold it against of late, `doubtful` while it is not to be used, with the `reason`.
         */
        Confidence: {
            /** @enum {unknown} */
            verdict: "doubtful" | "proven" | "unproven";
            reason: string;
            compared: number;
            audited: number;
            time_agreed: number | null;
            time_snapshot: number | null;
            bids: number;
            asks: number;
        };
        /**
         * Bars
         * @description Candles, oldest first. `next` is what to give as `before` for older ones.
         */
        Bars: {
            exchange: string;
            symbol: string;
            native: string;
            interval: string;
            candles: components["schemas"]["Bar"][];
            next: number | null;
            /** Format: date-time */
            timestamp: string;
        };
        /**
         * Bar
         * @description A candle; times in microseconds.
         */
        Bar: {
            time_open: number;
            time_close: number;
            open: number;
            high: number;
            low: number;
            close: number;
            volume: number;
            quote_volume: number;
            trades: number | null;
            is_closed: boolean;
            /** @enum {unknown} */
            source: "backfill" | "live";
        };
        /**
         * Executions
         * @description Trades, oldest first, and the gaps between them. `next` is what to give as `before`; `stale`
         *         and `cause` say whether newer ones may be missing.
         */
        Executions: {
            exchange: string;
            symbol: string;
            native: string;
            trades: (components["schemas"]["Trade"] | components["schemas"]["Gap"])[];
            next: string | null;
            stale: boolean;
            cause: string | null;
            /** Format: date-time */
            timestamp: string;
        };
        /**
         * Trade
         * @description One execution. `side` is the taker's: `buy` means that the buyer crossed the spread.
         */
        Trade: {
            /** @enum {unknown} */
            type: "trade";
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            id: string;
            price: number;
            quantity: number;
            /** @enum {unknown} */
            side: "buy" | "sell";
            contracts?: number;
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * Gap
         * @description What is missing from a stream, told in order on the same road as the data.
         *
         *         `from_id` to `to_id` are the ids that never came, both inclusive, where the stream has ids;
         *         else `from_time` to `to_time`.
         */
        Gap: {
            /** @enum {unknown} */
            type: "gap";
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            channel: string;
            cause: string;
            /** @default null */
            from_id: string | null;
            /** @default null */
            to_id: string | null;
            /** @default null */
            from_time: number | null;
            /** @default null */
            to_time: number | null;
            /** @default  */
            interval: string;
            after_id?: string;
            until_id?: string;
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * AllTickers
         * @description Those that are known.
         */
        AllTickers: {
            tickers: components["schemas"]["Statistics"][];
            count: number;
            /** Format: date-time */
            timestamp: string;
        };
        /**
         * Statistics
         * @description A ticker as its room has it, and whether it can be believed.
         */
        Statistics: {
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            price: number;
            open: number;
            high: number;
            low: number;
            volume: number;
            quote_volume: number;
            price_change: number | null;
            price_change_percent: number | null;
            weighted_average: number | null;
            trades: number | null;
            bid_price: number | null;
            bid_quantity: number | null;
            ask_price: number | null;
            ask_quantity: number | null;
            age_ms: number;
            stale: boolean;
            cause: string | null;
            sparkline?: number[] | null;
        };
        /**
         * Traded
         * @description All of it.
         */
        Traded: {
            exchange: string;
            instruments: components["schemas"]["Listed"][];
            count: number;
        };
        /**
         * Listed
         * @description Something that is traded.
         */
        Listed: {
            symbol: string;
            native: string;
            /** @enum {unknown} */
            kind: "continuous" | "future" | "index" | "option" | "perpetual" | "spot";
            base: string;
            quote: string;
            settle: string;
            inverse: boolean;
            price_step: number | null;
            quantity_step: number | null;
            contract_size: number;
            expiry: number | null;
            strike: number | null;
            option: ("call" | "put") | null;
            /** @enum {unknown} */
            status: "ended" | "trading";
        };
        /**
         * Holes
         * @description Newest first. `next` is what to give as `before` for older ones.
         */
        Holes: {
            gaps: components["schemas"]["Hole"][];
            next: number | null;
            /** Format: date-time */
            timestamp: string;
        };
        /**
         * Hole
         * @description What is missing from a stream, since when it is known, and what became of it: `how` it was
         *         closed, by how many `events`, and the part that is lost for good, where not all of it is.
         */
        Hole: {
            number: number;
            exchange: string;
            symbol: string;
            native: string;
            channel: string;
            interval: string;
            epoch: number;
            cause: string;
            from_id: string | null;
            to_id: string | null;
            from_time: number | null;
            to_time: number | null;
            time: number;
            /** @enum {unknown} */
            state: "filled" | "filling" | "lost" | "open";
            repaired: number | null;
            closed_at: number | null;
            how: ("none" | "rest" | "snapshot") | null;
            events: number;
            lost_from_id: string | null;
            lost_to_id: string | null;
            lost_from_time: number | null;
            lost_to_time: number | null;
        };
        /**
         * CoverageOfStreams
         * @description In the order of topics. `next` is what to give as `after` for more.
         */
        CoverageOfStreams: {
            streams: components["schemas"]["StreamCoverage"][];
            next: string | null;
            /** Format: date-time */
            timestamp: string;
        };
        /**
         * StreamCoverage
         * @description From where to where a stream has told all but what is missing; nothing is claimed of what is
         *         outside. `complete` where nothing is missing; of `missing` the first 1,000 parts are told.
         */
        StreamCoverage: {
            topic: string;
            exchange: string;
            symbol: string;
            channel: string;
            interval: string;
            epoch: number;
            complete: boolean;
            first_id: string | null;
            last_id: string | null;
            first_time: number | null;
            last_time: number | null;
            open: number;
            filled: number;
            lost: number;
            missing: components["schemas"]["MissingPart"][];
        };
        /**
         * MissingPart
         * @description A part of a stream that is not there, of the hole with this number.
         */
        MissingPart: {
            number: number;
            /** @enum {unknown} */
            state: "filling" | "lost" | "open";
            from_id: string | null;
            to_id: string | null;
            from_time: number | null;
            to_time: number | null;
        };
        /**
         * Health
         * @description How the node is doing.
         */
        Health: {
            /** @enum {unknown} */
            state: "delayed" | "down" | "idle" | "live" | "partial" | "stale";
            since: number;
            updates_per_second: number;
            uptime_seconds: number;
            simulated: boolean;
            exchanges: components["schemas"]["ExchangeHealth"][];
            incidents: components["schemas"]["Incident"][];
            /** Format: date-time */
            timestamp: string;
        };
        /**
         * ExchangeHealth
         * @description How one exchange is doing.
         */
        ExchangeHealth: {
            exchange: string;
            /** @enum {unknown} */
            state: "delayed" | "down" | "idle" | "live" | "partial" | "stale";
            since: number;
            /** @enum {unknown} */
            transport: "none" | "poll" | "websocket";
            held: boolean;
            messages_per_second: number;
            last_message_age_ms: number | null;
            lag_p50_ms: number | null;
            lag_p99_ms: number | null;
            clock_offset_ms: number | null;
            reconnects_1h: number;
            reconnects_24h: number;
            gaps_found: number;
            gaps_repaired: number;
            gaps_open: number;
            gaps_lost: number;
            weight_used: number;
            weight_limit: number;
            streams: number;
            stale_streams: number;
            sockets: number;
            sockets_connected: number;
            rollovers: number;
            race: components["schemas"]["SideHealth"][];
            last_error: string | null;
            books: components["schemas"]["BookHealth"] | null;
            channels: components["schemas"]["ChannelHealth"][];
        };
        /**
         * SideHealth
         * @description How one of two sockets did that bring the same: how many frames it brought first, how many
         *         not at all, and by how much it was second.
         */
        SideHealth: {
            side: number;
            first: number;
            missed: number;
            lag_p50_ms: number | null;
            lag_p99_ms: number | null;
        };
        /**
         * BookHealth
         * @description How many order books are proven, unproven, doubtful; what they were held against since the
         *         start; and until when all snapshots will have come that are waited for.
         */
        BookHealth: {
            proven: number;
            unproven: number;
            doubtful: number;
            compared: number;
            audited: number;
            contradicted: number;
            eta_ms: number;
        };
        /**
         * ChannelHealth
         * @description How one channel is doing.
         */
        ChannelHealth: {
            channel: string;
            /** @enum {unknown} */
            state: "delayed" | "down" | "idle" | "live" | "partial" | "stale";
            streams: number;
            stale_streams: number;
            messages: number;
            messages_per_second: number;
            last_message_age_ms: number | null;
            lag_p50_ms: number | null;
            lag_p99_ms: number | null;
            gaps_found: number;
            gaps_open: number;
            gaps_lost: number;
        };
        /**
         * Incident
         * @description What went wrong; `end` is null while it lasts.
         */
        Incident: {
            number: number;
            /** @enum {unknown} */
            kind: "clock" | "gap" | "outage" | "reconnect" | "stale";
            exchange: string;
            channel: string | null;
            symbol: string | null;
            begin: number;
            end: number | null;
            detail: string;
        };
        /**
         * Layouts
         * @description All of a user's; `most` is how many there may be.
         */
        Layouts: {
            layouts: components["schemas"]["LayoutHead"][];
            count: number;
            most: number;
        };
        /**
         * LayoutHead
         * @description An arrangement of the page, without its content. Times in microseconds.
         */
        LayoutHead: {
            id: string;
            name: string;
            version: number;
            created: number;
            updated: number;
        };
        /**
         * Layout
         * @description An arrangement of the page.
         */
        Layout: {
            id: string;
            name: string;
            version: number;
            created: number;
            updated: number;
            content: Record<string, never>;
        };
        /**
         * Deleted
         * @description What is no more.
         */
        Deleted: {
            id: string;
            deleted: boolean;
        };
        /**
         * AllAlerts
         * @description All of a user's; `most` is how many there may be.
         */
        AllAlerts: {
            alerts: components["schemas"]["AlertTold"][];
            count: number;
            most: number;
            evaluated: string | null;
        };
        /**
         * AlertTold
         * @description An alert: what it is, and how it is doing.
         */
        AlertTold: {
            id: string;
            name: string;
            exchange: string;
            symbol: string;
            native: string;
            condition: components["schemas"]["Above"] | components["schemas"]["All"] | components["schemas"]["Below"] | components["schemas"]["CandleCloses"] | components["schemas"]["Change"] | components["schemas"]["Crosses"] | components["schemas"]["Either"] | components["schemas"]["Extreme"] | components["schemas"]["Funding"] | components["schemas"]["Missing"] | components["schemas"]["OpenInterestChange"] | components["schemas"]["Spread"] | components["schemas"]["Stale"] | components["schemas"]["TradeSize"] | components["schemas"]["VolumeSpike"];
            words: string;
            repeat: components["schemas"]["Once"] | components["schemas"]["OncePerCandle"] | components["schemas"]["Every"];
            rearm: number;
            expires: string | null;
            targets: string[];
            message: string;
            note: string;
            /** @enum {unknown} */
            state: "active" | "done" | "expired" | "paused";
            snoozed_until: string | null;
            version: number;
            created: string;
            updated: string;
            last_fired: string | null;
            fired: number;
            evaluated: string | null;
            fault: string;
            /** @enum {unknown} */
            source: "api" | "config";
        };
        /**
         * Triggers
         * @description Newest first. `next` is what to give as `before` for older ones.
         */
        Triggers: {
            triggers: components["schemas"]["TriggerWhole"][];
            next: string | null;
        };
        /**
         * TriggerWhole
         * @description A trigger, and how its deliveries are doing.
         */
        TriggerWhole: {
            id: string;
            alert: string;
            name: string;
            exchange: string;
            symbol: string;
            condition: (components["schemas"]["Above"] | components["schemas"]["All"] | components["schemas"]["Below"] | components["schemas"]["CandleCloses"] | components["schemas"]["Change"] | components["schemas"]["Crosses"] | components["schemas"]["Either"] | components["schemas"]["Extreme"] | components["schemas"]["Funding"] | components["schemas"]["Missing"] | components["schemas"]["OpenInterestChange"] | components["schemas"]["Spread"] | components["schemas"]["Stale"] | components["schemas"]["TradeSize"] | components["schemas"]["VolumeSpike"]) | null;
            words: string;
            price: number | null;
            value: number;
            time: string;
            fired: string;
            late: boolean;
            test: boolean;
            message: string;
            deliveries: components["schemas"]["DeliveryTold"][];
        };
        /**
         * DeliveryTold
         * @description How a delivery is doing. `next` is when it will be tried, ISO 8601.
         */
        DeliveryTold: {
            target: string;
            kind: string;
            /** @enum {unknown} */
            state: "dead" | "delivered" | "failed" | "pending";
            attempts: number;
            status: number | null;
            took_ms: number | null;
            error: string;
            next: string | null;
            payload: unknown;
        };
        /**
         * Preview
         * @description What an alert would say, and when it would have said it. `since` is how far back was looked;
         *         where that is less than asked for, `complete` is false and `reason` says why.
         */
        Preview: {
            message: string;
            fields: Record<string, never>;
            would_have_fired: number;
            times: string[];
            since: string;
            complete: boolean;
            reason: string;
        };
        /**
         * AlertTargets
         * @description Where a user can be told, and the kinds that there are.
         */
        AlertTargets: {
            targets: components["schemas"]["TargetTold"][];
            kinds: string[];
        };
        /**
         * TargetTold
         * @description Somewhere to be told. `fault` is why nothing arrives there now; empty while it does.
         */
        TargetTold: {
            name: string;
            kind: string;
            /** @enum {unknown} */
            source: "api" | "builtin" | "config";
            /** @default  */
            url: string;
            /** @default  */
            fault: string;
        };
        /**
         * AlertTargetMade
         * @description A webhook. The `secret` is shown this once.
         */
        AlertTargetMade: {
            name: string;
            kind: string;
            /** @enum {unknown} */
            source: "api" | "builtin" | "config";
            /** @default  */
            url: string;
            /** @default  */
            fault: string;
            secret: string;
        };
        /**
         * Tried
         * @description What came of a test so far.
         */
        Tried: {
            trigger: components["schemas"]["TriggerWhole"];
        };
        /**
         * Happened
         * @description Frames of the rooms, as /asyncapi.json has them, and the cursor after them.
         */
        Happened: {
            rooms: components["schemas"]["Subscribed"][];
            events: Record<string, never>[];
            cursor: string;
            /** Format: date-time */
            timestamp: string;
        };
        /**
         * Subscribed
         * @description The answer for one room: the position, how the client becomes whole, and the state.
         */
        Subscribed: {
            /** @enum {unknown} */
            type: "subscribed";
            id: number | string | null;
            room: string;
            epoch: string;
            seq: number;
            max_hz?: number;
            recovered?: boolean;
            reason?: string;
            snapshot?: unknown;
            stale: boolean;
            age_ms: number | null;
        };
        /**
         * Ticket
         * @description A way in, good once. `expires_in` is in seconds.
         */
        Ticket: {
            ticket: string;
            expires_in: number;
        };
        /**
         * Closed
         * @description How many connections were ended.
         */
        Closed: {
            closed: number;
        };
        /**
         * Connections
         * @description All of them.
         */
        Connections: {
            connections: components["schemas"]["Connection"][];
            count: number;
        };
        /**
         * Connection
         * @description Somebody who is connected.
         */
        Connection: {
            session: string;
            transport: string;
            address: string;
            user: string | null;
            scope: string[];
            /** Format: date-time */
            since: string;
            expires: string | null;
            rooms: number;
        };
        /**
         * Stats
         * @description How the rooms are doing, since the start.
         */
        Stats: {
            connections: components["schemas"]["ConnectionCounts"];
            rooms: {
                [key: string]: components["schemas"]["RoomCounts"];
            };
            events: components["schemas"]["EventCounts"];
            uptime_seconds: number;
            /** Format: date-time */
            timestamp: string;
        };
        /**
         * ConnectionCounts
         * @description `closed` is by close code.
         */
        ConnectionCounts: {
            websocket: number;
            sse: number;
            limit: number;
            opened: number;
            closed: {
                [key: string]: number;
            };
        };
        /**
         * RoomCounts
         * @description Of one family of rooms.
         */
        RoomCounts: {
            rooms: number;
            listeners: number;
        };
        /**
         * EventCounts
         * @description Over WebSocket.
         */
        EventCounts: {
            delivered: number;
            skipped: number;
            lost: number;
            bytes: number;
        };
        /**
         * Told
         * @description The rooms that were told.
         */
        Told: {
            type: string;
            rooms: {
                [key: string]: components["schemas"]["Place"];
            };
            /** Format: date-time */
            timestamp: string;
        };
        /**
         * Place
         * @description Where an event stands in a room.
         */
        Place: {
            epoch: string;
            seq: number;
        };
        /**
         * Alive
         * @description The process answers.
         */
        Alive: {
            status: string;
        };
        /**
         * Ready
         * @description Whether there is something to serve, and why not.
         */
        Ready: {
            ready: boolean;
            reasons: string[];
        };
        /**
         * TokenPage
         * @description Tokens; `next` is the `before` of the page that follows.
         */
        TokenPage: {
            tokens: components["schemas"]["Token"][];
            next: string | null;
        };
        /**
         * Token
         * @description A token. `price_change_24h` is in percent, `fee` a part of the money; `reserve` is the money
         *         that its curve has.
         */
        Token: {
            token_mint: string;
            name: string;
            symbol: string;
            creator: string;
            supply: string;
            price: string;
            market_cap: string;
            price_change_24h: string;
            volume_24h: string;
            holders: number;
            reserve: string;
            fee: string;
            /** Format: date-time */
            created: string;
        };
        /**
         * Holders
         * @description Those with the most.
         */
        Holders: {
            token_mint: string;
            holders: components["schemas"]["Holder"][];
            count: number;
        };
        /**
         * Holder
         * @description An account with so much of a token. `share` is a part of the supply.
         */
        Holder: {
            user_id: string;
            run: number;
            amount: string;
            share: string;
        };
        /**
         * TokenTrades
         * @description Newest first; `next` is the `before` of the page that follows.
         */
        TokenTrades: {
            trades: components["schemas"]["TokenTrade"][];
            next: number | null;
        };
        /**
         * TokenTrade
         * @description A trade. `price` is of one token, without the fee; `total` what was paid or got, with it.
         */
        TokenTrade: {
            id: string;
            token_mint: string;
            /** @enum {unknown} */
            trade_type: "buy" | "sell";
            amount: string;
            price: string;
            total: string;
            fee: string;
            user_id: string;
            /** Format: date-time */
            time: string;
        };
        /**
         * TokenMinutes
         * @description Oldest first; `next` is the `before` of the older page.
         */
        TokenMinutes: {
            token_mint: string;
            interval: string;
            candles: components["schemas"]["TokenMinute"][];
            next: number | null;
        };
        /**
         * TokenMinute
         * @description A minute with trades in it; `time_open` in microseconds.
         */
        TokenMinute: {
            time_open: number;
            trades: number;
            open: string;
            high: string;
            low: string;
            close: string;
            volume: string;
        };
        /**
         * TokenQuote
         * @description What a trade would come to. `slippage` is between the price before and the one paid, in
         *         percent.
         */
        TokenQuote: {
            /** @enum {unknown} */
            side: "buy" | "sell";
            amount: string;
            price: string;
            quote: string;
            fee: string;
            total: string;
            price_after: string;
            slippage: string;
        };
        /**
         * TokenTraded
         * @description What came of a purchase or a sale.
         */
        TokenTraded: {
            trade: components["schemas"]["TokenTrade"];
            token: components["schemas"]["Token"];
            portfolio: components["schemas"]["Portfolio"];
        };
        /**
         * Portfolio
         * @description An account as a whole; `paper` is always true. `today` is by how much it is worth more than
         *         when the day (UTC) began.
         */
        Portfolio: {
            user: string;
            paper: boolean;
            currency: string;
            cash: string;
            equity: string;
            realised: string;
            unrealised: string;
            today: string;
            balances: components["schemas"]["Balance"][];
            positions: components["schemas"]["HeldPosition"][];
            holdings: components["schemas"]["HeldToken"][];
            /** Format: date-time */
            timestamp: string;
        };
        /**
         * Balance
         * @description A currency; what open orders keep is not available.
         */
        Balance: {
            currency: string;
            total: string;
            available: string;
        };
        /**
         * HeldPosition
         * @description A holding of an instrument. Without a `mark` it counts what it has cost.
         */
        HeldPosition: {
            exchange: string;
            symbol: string;
            native: string;
            quantity: string;
            average_price: string | null;
            mark: string | null;
            value: string;
            unrealised: string;
            realised: string;
        };
        /**
         * HeldToken
         * @description A holding of tokens, at the price of the next one sold or bought.
         */
        HeldToken: {
            token_mint: string;
            symbol: string;
            amount: string;
            price: string;
            value: string;
            unrealised: string;
        };
        /**
         * Equity
         * @description What an account was worth: time and amount, oldest first.
         */
        Equity: {
            span: string;
            points: [
                string,
                string
            ][];
        };
        /**
         * DeskRules
         * @description How the desk plays the market. Fees are shares of the value.
         */
        DeskRules: {
            paper: boolean;
            latency_ms: number;
            maker_fee: string;
            taker_fee: string;
            stale_ms: number;
            kinds: ("perpetual" | "spot")[];
            short: boolean;
        };
        /**
         * OrderPreview
         * @description What an order would get now: `quote` is its value, `held` the money kept for the part that
         *         would wait in the book, `balance_after` the money at hand then.
         *         `refused` says why it would not be taken; it is empty where it would.
         */
        OrderPreview: {
            price: string | null;
            quantity: string;
            quote: string;
            fee: string;
            held: string;
            slippage: string | null;
            mid: string | null;
            levels: number;
            balance_after: string;
            refused: string;
        };
        /**
         * PaperOrders
         * @description Newest first; `next` is the `before` of the page that follows.
         */
        PaperOrders: {
            orders: components["schemas"]["PaperOrder"][];
            next: string | null;
        };
        /**
         * PaperOrder
         * @description An order. `quantity` is null while a buy for an amount, `quote`, is not done; `slippage` is
         *         in percent; `reason` says why it is over, or what stands in its way.
         */
        PaperOrder: {
            id: string;
            client_order_id: string | null;
            exchange: string;
            symbol: string;
            native: string;
            /** @enum {unknown} */
            side: "buy" | "sell";
            /** @enum {unknown} */
            type: "limit" | "market" | "stop";
            quantity: string | null;
            quote: string | null;
            price: string | null;
            stop_price: string | null;
            /** @enum {unknown} */
            state: "cancelled" | "filled" | "open" | "partially_filled" | "pending" | "rejected";
            filled: string;
            average_price: string | null;
            fee: string;
            fee_currency: string;
            slippage: string | null;
            reason: string;
            /** Format: date-time */
            created: string;
            /** Format: date-time */
            updated: string;
        };
        /**
         * Cleared
         * @description How many orders were cancelled.
         */
        Cleared: {
            cancelled: number;
        };
        /**
         * PaperFills
         * @description Newest first; `next` is the `before` of the page that follows.
         */
        PaperFills: {
            fills: components["schemas"]["PaperFill"][];
            next: string | null;
        };
        /**
         * PaperFill
         * @description A part of an order that was filled; `mid` is that of when the order met the book.
         */
        PaperFill: {
            id: string;
            order: string;
            exchange: string;
            symbol: string;
            /** @enum {unknown} */
            side: "buy" | "sell";
            price: string;
            quantity: string;
            fee: string;
            fee_currency: string;
            /** @enum {unknown} */
            liquidity: "maker" | "taker";
            slippage: string | null;
            mid: string | null;
            /** Format: date-time */
            time: string;
        };
        /**
         * Problem
         * @description The one form of errors. `layout` or `alert` is the present one, where it was changed
         *         elsewhere.
         */
        Problem: {
            error: components["schemas"]["Fault"];
            layout?: components["schemas"]["Layout"];
            alert?: components["schemas"]["AlertTold"];
        };
        /**
         * Fault
         * @description What was wrong. `reason` is for programs, `message` for people; with 429 and 503
         *         `retry_after_ms` says when to ask again.
         */
        Fault: {
            code: number;
            reason: string;
            message: string;
            retry_after_ms?: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    status_api_ws_status_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connect_api_ws_connect_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    disconnect_api_ws_disconnect_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    subscribe_api_ws_subscribe_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Wish"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unsubscribe_api_ws_unsubscribe_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Wish"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ended"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    prices_api_ws_prices_get: {
        parameters: {
            query?: {
                /** @description A comma list, in either spelling */
                symbols?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Prices"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    streams_api_ws_streams_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Streams"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_prices_api_ws_quick_start_prices_post: {
        parameters: {
            query?: {
                /** @description A comma list, in either spelling */
                symbols?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Started"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stop_api_ws_quick_stop_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    about_api_v1_about_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["About"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    book_api_v1_book_get: {
        parameters: {
            query: {
                symbol: string;
                exchange?: string | null;
                depth?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Book"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    candles_api_v1_candles_get: {
        parameters: {
            query: {
                symbol: string;
                interval?: string;
                exchange?: string | null;
                limit?: number;
                /** @description `next` of a newer page */
                before?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bars"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    trades_api_v1_trades_get: {
        parameters: {
            query: {
                symbol: string;
                exchange?: string | null;
                limit?: number;
                before?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Executions"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tickers_api_v1_tickers_get: {
        parameters: {
            query?: {
                exchange?: string | null;
                symbols?: string | null;
                sparkline?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AllTickers"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    instruments_api_v1_instruments_get: {
        parameters: {
            query?: {
                exchange?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Traded"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    health_api_v1_health_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    gaps_api_v1_gaps_get: {
        parameters: {
            query?: {
                exchange?: string | null;
                symbol?: string | null;
                channel?: string | null;
                state?: ("open" | "filling" | "filled" | "lost") | null;
                since?: number;
                limit?: number;
                before?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Holes"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    coverage_api_v1_coverage_get: {
        parameters: {
            query?: {
                exchange?: string | null;
                symbol?: string | null;
                channel?: string | null;
                limit?: number;
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CoverageOfStreams"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rooms_api_v1_sse_get: {
        parameters: {
            query: {
                /** @description A comma list of rooms: topics of markets, and rooms of the platform */
                topics: string;
                /** @description So many messages a second of each room, and no more. */
                max_hz?: number | null;
                /** @description The same, for clients that set no headers. */
                last_event_id?: string | null;
            };
            header?: {
                /** @description Where to go on: the `id` of the last event seen. Browsers send it. */
                "last-event-id"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Text */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    prices_api_ws_sse_prices_get: {
        parameters: {
            query?: {
                symbols?: string | null;
                /** @description The same, for clients that set no headers. */
                last_event_id?: string | null;
            };
            header?: {
                /** @description Where to go on: the `id` of the last event seen. Browsers send it. */
                "last-event-id"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Text */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    klines_api_ws_sse_klines_get: {
        parameters: {
            query: {
                symbol: string;
                interval?: string;
                /** @description The same, for clients that set no headers. */
                last_event_id?: string | null;
            };
            header?: {
                /** @description Where to go on: the `id` of the last event seen. Browsers send it. */
                "last-event-id"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Text */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    trades_api_ws_sse_trades_get: {
        parameters: {
            query: {
                symbol: string;
                /** @description The same, for clients that set no headers. */
                last_event_id?: string | null;
            };
            header?: {
                /** @description Where to go on: the `id` of the last event seen. Browsers send it. */
                "last-event-id"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Text */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    events_api_v1_events_get: {
        parameters: {
            query: {
                /** @description A comma list of rooms: topics of markets, and rooms of the platform */
                topics: string;
                /** @description The `cursor` of the answer before, or the `id` of an event stream */
                since?: string | null;
                /** @description Seconds to wait for an event if there is none */
                wait?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Happened"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ticket_api_v1_websocket_tickets_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_api_v1_websocket_revocations_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Revocation"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Closed"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connections_api_v1_websocket_connections_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connections"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cut_api_v1_websocket_connections__session__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Closed"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stats_api_v1_websocket_stats_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stats"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    broadcast_api_v1_websocket_broadcast_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your choice: the same key again gets the same answer, and tells nobody. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Broadcast"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Told"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    all_api_v1_layouts_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Layouts"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_api_v1_layouts_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Arrangement"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Layout"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_v1_layouts__layout__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                layout: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Layout"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replace_api_v1_layouts__layout__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                layout: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Revision"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Layout"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_api_v1_layouts__layout__delete: {
        parameters: {
            query?: {
                version?: number | null;
            };
            header?: never;
            path: {
                layout: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deleted"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    all_api_v1_alerts_targets_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertTargets"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_api_v1_alerts_targets_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Webhook"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertTargetMade"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_api_v1_alerts_targets__name__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deleted"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    test_api_v1_alerts_targets__name__test_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tried"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    all_api_v1_alerts_get: {
        parameters: {
            query?: {
                state?: ("active" | "paused" | "done" | "expired") | null;
                symbol?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AllAlerts"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_api_v1_alerts_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your choice: the same key again gets the same answer, and tells nobody. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlertWish"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertTold"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    history_api_v1_alerts_history_get: {
        parameters: {
            query?: {
                alert?: string;
                result?: "" | "delivered" | "failed" | "pending";
                /** @description ISO 8601, or whole microseconds */
                from?: string | null;
                /** @description ISO 8601, or whole microseconds */
                to?: string | null;
                before?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Triggers"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    preview_api_v1_alerts_preview_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlertWish"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_v1_alerts__alert__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertTold"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replace_api_v1_alerts__alert__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlertRewish"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertTold"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_api_v1_alerts__alert__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deleted"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pause_api_v1_alerts__alert__pause_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertTold"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resume_api_v1_alerts__alert__resume_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertTold"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    snooze_api_v1_alerts__alert__snooze_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Body_snooze_api_v1_alerts__alert__snooze_post"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertTold"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    test_api_v1_alerts__alert__test_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tried"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    all_api_v1_tokens_get: {
        parameters: {
            query?: {
                order?: "newest" | "volume" | "market_cap";
                limit?: number;
                before?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPage"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_api_v1_tokens_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your choice: the same key again gets the same answer, and tells nobody. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewToken"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_v1_tokens__mint__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                mint: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    holders_api_v1_tokens__mint__holders_get: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path: {
                mint: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Holders"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    trades_api_v1_tokens__mint__trades_get: {
        parameters: {
            query?: {
                limit?: number;
                before?: number | null;
            };
            header?: never;
            path: {
                mint: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenTrades"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    candles_api_v1_tokens__mint__candles_get: {
        parameters: {
            query?: {
                limit?: number;
                before?: number | null;
            };
            header?: never;
            path: {
                mint: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenMinutes"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    quote_api_v1_tokens__mint__quote_get: {
        parameters: {
            query?: {
                side?: "buy" | "sell";
                amount?: string | null;
                quote?: string | null;
            };
            header?: never;
            path: {
                mint: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenQuote"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    buy_api_v1_tokens__mint__buy_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your choice: the same key again gets the same answer, and tells nobody. */
                "idempotency-key"?: string | null;
            };
            path: {
                mint: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Purchase"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenTraded"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sell_api_v1_tokens__mint__sell_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your choice: the same key again gets the same answer, and tells nobody. */
                "idempotency-key"?: string | null;
            };
            path: {
                mint: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Sale"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenTraded"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_v1_portfolio_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Portfolio"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    equity_api_v1_portfolio_equity_get: {
        parameters: {
            query?: {
                span?: "1d" | "1w" | "1m" | "all";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Equity"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reset_api_v1_portfolio_reset_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your choice: the same key again gets the same answer, and tells nobody. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Beginning"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Portfolio"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rules_api_v1_trading_rules_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeskRules"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    preview_api_v1_trading_preview_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOrder"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderPreview"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    orders_api_v1_trading_orders_get: {
        parameters: {
            query?: {
                state?: "open" | "all";
                symbol?: string;
                before?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaperOrders"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    place_api_v1_trading_orders_post: {
        parameters: {
            query?: never;
            header?: {
                /** @description Of your choice: the same key again gets the same answer, and tells nobody. */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOrder"];
            };
        };
        responses: {
            /** @description It was there before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaperOrder"];
                };
            };
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaperOrder"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    clear_api_v1_trading_orders_delete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cleared"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    order_api_v1_trading_orders__order__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaperOrder"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_api_v1_trading_orders__order__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaperOrder"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fills_api_v1_trading_fills_get: {
        parameters: {
            query?: {
                symbol?: string;
                before?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaperFills"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alive_healthz_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alive"];
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ready_readyz_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ready"];
                };
            };
            /** @description Not ready */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ready"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    metrics_metrics_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Text */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": unknown;
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    protocol_for_programs_asyncapi_json_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description What was wrong */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description What was wrong */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
