import { useInstruments } from '../instruments.ts';
import { paths } from '../routing/routes.ts';
import { find } from '../shell/finding.ts';
import { useLanguage } from '../words/language.tsx';
import { Message } from './placeholders.tsx';
import type { View } from './use-view.ts';

const MOST = 5;

interface NothingProps {
  readonly view: View;
  onView(change: Partial<View>): void;
}

/** Why no row is shown; and what else the exchange trades that would fit. */
export function Nothing({ view, onView }: NothingProps) {
  const { words } = useLanguage();
  const { query, tab } = view;
  const instruments = useInstruments(query !== '');
  if (tab === 'favourites' && !query) {
    return (
      <Message
        text={words.noFavourites}
        action={words.showAll}
        onAction={() => onView({ tab: 'all' })}
      />
    );
  }
  const others = query ? find(instruments, query, MOST) : [];
  const clear = { query: '', exchange: '', quote: '', tab: 'all' } as const;
  return (
    <Message
      text={query ? words.noneFound(query) : words.noneLeft}
      action={words.clearSearch}
      onAction={() => onView(clear)}
    >
      {others.length > 0 && (
        <p className="hint">
          {words.alsoTraded}{' '}
          {others.map(({ exchange, symbol }) => (
            <a key={`${exchange} ${symbol}`} href={paths.symbol(exchange, symbol)}>
              {symbol} · {exchange}
            </a>
          ))}
        </p>
      )}
    </Message>
  );
}
