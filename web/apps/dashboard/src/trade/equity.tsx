import { useRadist } from '@radist/react';
import { useEffect, useState } from 'react';
import { useLanguage, useWords } from '../words/language.tsx';
import { useAmounts } from './amounts.ts';
import { drawdownOf, lineOf, type Point } from './curve.ts';
import type { Span } from './search.ts';
import { Segments } from './ticket.tsx';
import type { Account } from './use-account.ts';
import { tradeWords } from './words.ts';

interface EquityProps {
  readonly account: Account;
  readonly span: Span;
  onSpan(span: Span): void;
}

/** The account over time, and how far it fell from its highest. */
export function Equity({ account, span, onSpan }: EquityProps) {
  const words = useWords(tradeWords);
  const points = usePoints(account, span);
  return (
    <div className="equity">
      <Segments label={words.span} value={span} words={words.spans} onChange={onSpan} />
      {points && points.length > 1 ? <Curves points={points} /> : <p>{words.noEquity}</p>}
    </div>
  );
}

const EVERY_MS = 15_000;
const [WIDTH, HEIGHT, FALL] = [800, 120, 40];

function Curves({ points }: { points: readonly Point[] }) {
  const words = useWords(tradeWords);
  const { format } = useLanguage();
  const amounts = useAmounts();
  const falls = drawdownOf(points);
  const deepest = Math.min(...falls.map(([, part]) => part));
  const [first, last] = [points[0]?.[1] ?? 0, points.at(-1)?.[1] ?? 0];
  const label = words.equityLine(amounts.money(String(first)), amounts.money(String(last)));
  return (
    <>
      <Curve
        className={last >= first ? 'up' : 'down'}
        label={label}
        path={lineOf(points, WIDTH, HEIGHT)}
        height={HEIGHT}
      />
      <p>
        {words.drawdown}: {words.drawdownMost(format.change(deepest * 100))}
      </p>
      <Curve
        className="down"
        label={words.drawdown}
        path={lineOf(falls, WIDTH, FALL)}
        height={FALL}
      />
    </>
  );
}

interface CurveProps {
  readonly className: string;
  readonly label: string;
  readonly path: string;
  readonly height: number;
}

function Curve({ className, label, path, height }: CurveProps) {
  return (
    <svg
      className={`curve ${className}`}
      role="img"
      aria-label={label}
      viewBox={`0 -2 ${WIDTH} ${height + 4}`}
      preserveAspectRatio="none"
    >
      <path d={path} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

/** What the server remembers, and the present at its end. */
function usePoints({ user, portfolio }: Account, span: Span): readonly Point[] | null {
  const client = useRadist();
  const [past, setPast] = useState<readonly Point[] | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another user has another past
  useEffect(() => {
    const stopped = new AbortController();
    const ask = () =>
      client.rest
        .get('/api/v1/portfolio/equity' as string, { query: { span }, signal: stopped.signal })
        .then(
          (answer) => setPast(pointsOf(answer)),
          () => {}, // asked again soon
        );
    void ask();
    const timer = setInterval(ask, EVERY_MS);
    return () => {
      stopped.abort();
      clearInterval(timer);
    };
  }, [client, user, span]);
  const { equity, timestamp } = portfolio.portfolio ?? {};
  if (!past || !equity || !timestamp) return past;
  const last = past.at(-1)?.[0] ?? 0;
  return [...past, [Math.max(Date.parse(timestamp), last + 1), Number(equity)]];
}

function pointsOf(answer: unknown): readonly Point[] {
  const { points = [] } = answer as { points?: readonly (readonly [string, string])[] };
  return points
    .map(([time, equity]): Point => [Date.parse(time), Number(equity)])
    .filter(([at, equity]) => Number.isFinite(at) && Number.isFinite(equity));
}
