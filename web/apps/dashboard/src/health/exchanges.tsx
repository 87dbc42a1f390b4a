import { Fragment, useState } from 'react';
import { UNKNOWN } from '../words/format.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import type { BookHealth, ChannelHealth, ExchangeHealth } from './health.ts';
import { StateWord } from './state-word.tsx';
import { healthWords } from './words.ts';

type Cells = readonly (readonly [column: Column, text: string])[];
type Column = keyof (typeof healthWords)['en']['columns'];
const COLUMNS: readonly Column[] = [
  ...(['exchange', 'state', 'transport', 'since', 'streams', 'rate', 'age'] as const),
  ...(['latency', 'reconnects', 'gaps', 'weight'] as const),
];

/** One row per exchange; each opens into its channels. */
export function Exchanges({ exchanges }: { exchanges: readonly ExchangeHealth[] }) {
  const { columns } = useWords(healthWords);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (name: string) => {
    const next = new Set(open);
    if (!next.delete(name)) next.add(name);
    setOpen(next);
  };
  return (
    <table className="sheet-table exchanges">
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col" className={column}>
              {columns[column]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {exchanges.map((one) => (
          <Fragment key={one.exchange}>
            <ExchangeRow of={one} open={open.has(one.exchange)} onToggle={toggle} />
            {open.has(one.exchange) && one.books && <BooksRow of={one.books} />}
            {open.has(one.exchange) &&
              one.channels.map((channel) => <ChannelRow key={channel.channel} of={channel} />)}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

interface ExchangeRowProps {
  readonly of: ExchangeHealth;
  readonly open: boolean;
  onToggle(name: string): void;
}

function ExchangeRow({ of, open, onToggle }: ExchangeRowProps) {
  const words = useWords(healthWords);
  const { format } = useLanguage();
  const { exchange, held, last_error, since, weight_used, weight_limit } = of;
  const share = weight_used === null || !weight_limit ? null : weight_used / weight_limit;
  const cells: Cells = [
    ['transport', words.transports[of.transport] ?? of.transport],
    ['since', since === null ? UNKNOWN : format.second(since / 1000)],
    ...useFigures(of),
    ['reconnects', `${format.whole(of.reconnects_1h)} / ${format.whole(of.reconnects_24h)}`],
    [
      'gaps',
      [of.gaps_found, of.gaps_repaired, of.gaps_open, of.gaps_lost]
        .map((n) => format.whole(n))
        .join(' / '),
    ],
    ['weight', share === null ? UNKNOWN : format.percent(share, 0)],
  ];
  return (
    <tr>
      <th scope="row" className="exchange">
        <button
          type="button"
          className="opener"
          aria-expanded={open}
          title={words.channels(exchange)}
          onClick={() => onToggle(exchange)}
        >
          <span aria-hidden="true">{open ? '▾' : '▸'}</span> {exchange}
        </button>
      </th>
      <td className="state">
        <StateWord state={of.state} />
        {held && <small>{words.held}</small>}
        {!held && last_error && of.state !== 'live' && (
          <small>
            {words.lastError} {last_error}
          </small>
        )}
      </td>
      <Cells of={cells} />
    </tr>
  );
}

function BooksRow({ of }: { of: BookHealth }) {
  const words = useWords(healthWords);
  const { format } = useLanguage();
  const counts = Object.entries(of).map(([name, count]) => [name, format.whole(count)]);
  const waits = of.eta_ms > 0 ? format.lasting(of.eta_ms) : '';
  return (
    <tr className="channel">
      <th scope="row" className="exchange">
        {words.books}
      </th>
      <td className="detail" colSpan={COLUMNS.length - 1}>
        {words.booksTold({ ...Object.fromEntries(counts), eta_ms: waits })}
      </td>
    </tr>
  );
}

function ChannelRow({ of }: { of: ChannelHealth }) {
  const { format } = useLanguage();
  const cells: Cells = [
    ['transport', ''],
    ['since', ''],
    ...useFigures(of),
    ['reconnects', ''],
    ['gaps', `${format.whole(of.gaps_found)} / ${format.whole(of.gaps_open)}`],
    ['weight', ''],
  ];
  return (
    <tr className="channel">
      <th scope="row" className="exchange">
        {of.channel}
      </th>
      <td className="state">
        <StateWord state={of.state} />
      </td>
      <Cells of={cells} />
    </tr>
  );
}

/** What exchanges and channels both have. */
function useFigures(of: ChannelHealth | ExchangeHealth): Cells {
  const { format } = useLanguage();
  const words = useWords(healthWords);
  const { streams, stale_streams, last_message_age_ms: age } = of;
  const ms = (value: number | null) => (value === null ? UNKNOWN : format.ms(value));
  const stale = stale_streams > 0 ? `, ${words.stale(stale_streams)}` : '';
  return [
    ['streams', `${format.whole(streams)}${stale}`],
    ['rate', format.number(of.messages_per_second, 1)],
    ['age', age === null ? UNKNOWN : format.lasting(age)],
    ['latency', `${ms(of.lag_p50_ms)} / ${ms(of.lag_p99_ms)}`],
  ];
}

function Cells({ of }: { of: Cells }) {
  const { columns } = useWords(healthWords);
  return of.map(([column, text]) => (
    <td key={column} className={column} data-label={columns[column]}>
      {text}
    </td>
  ));
}
