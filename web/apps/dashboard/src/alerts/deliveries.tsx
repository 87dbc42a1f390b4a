import type { Delivery } from '@radist/client';
import { useLanguage, useWords } from '../words/language.tsx';
import { type AlertWords, alertWords } from './words.ts';

const SIGNS: Record<Delivery['state'], string> = {
  delivered: '✓',
  pending: '…',
  failed: '✗',
  dead: '✗',
};

/** What became of a firing on its way to each target: "✓ my-hook 200 in 120 ms". */
export function Deliveries({ deliveries }: { deliveries: readonly Delivery[] }) {
  return (
    <ul className="delivery-list">
      {deliveries.map((delivery) => (
        <One key={delivery.target} delivery={delivery} />
      ))}
    </ul>
  );
}

function One({ delivery }: { delivery: Delivery }) {
  const words = useWords(alertWords);
  const { format } = useLanguage();
  const { target, state } = delivery;
  const known = Object.hasOwn(SIGNS, state);
  const name = target === 'browser' ? words.targets.kinds.browser : target;
  return (
    <li data-delivery={state}>
      <span aria-hidden="true">{known ? SIGNS[state] : '?'}</span>{' '}
      <span className="unseen">{known ? words.deliveryStates[state] : state} </span>
      <bdi>{name}</bdi>{' '}
      <span className="detail">
        {detailsOf(delivery, words, {
          ms: (value) => format.ms(value),
          time: (at) => format.time(at),
        })}
      </span>
    </li>
  );
}

interface Say {
  ms(value: number): string;
  time(at: number): string;
}

function detailsOf(delivery: Delivery, words: AlertWords, say: Say): string {
  const { status, took_ms, attempts, error, next, state } = delivery;
  const parts = [
    status ? String(status) : '',
    took_ms ? say.ms(took_ms) : '',
    error ?? '',
    attempts > 1 || state === 'failed' ? words.attempts(attempts) : '',
    next && state !== 'delivered' ? words.again(say.time(Date.parse(next))) : '',
  ];
  return parts.filter(Boolean).join(' · ');
}
