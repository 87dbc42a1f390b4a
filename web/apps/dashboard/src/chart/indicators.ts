export type Kind = 'sma' | 'ema' | 'bb' | 'rsi' | 'macd' | 'vwap';

/** One indicator that somebody chose. */
export interface Indicator {
  readonly kind: Kind;
  readonly numbers: readonly number[];
}

export type LineKind = 'line' | 'thin' | 'bars';

interface Look {
  /** What it takes where nobody says otherwise. */
  readonly numbers: readonly number[];
  /** Has a pane of its own below the price. */
  readonly apart: boolean;
  /** How its lines are drawn. */
  readonly lines: readonly LineKind[];
}

const LOOKS: Record<Kind, Look> = {
  sma: { numbers: [20], apart: false, lines: ['line'] },
  ema: { numbers: [20], apart: false, lines: ['line'] },
  bb: { numbers: [20, 2], apart: false, lines: ['line', 'thin', 'thin'] },
  rsi: { numbers: [14], apart: true, lines: ['line'] },
  macd: { numbers: [12, 26, 9], apart: true, lines: ['line', 'line', 'bars'] },
  vwap: { numbers: [], apart: false, lines: ['line'] },
};

export const KINDS = Object.keys(LOOKS) as readonly Kind[];
/** More would hide the price. */
export const MOST = 8;
const LONGEST = 500;

export function usual(kind: Kind): Indicator {
  return { kind, numbers: LOOKS[kind].numbers };
}

export function looksOf({ kind }: Indicator): Look {
  return LOOKS[kind];
}

/** As the address has it: `ema20`, `macd12-26-9`, `vwap`. */
export function writeIndicator({ kind, numbers }: Indicator): string {
  return kind + numbers.join('-');
}

/** As the legend has it: `EMA 20`, `MACD 12 26 9`. */
export function nameIndicator({ kind, numbers }: Indicator): string {
  return [kind.toUpperCase(), ...numbers].join(' ');
}

export function parseIndicator(text: string): Indicator | null {
  const found = /^([a-z]+)([\d.-]*)$/.exec(text.trim().toLowerCase());
  const kind = (found?.[1] === 'ma' ? 'sma' : found?.[1]) as Kind;
  if (!found || !Object.hasOwn(LOOKS, kind)) return null;
  const given = found[2] ? found[2].split('-').map(Number) : [];
  const { numbers } = LOOKS[kind];
  if (given.length > numbers.length || !given.every((n) => n >= 1 && n <= LONGEST)) return null;
  return { kind, numbers: numbers.map((usual, at) => given[at] ?? usual) };
}

/** Those of a list that make sense, each once. */
export function parseIndicators(text: string): readonly Indicator[] {
  const known = new Map<string, Indicator>();
  for (const part of text.split(',')) {
    const indicator = parseIndicator(part);
    if (indicator) known.set(writeIndicator(indicator), indicator);
  }
  return [...known.values()].slice(0, MOST);
}

export function writeIndicators(indicators: readonly Indicator[]): string {
  return indicators.map(writeIndicator).join(',');
}
