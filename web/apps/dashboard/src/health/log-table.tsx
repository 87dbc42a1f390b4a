import { useLanguage, useWords } from '../words/language.tsx';
import type { Entry } from './log.ts';
import { healthWords } from './words.ts';

/** As many as a reader goes through; the rest is found by the filter. */
const MOST = 100;

export function LogTable({ entries }: { entries: readonly Entry[] }) {
  const words = useWords(healthWords);
  const { logColumns: columns } = words;
  const names = Object.keys(columns) as (keyof typeof columns)[];
  return (
    <>
      <table className="sheet-table log">
        <thead>
          <tr>
            {names.map((name) => (
              <th key={name} scope="col" className={name}>
                {columns[name]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.slice(0, MOST).map((entry) => (
            <LogRow key={entry.id} entry={entry} />
          ))}
        </tbody>
      </table>
      {entries.length > MOST && <p className="hint">{words.more(entries.length - MOST)}</p>}
    </>
  );
}

function LogRow({ entry }: { entry: Entry }) {
  const words = useWords(healthWords);
  const { format } = useLanguage();
  const { kind, begin, end, exchange, channel, symbol, detail, hole, events } = entry;
  const brought = events > 0 ? `, ${words.events(events)}` : '';
  const ending = hole ? ` · ${words.holes[hole] ?? hole}${brought}` : '';
  return (
    <tr>
      <td className="time" title={format.time(begin)}>
        {format.second(begin)}
      </td>
      <td className="exchange">{exchange}</td>
      <td className="channel">{channel}</td>
      <td className="symbol">{symbol}</td>
      <td className="kind">
        {words.kinds[kind] ?? kind}
        {ending}
      </td>
      <td className="detail">{detail}</td>
      <td className="lasted">{end === null ? words.lasts : format.lasting(end - begin)}</td>
    </tr>
  );
}
