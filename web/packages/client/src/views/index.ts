export { type Alerts, alerts } from './alerts.ts';
export { type Bar, type CandleOptions, type Candles, candles } from './candles.ts';
export { type Ladder, type LadderOptions, ladder, type Rung } from './ladder.ts';
export { paced } from './paced.ts';
export { type Tape, type TapeLine, tape } from './tape.ts';
export { trades } from './trades.ts';
