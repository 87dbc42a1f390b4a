import type { Sent } from '@radist/react/ticket';
import { useState } from 'react';
import { useWords } from '../words/language.tsx';
import { useAmounts } from './amounts.ts';
import { tradeWords } from './words.ts';

/** What became of the order that was sent last: what the desk says of it, never what is hoped for. */
export function Outcome({ sent }: { sent: Sent | null }) {
  const words = useWords(tradeWords);
  const [dismissed, dismiss] = useState('');
  const text = useOutcome(sent);
  const shown = sent && sent.id !== dismissed;
  return (
    <div className="outcome" role="status" data-state={shown ? stateOf(sent) : undefined}>
      {shown && (
        <>
          <span>{text}</span>
          <button type="button" className="button" onClick={() => dismiss(sent.id)}>
            {words.sent.dismiss}
          </button>
        </>
      )}
    </div>
  );
}

function stateOf({ order, failure }: Sent): string {
  return failure ? 'rejected' : (order?.state ?? 'pending');
}

function useOutcome(sent: Sent | null): string {
  const words = useWords(tradeWords);
  const amounts = useAmounts();
  if (!sent) return '';
  const { order, failure } = sent;
  if (failure) return words.sent.failed(failure);
  if (!order) return words.sent.sending;
  if (order.state === 'filled') {
    return words.sent.filled(amounts.exact(order.filled), amounts.price(order.average_price));
  }
  return [words.states[order.state], order.reason].filter(Boolean).join(': ');
}
