import { lazy, Suspense, useId, useState } from 'react';
import { useLanguage, useWords } from '../words/language.tsx';
import type { Indicator } from './indicators.ts';
import { INTERVALS, type Interval, isInterval, USUAL } from './intervals.ts';
import { chartWords } from './words.ts';

interface IntervalsProps {
  readonly value: Interval;
  onChange(interval: Interval): void;
}

/** The usual intervals as buttons, the others in a list. */
export function Intervals({ value, onChange }: IntervalsProps) {
  const words = useWords(chartWords);
  const others = INTERVALS.filter((interval) => !USUAL.includes(interval));
  return (
    <fieldset className="segments" aria-label={words.intervals}>
      {USUAL.map((interval) => (
        <button
          type="button"
          key={interval}
          aria-pressed={interval === value}
          onClick={() => onChange(interval)}
        >
          {interval}
        </button>
      ))}
      <select
        aria-label={words.moreIntervals}
        value={others.includes(value) ? value : ''}
        onChange={({ target }) => isInterval(target.value) && onChange(target.value)}
      >
        <option value="" hidden>
          ⋯
        </option>
        {others.map((interval) => (
          <option key={interval}>{interval}</option>
        ))}
      </select>
    </fieldset>
  );
}

interface IndicatorsProps {
  readonly chosen: readonly Indicator[];
  onChange(chosen: readonly Indicator[]): void;
}

const IndicatorMenu = lazy(() =>
  import('./indicator-menu.tsx').then(({ IndicatorMenu }) => ({ default: IndicatorMenu })),
);

/** A button that opens the list of indicators. */
export function Indicators({ chosen, onChange }: IndicatorsProps) {
  const words = useWords(chartWords);
  const id = useId();
  const [opened, open] = useState(false);
  return (
    <>
      <button type="button" className="button" popoverTarget={id} title={words.indicators}>
        <i>ƒx</i>
        {chosen.length > 0 && <span className="count">{chosen.length}</span>}
        <span className="unseen">{words.indicators}</span>
      </button>
      <div id={id} popover="auto" className="menu indicators" onToggle={() => open(true)}>
        <h3>{words.indicators}</h3>
        <Suspense>{opened && <IndicatorMenu chosen={chosen} onChange={onChange} />}</Suspense>
      </div>
    </>
  );
}

/** The zone of the times, as the settings or the address have it. */
export function ZoneName({ zone }: { zone: string }) {
  const words = useWords(chartWords);
  const { code } = useLanguage();
  const parts = new Intl.DateTimeFormat(code, { timeZone: zone, timeZoneName: 'short' });
  const name = parts.formatToParts(Date.now()).find(({ type }) => type === 'timeZoneName')?.value;
  return (
    <span className="zone" title={`${words.zone}: ${zone}`}>
      {name ?? zone}
    </span>
  );
}
