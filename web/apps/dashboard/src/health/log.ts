import type { FeedGap, HoleState, Incident, IncidentKind } from './health.ts';

/** Something that happened to a feed. Times are local milliseconds. */
export interface Entry {
  readonly id: string;
  readonly kind: IncidentKind;
  readonly exchange: string;
  readonly channel: string | null;
  readonly symbol: string | null;
  readonly begin: number;
  /** `null` while it lasts. */
  readonly end: number | null;
  readonly detail: string;
  /** Of gaps: what became of them, and how many events were brought. */
  readonly hole: HoleState | null;
  readonly events: number;
}

const ms = (us: number) => us / 1000;

/** Incidents and gaps as one log, newest first. Gaps tell of themselves better than their incidents. */
export function entriesOf(incidents: readonly Incident[], gaps: readonly FeedGap[]): Entry[] {
  const others = gaps.length > 0 ? incidents.filter(({ kind }) => kind !== 'gap') : incidents;
  return [...others.map(ofIncident), ...gaps.map(ofGap)].sort((a, b) => b.begin - a.begin);
}

function ofIncident(incident: Incident): Entry {
  const { number, kind, exchange, channel, symbol, begin, end, detail } = incident;
  return {
    id: `incident ${number}`,
    kind,
    exchange,
    channel,
    symbol,
    begin: ms(begin),
    end: end === null ? null : ms(end),
    detail: detail ?? '',
    hole: null,
    events: 0,
  };
}

function ofGap(gap: FeedGap): Entry {
  const { number, exchange, channel, interval, symbol, cause, from_id, to_id } = gap;
  const end = gap.to_time || gap.time;
  const ids = from_id === null ? '' : ` ${from_id}–${to_id ?? ''}`;
  return {
    id: `gap ${number}`,
    kind: 'gap',
    exchange,
    channel: interval ? `${channel} ${interval}` : channel,
    symbol,
    begin: ms(gap.from_time || end), // 0 as well as null is not known
    end: ms(end),
    detail: `${cause}${ids}`,
    hole: gap.state,
    events: gap.events,
  };
}

export interface Filter {
  readonly kind: IncidentKind | null;
  readonly exchange: string;
  readonly text: string;
}

export function filtered(entries: readonly Entry[], { kind, exchange, text }: Filter): Entry[] {
  const wanted = text.trim().toLowerCase();
  return entries.filter((entry) => {
    if (kind && entry.kind !== kind) return false;
    if (exchange && entry.exchange !== exchange) return false;
    const { channel, symbol, hole, detail } = entry;
    const all = `${entry.exchange} ${channel} ${symbol} ${entry.kind} ${hole} ${detail}`;
    return all.toLowerCase().includes(wanted);
  });
}

/** The log for a program: times in ISO 8601. */
export function asJson(entries: readonly Entry[]): string {
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  const plain = entries.map((entry) => ({
    ...entry,
    begin: iso(entry.begin),
    end: iso(entry.end),
  }));
  return JSON.stringify(plain, null, 2);
}

/** The log for people who are asked for advice: a table in Markdown. */
export function asIssue(entries: readonly Entry[], version: string): string {
  const cell = (text: string | null) => (text ?? '').replaceAll('|', '\\|').replace(/\s+/g, ' ');
  const rows = entries.map(({ begin, end, exchange, channel, symbol, kind, hole, detail }) => {
    const lasted = end === null ? 'lasts' : `${((end - begin) / 1000).toFixed(1)} s`;
    const time = new Date(begin).toISOString();
    const type = hole ? `${kind}, ${hole}` : kind;
    const cells = [time, exchange, channel, symbol, type, detail, lasted].map(cell);
    return `| ${cells.join(' | ')} |`;
  });
  const head = ['time', 'exchange', 'channel', 'symbol', 'type', 'detail', 'lasted'];
  return [
    `Radist ${version}`,
    '',
    `| ${head.join(' | ')} |`,
    `|${head.map(() => '---').join('|')}|`,
    ...rows,
  ].join('\n');
}
