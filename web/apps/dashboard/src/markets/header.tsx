import { useLanguage } from '../words/language.tsx';
import { nextSort, type Sort, type SortKey } from './order.ts';

interface HeaderProps {
  readonly sort: Sort | null;
  readonly quote: string | null;
  onSort(sort: Sort | null): void;
}

/** Column heads; a click on one sorts. */
export function Header({ sort, quote, onSort }: HeaderProps) {
  const { words } = useLanguage();
  const head = (key: SortKey, label: string) => (
    <Head
      name={key}
      label={label}
      direction={sort?.key === key ? (sort.descending ? 'descending' : 'ascending') : 'none'}
      onClick={() => onSort(nextSort(sort, key))}
    />
  );
  const { columns } = words;
  return (
    <div role="rowgroup" className="head">
      <div role="row" className="row" aria-rowindex={1} tabIndex={-1}>
        {head('symbol', columns.symbol)}
        {head('last', columns.last)}
        {head('change', columns.change)}
        <div role="columnheader" className="cell range" tabIndex={-1}>
          {columns.range}
        </div>
        {head('bid', columns.bid)}
        {head('ask', columns.ask)}
        {head('volume', columns.volume(quote))}
        {head('age', columns.age)}
      </div>
    </div>
  );
}

interface HeadProps {
  readonly name: SortKey;
  readonly label: string;
  readonly direction: 'ascending' | 'descending' | 'none';
  onClick(): void;
}

function Head({ name, label, direction, onClick }: HeadProps) {
  const arrow = { ascending: '↑', descending: '↓', none: '' }[direction];
  return (
    <div role="columnheader" className={`cell ${name}`} aria-sort={direction} tabIndex={-1}>
      <button type="button" onClick={onClick}>
        <span className="arrow" aria-hidden="true">
          {arrow}
        </span>
        {label}
      </button>
    </div>
  );
}
