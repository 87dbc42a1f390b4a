// Made by `make types` of the description with SHA-256
// db6c923e34d0ae205087f1a9a083bed7205da0ea6c59c85c4c7f8c5cb5f137d5

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Hello
         * @description How the client wants its events: several in a frame, and none of them later for it.
         */
        Hello: {
            /** @enum {unknown} */
            op: "hello";
            /** @default null */
            id: number | string | null;
            /** @default false */
            batch: boolean;
            /** @default false */
            immediate: boolean;
        };
        /**
         * Subscribe
         * @description Into rooms; `since` holds a position for each, or is one cursor for all.
         */
        Subscribe: {
            /** @enum {unknown} */
            op: "subscribe";
            /** @default null */
            id: number | string | null;
            /** @default [] */
            rooms: string[];
            /** @default {} */
            since: {
                [key: string]: components["schemas"]["Since"];
            } | string;
            /** @default null */
            max_hz: number | null;
        };
        /**
         * Since
         * @description A position as a client tells it.
         */
        Since: {
            epoch: string;
            seq: number;
        };
        /**
         * Unsubscribe
         * @description Out of rooms.
         */
        Unsubscribe: {
            /** @enum {unknown} */
            op: "unsubscribe";
            /** @default null */
            id: number | string | null;
            /** @default [] */
            rooms: string[];
        };
        /**
         * Auth
         * @description A token: the first, or a newer one of the same user.
         */
        Auth: {
            /** @enum {unknown} */
            op: "auth";
            /** @default null */
            id: number | string | null;
            /** @default  */
            token: string;
        };
        /**
         * Ping
         * @description Is anybody there?
         */
        Ping: {
            /** @enum {unknown} */
            op: "ping";
            /** @default null */
            id: number | string | null;
        };
        /**
         * Welcome
         * @description The first frame. `heartbeat_ms` of silence mean that the connection is dead.
         */
        Welcome: {
            /** @enum {unknown} */
            type: "welcome";
            protocol: string;
            session: string;
            version: string;
            simulated: boolean;
            heartbeat_ms: number;
            /** Format: date-time */
            timestamp: string;
        };
        /**
         * HelloAnswer
         * @description How the client gets its events from now on.
         */
        HelloAnswer: {
            /** @enum {unknown} */
            type: "hello";
            id: number | string | null;
            batch: boolean;
            immediate: boolean;
        };
        /**
         * Authenticated
         * @description A token is believed.
         */
        Authenticated: {
            /** @enum {unknown} */
            type: "authenticated";
            id: number | string | null;
            user: string;
            scope: string[];
            /** Format: date-time */
            expires: string;
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
            snapshot?: components["schemas"]["AggTrade"] | components["schemas"]["AssetIndex"] | components["schemas"]["AveragePrice"] | components["schemas"]["Backfilled"] | components["schemas"]["BlockTrade"] | components["schemas"]["BookDelta"] | components["schemas"]["BookSnapshot"] | components["schemas"]["Candle"] | components["schemas"]["CompositeIndex"] | components["schemas"]["ContinuousCandle"] | components["schemas"]["ContractStatus"] | components["schemas"]["Freshness"] | components["schemas"]["FundingRate"] | components["schemas"]["Gap"] | components["schemas"]["Greeks"] | components["schemas"]["IndexCandle"] | components["schemas"]["IndexPrice"] | components["schemas"]["Liquidation"] | components["schemas"]["MarkCandle"] | components["schemas"]["MarkPrice"] | components["schemas"]["MiniTicker"] | components["schemas"]["OffMarketTrade"] | components["schemas"]["OpenInterest"] | components["schemas"]["Quote"] | components["schemas"]["ReferencePrice"] | components["schemas"]["RollingTicker"] | components["schemas"]["RpiBookDelta"] | components["schemas"]["Ticker"] | components["schemas"]["Trade"] | components["schemas"]["TradingSession"] | (components["schemas"]["PriceUpdate"] & {
                /** @constant */
                type: "price_update";
            }) | (components["schemas"]["NewTrade"] & {
                /** @constant */
                type: "new_trade";
            }) | (components["schemas"]["TokenCreated"] & {
                /** @constant */
                type: "token_created";
            }) | (components["schemas"]["PortfolioUpdate"] & {
                /** @constant */
                type: "portfolio_update";
            }) | (components["schemas"]["MarketStats"] & {
                /** @constant */
                type: "market_stats";
            }) | (components["schemas"]["OrderUpdate"] & {
                /** @constant */
                type: "order_update";
            }) | (components["schemas"]["Fill"] & {
                /** @constant */
                type: "fill";
            }) | (components["schemas"]["Alert"] & {
                /** @constant */
                type: "alert";
            }) | (components["schemas"]["AlertDelivery"] & {
                /** @constant */
                type: "alert_delivery";
            }) | (components["schemas"]["AlertChanged"] & {
                /** @constant */
                type: "alert_changed";
            }) | null;
            stale: boolean;
            age_ms: number | null;
        };
        /**
         * Unsubscribed
         * @description The room is left.
         */
        Unsubscribed: {
            /** @enum {unknown} */
            type: "unsubscribed";
            id: number | string | null;
            room: string;
        };
        /**
         * Missed
         * @description What this client was too slow for.
         */
        Missed: {
            /** @enum {unknown} */
            type: "gap";
            room: string;
            from: number;
            to: number;
            cause: string;
        };
        /**
         * Batch
         * @description Events in order, where the client asked for several in a frame.
         */
        Batch: {
            /** @enum {unknown} */
            type: "batch";
            events: ((components["schemas"]["Told"] & {
                /** @constant */
                type?: "agg_trade";
                data?: components["schemas"]["AggTrade"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "asset_index";
                data?: components["schemas"]["AssetIndex"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "average_price";
                data?: components["schemas"]["AveragePrice"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "backfilled";
                data?: components["schemas"]["Backfilled"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "block_trade";
                data?: components["schemas"]["BlockTrade"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "book_delta";
                data?: components["schemas"]["BookDelta"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "book_snapshot";
                data?: components["schemas"]["BookSnapshot"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "candle";
                data?: components["schemas"]["Candle"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "composite_index";
                data?: components["schemas"]["CompositeIndex"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "continuous_candle";
                data?: components["schemas"]["ContinuousCandle"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "contract_status";
                data?: components["schemas"]["ContractStatus"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "freshness";
                data?: components["schemas"]["Freshness"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "funding_rate";
                data?: components["schemas"]["FundingRate"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "gap";
                data?: components["schemas"]["Gap"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "greeks";
                data?: components["schemas"]["Greeks"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "index_candle";
                data?: components["schemas"]["IndexCandle"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "index_price";
                data?: components["schemas"]["IndexPrice"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "liquidation";
                data?: components["schemas"]["Liquidation"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "mark_candle";
                data?: components["schemas"]["MarkCandle"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "mark_price";
                data?: components["schemas"]["MarkPrice"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "mini_ticker";
                data?: components["schemas"]["MiniTicker"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "off_market_trade";
                data?: components["schemas"]["OffMarketTrade"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "open_interest";
                data?: components["schemas"]["OpenInterest"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "quote";
                data?: components["schemas"]["Quote"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "reference_price";
                data?: components["schemas"]["ReferencePrice"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "rolling_ticker";
                data?: components["schemas"]["RollingTicker"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "rpi_book_delta";
                data?: components["schemas"]["RpiBookDelta"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "ticker";
                data?: components["schemas"]["Ticker"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "trade";
                data?: components["schemas"]["Trade"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "trading_session";
                data?: components["schemas"]["TradingSession"];
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "price_update";
                data?: components["schemas"]["PriceUpdate"] & {
                    /** @constant */
                    type: "price_update";
                };
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "new_trade";
                data?: components["schemas"]["NewTrade"] & {
                    /** @constant */
                    type: "new_trade";
                };
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "token_created";
                data?: components["schemas"]["TokenCreated"] & {
                    /** @constant */
                    type: "token_created";
                };
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "portfolio_update";
                data?: components["schemas"]["PortfolioUpdate"] & {
                    /** @constant */
                    type: "portfolio_update";
                };
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "market_stats";
                data?: components["schemas"]["MarketStats"] & {
                    /** @constant */
                    type: "market_stats";
                };
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "order_update";
                data?: components["schemas"]["OrderUpdate"] & {
                    /** @constant */
                    type: "order_update";
                };
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "fill";
                data?: components["schemas"]["Fill"] & {
                    /** @constant */
                    type: "fill";
                };
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "alert";
                data?: components["schemas"]["Alert"] & {
                    /** @constant */
                    type: "alert";
                };
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "alert_delivery";
                data?: components["schemas"]["AlertDelivery"] & {
                    /** @constant */
                    type: "alert_delivery";
                };
            }) | (components["schemas"]["Told"] & {
                /** @constant */
                type?: "alert_changed";
                data?: components["schemas"]["AlertChanged"] & {
                    /** @constant */
                    type: "alert_changed";
                };
            }))[];
        };
        /**
         * Heartbeat
         * @description Still here. `tops`: how far the client is to be in each of its rooms.
         */
        Heartbeat: {
            /** @enum {unknown} */
            type: "heartbeat";
            /** Format: date-time */
            timestamp: string;
            tops: {
                [key: string]: number;
            };
        };
        /**
         * Pong
         * @description The answer to a ping.
         */
        Pong: {
            /** @enum {unknown} */
            type: "pong";
            id: number | string | null;
            /** Format: date-time */
            timestamp: string;
        };
        /**
         * Bye
         * @description The connection is about to be closed with this code: come back after that time.
         */
        Bye: {
            /** @enum {unknown} */
            type: "bye";
            code: number;
            reason: string;
            retry_after_ms: number;
            /** Format: date-time */
            timestamp: string;
        };
        /**
         * Error
         * @description What was wrong with a request. The connection stays.
         */
        Error: {
            /** @enum {unknown} */
            type: "error";
            id: number | string | null;
            code: number;
            reason: string;
            message: string;
            room?: string;
        };
        /**
         * Told
         * @description An event. `prev` is the `seq` before it here; it stands for `skipped` others.
         */
        Told: {
            type: string;
            room: string;
            seq: number;
            prev: number;
            skipped?: number;
            /** Format: date-time */
            timestamp: string;
            data: unknown;
        };
        /**
         * AggTrade
         * @description Executions of one taker order at one price, `first_id` to `last_id` being the trades it
         *         stands for.
         */
        AggTrade: {
            /** @enum {unknown} */
            type: "agg_trade";
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
            first_id: string;
            last_id: string;
            contracts?: number;
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * AssetIndex
         * @description What an asset counts as margin: its index price, and rates for bid and ask after a buffer
         *         (a fraction), the `auto_*` ones where it is exchanged by force.
         */
        AssetIndex: {
            /** @enum {unknown} */
            type: "asset_index";
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            price: number;
            bid_buffer: number;
            ask_buffer: number;
            bid_rate: number;
            ask_rate: number;
            auto_bid_buffer: number;
            auto_ask_buffer: number;
            auto_bid_rate: number;
            auto_ask_rate: number;
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * AveragePrice
         * @description The average price of the last minutes; `window` says of how many, as in `5m`.
         */
        AveragePrice: {
            /** @enum {unknown} */
            type: "average_price";
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            price: number;
            window: string;
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * Backfilled
         * @description What became of a gap, told after the events that were brought to fill it: it is `filled`, or
         *         something stays missing for good, `lost`.
         */
        Backfilled: {
            /** @enum {unknown} */
            type: "backfilled";
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            channel: string;
            cause: string;
            events: number;
            /** @enum {unknown} */
            outcome: "filled" | "lost";
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
            /** @default null */
            lost_from_id: string | null;
            /** @default null */
            lost_to_id: string | null;
            /** @default null */
            lost_from_time: number | null;
            /** @default null */
            lost_to_time: number | null;
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * BlockTrade
         * @description An execution that was negotiated outside the order book. `side` is the taker's.
         */
        BlockTrade: {
            /** @enum {unknown} */
            type: "block_trade";
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
         * BookDelta
         * @description Sets levels of the order book to absolute quantities; 0 removes. Covers updates `first_id`
         *         to `last_id`.
         */
        BookDelta: {
            /** @enum {unknown} */
            type: "book_delta";
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            first_id: number;
            last_id: number;
            previous_id: number | null;
            bids: (number)[][];
            asks: (number)[][];
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * BookSnapshot
         * @description Replaces the order book: `bids` and `asks` best first, complete up to update `last_id`.
         *
         *         With a `depth` it is a picture of the best so many levels of each side, on a channel of its
         *         own, and nothing joins it.
         */
        BookSnapshot: {
            /** @enum {unknown} */
            type: "book_snapshot";
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            last_id: number;
            bids: (number)[][];
            asks: (number)[][];
            /** @default null */
            depth: number | null;
            confidence?: components["schemas"]["Confidence"];
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
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
         * Candle
         * @description Open, high, low, close and volume of the interval [time_open, time_close]. `trades` counts
         *         executions; None is what an exchange does not tell. `state` is `provisional` while it is open or
         *         may miss trades, and `repaired` where it was told otherwise before.
         */
        Candle: {
            /** @enum {unknown} */
            type: "candle";
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            interval: string;
            time_open: number;
            time_close: number;
            open: number;
            high: number;
            low: number;
            close: number;
            volume: number;
            quote_volume: number | null;
            trades: number | null;
            is_closed: boolean;
            /** @enum {unknown} */
            state: "final" | "provisional" | "repaired";
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * CompositeIndex
         * @description The value of an index over several assets.
         */
        CompositeIndex: {
            /** @enum {unknown} */
            type: "composite_index";
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            price: number;
            components: components["schemas"]["Component"][];
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * Component
         * @description A part of a composite index: so much of an asset (`quantity`), a fraction `weight` of all.
         */
        Component: {
            base: string;
            quote: string;
            quantity: number;
            weight: number;
            price: number;
        };
        /**
         * ContinuousCandle
         * @description A candle of whatever contract is the nearest of its kind: `BTC/USDT:USDT-NEXT_QUARTER`.
         */
        ContinuousCandle: {
            /** @enum {unknown} */
            type: "continuous_candle";
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            interval: string;
            time_open: number;
            time_close: number;
            open: number;
            high: number;
            low: number;
            close: number;
            volume: number;
            quote_volume: number;
            trades: number;
            is_closed: boolean;
            /** @enum {unknown} */
            state: "final" | "provisional" | "repaired";
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * ContractStatus
         * @description A contract was listed, changed or ended. `contract` and `status` are the exchange's words.
         */
        ContractStatus: {
            /** @enum {unknown} */
            type: "contract_status";
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            contract: string;
            status: string;
            /** @default null */
            time_onboard: number | null;
            /** @default null */
            time_delivery: number | null;
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * Freshness
         * @description Whether a stream can be believed from now on, told in order on the same road as the data.
         *
         *         `cause`, where it is `stale`: `disconnected`, or `mute` for a stream that was acknowledged and
         *         does not bring what REST knows.
         */
        Freshness: {
            /** @enum {unknown} */
            type: "freshness";
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            channel: string;
            stale: boolean;
            /** @default  */
            cause: string;
            /** @default  */
            interval: string;
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * FundingRate
         * @description What longs pay shorts per funding interval, as a fraction: 0.0001 is 0.01 %. Negative:
         *         shorts pay longs. `hours` is how long the interval is, None where the exchange does not say.
         */
        FundingRate: {
            /** @enum {unknown} */
            type: "funding_rate";
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            rate: number;
            /** @default null */
            time_funding: number | null;
            /** @default null */
            hours: number | null;
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
         * Greeks
         * @description An option's sensitivities and implied volatilities (1.0 is 100 % a year; None: none).
         */
        Greeks: {
            /** @enum {unknown} */
            type: "greeks";
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            delta: number;
            gamma: number;
            theta: number;
            vega: number;
            mark_volatility: number | null;
            bid_volatility: number | null;
            ask_volatility: number | null;
            /** @default null */
            interest_rate: number | null;
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * IndexCandle
         * @description A candle of an index price.
         */
        IndexCandle: {
            /** @enum {unknown} */
            type: "index_candle";
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            interval: string;
            time_open: number;
            time_close: number;
            open: number;
            high: number;
            low: number;
            close: number;
            is_closed: boolean;
            /** @enum {unknown} */
            state: "final" | "provisional" | "repaired";
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * IndexPrice
         * @description The price of a pair across the exchanges that make up its index, in quote units.
         */
        IndexPrice: {
            /** @enum {unknown} */
            type: "index_price";
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            price: number;
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * Liquidation
         * @description A forced order. `side` is the order's own: `sell` closes a long position. `price` is its
         *         limit, `average_price` what `filled_quantity` of it was executed at so far. Of inverse futures
         *         both quantities are reckoned at the average price, or else at the limit.
         */
        Liquidation: {
            /** @enum {unknown} */
            type: "liquidation";
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            price: number;
            quantity: number;
            /** @enum {unknown} */
            side: "buy" | "sell";
            /** @default null */
            average_price: number | null;
            /** @default null */
            filled_quantity: number | null;
            /** @default  */
            status: string;
            contracts?: number;
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * MarkCandle
         * @description A candle of a mark price.
         */
        MarkCandle: {
            /** @enum {unknown} */
            type: "mark_candle";
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            interval: string;
            time_open: number;
            time_close: number;
            open: number;
            high: number;
            low: number;
            close: number;
            is_closed: boolean;
            /** @enum {unknown} */
            state: "final" | "provisional" | "repaired";
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * MarkPrice
         * @description The price that margin is computed from, the index that it follows, the estimated price of
         *         settlement and a moving average; all in quote units.
         */
        MarkPrice: {
            /** @enum {unknown} */
            type: "mark_price";
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            price: number;
            /** @default null */
            index_price: number | null;
            /** @default null */
            settle_price: number | null;
            /** @default null */
            average_price: number | null;
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * MiniTicker
         * @description Statistics of a rolling 24 hours: `price` is the last one, `open` the one 24 hours ago.
         */
        MiniTicker: {
            /** @enum {unknown} */
            type: "mini_ticker";
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
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * OffMarketTrade
         * @description An execution that no order met in the book, whose price may be far from the market's.
         *
         *         `reason` is the exchange's word for it, such as `INSURANCE_FUND` or `ADL`.
         */
        OffMarketTrade: {
            /** @enum {unknown} */
            type: "off_market_trade";
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
            reason: string;
            contracts?: number;
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * OpenInterest
         * @description Contracts that are open: `quantity` in base units, `value` in quote units; None where it
         *         depends on a price that the exchange does not tell.
         */
        OpenInterest: {
            /** @enum {unknown} */
            type: "open_interest";
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            quantity: number | null;
            /** @default null */
            value: number | null;
            contracts?: number;
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * Quote
         * @description Best bid and ask with their sizes. `id` is the order book's update id.
         */
        Quote: {
            /** @enum {unknown} */
            type: "quote";
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            id: string;
            bid_price: number;
            bid_quantity: number;
            ask_price: number;
            ask_quantity: number;
            bid_contracts?: number;
            ask_contracts?: number;
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * ReferencePrice
         * @description The price that an exchange checks orders against; None while there is none.
         */
        ReferencePrice: {
            /** @enum {unknown} */
            type: "reference_price";
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            price: number | null;
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * RollingTicker
         * @description Statistics of a rolling window, `interval` long: `1h`, `4h` or `1d`. Fields as of Ticker.
         */
        RollingTicker: {
            /** @enum {unknown} */
            type: "rolling_ticker";
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            interval: string;
            price: number;
            open: number;
            high: number;
            low: number;
            volume: number;
            quote_volume: number;
            price_change: number;
            price_change_percent: number;
            weighted_average: number;
            trades: number;
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * RpiBookDelta
         * @description A delta of the book that counts retail price improvement orders in; it joins no other.
         */
        RpiBookDelta: {
            /** @enum {unknown} */
            type: "rpi_book_delta";
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            first_id: number;
            last_id: number;
            previous_id: number | null;
            bids: (number)[][];
            asks: (number)[][];
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * Ticker
         * @description Statistics of a rolling 24 hours, in full. `price_change_percent` is in percent: 1.19 means
         *         +1.19 %. None is what an exchange does not tell.
         */
        Ticker: {
            /** @enum {unknown} */
            type: "ticker";
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
            quote_volume: number | null;
            /** @default null */
            price_change: number | null;
            /** @default null */
            price_change_percent: number | null;
            /** @default null */
            weighted_average: number | null;
            /** @default null */
            trades: number | null;
            /** @default null */
            bid_price: number | null;
            /** @default null */
            bid_quantity: number | null;
            /** @default null */
            ask_price: number | null;
            /** @default null */
            ask_quantity: number | null;
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
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
         * TradingSession
         * @description Whether the underlying market (`symbol`: `EQUITY`, `COMMODITY`) trades, and until when.
         */
        TradingSession: {
            /** @enum {unknown} */
            type: "trading_session";
            exchange: string;
            symbol: string;
            native: string;
            time_exchange: number | null;
            time_received: number;
            session: string;
            time_start: number;
            time_end: number;
            /** @enum {unknown} */
            source?: "poll" | "rest" | "stream";
            via?: string;
            backfilled?: boolean;
        };
        /**
         * PriceUpdate
         * @description A token has a new price. `price_change_24h` is in percent.
         */
        PriceUpdate: {
            token_mint: string;
            /** Format: decimal */
            price: string;
            /** @default null */
            price_change_24h: string | null;
            /** @default null */
            volume_24h: string | null;
            /** @default null */
            market_cap: string | null;
        };
        /**
         * NewTrade
         * @description Somebody bought or sold `amount` tokens; `total` is what was paid for all of them.
         */
        NewTrade: {
            token_mint: string;
            /** @enum {unknown} */
            trade_type: "buy" | "sell";
            /** Format: decimal */
            amount: string;
            /** @default null */
            price: string | null;
            /** @default null */
            total: string | null;
            /** @default null */
            user_id: string | null;
        };
        /**
         * TokenCreated
         * @description There is a new token. Its room may have listeners already; it is told to everybody.
         */
        TokenCreated: {
            token_mint: string;
            /** @default null */
            name: string | null;
            /** @default null */
            symbol: string | null;
            /** @default null */
            creator: string | null;
            /** @default null */
            supply: string | null;
            /** @default null */
            price: string | null;
        };
        /**
         * PortfolioUpdate
         * @description What a user has, as a whole. Nobody else is told.
         */
        PortfolioUpdate: {
            user_id: string;
            /** @default null */
            total_value: string | null;
            /** @default null */
            cash: string | null;
            /** @default null */
            holdings: components["schemas"]["Holding"][] | null;
        };
        /**
         * Holding
         * @description A part of a portfolio.
         */
        Holding: {
            token_mint: string;
            /** Format: decimal */
            amount: string;
            /** @default null */
            value: string | null;
        };
        /**
         * MarketStats
         * @description The platform as a whole.
         */
        MarketStats: {
            /** @default null */
            volume_24h: string | null;
            /** @default null */
            trades_24h: number | null;
            /** @default null */
            tokens: number | null;
            /** @default null */
            market_cap: string | null;
        };
        /**
         * OrderUpdate
         * @description An order is new, or has changed: as `/api/v1/trading/orders` has it.
         */
        OrderUpdate: {
            user_id: string;
            order: Record<string, never>;
        };
        /**
         * Fill
         * @description A part of an order was filled: as `/api/v1/trading/fills` has it.
         */
        Fill: {
            user_id: string;
            fill: Record<string, never>;
        };
        /**
         * Alert
         * @description An alert has fired. Its deliveries are as they began.
         */
        Alert: {
            user_id: string;
            trigger: components["schemas"]["TriggerWhole"];
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
         * AlertDelivery
         * @description Something came of a delivery of a trigger.
         */
        AlertDelivery: {
            user_id: string;
            trigger: string;
            delivery: components["schemas"]["DeliveryTold"];
        };
        /**
         * AlertChanged
         * @description An alert is new, or is another now, or `deleted`: then that is its id.
         */
        AlertChanged: {
            user_id: string;
            alert?: components["schemas"]["AlertTold"];
            deleted?: string;
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
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
