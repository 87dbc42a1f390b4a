import { useLanguage } from '../words/language.tsx';
import type { Column } from './columns.ts';
import { isSortKey, nextSort, type Sort } from './order.ts';

interface HeaderProps {
  readonly columns: readonly Column[];
  readonly sort: Sort | null;
  readonly quote: string | null;
  onSort(sort: Sort | null): void;
}

/** Column heads; a click on one sorts. */
export function Header({ columns, sort, quote, onSort }: HeaderProps) {
  const { words } = useLanguage();
  const { volume, volumeShort: _, ...plain } = words.columns;
  return (
    <div role="rowgroup" className="head">
      <div role="row" className="row" aria-rowindex={1} tabIndex={-1}>
        {(['symbol', ...columns] as const).map((name) => (
          <Head
            key={name}
            name={name}
            label={name === 'volume' ? volume(quote) : plain[name]}
            sort={sort}
            onSort={onSort}
          />
        ))}
        <div role="columnheader" className="cell star" tabIndex={-1}>
          <span className="unseen">{words.favourite}</span>
        </div>
      </div>
    </div>
  );
}

interface HeadProps {
  readonly name: 'symbol' | Column;
  readonly label: string;
  readonly sort: Sort | null;
  onSort(sort: Sort | null): void;
}

function Head({ name, label, sort, onSort }: HeadProps) {
  if (!isSortKey(name)) {
    return (
      <div role="columnheader" className={`cell ${name}`} tabIndex={-1}>
        {label}
      </div>
    );
  }
  const now = sort?.key === name ? sort : null;
  const direction = now ? (now.descending ? 'descending' : 'ascending') : 'none';
  const arrow = { ascending: '↑', descending: '↓', none: '' }[direction];
  return (
    <div role="columnheader" className={`cell ${name}`} aria-sort={direction} tabIndex={-1}>
      <button type="button" onClick={() => onSort(nextSort(sort, name))}>
        <span className="arrow" aria-hidden="true">
          {arrow}
        </span>
        {label}
      </button>
    </div>
  );
}
