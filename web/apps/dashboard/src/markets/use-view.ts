import { useEffect, useState } from 'react';
import { parseSort, type Sort, writeSort } from './order.ts';

/** Filter and sort, kept in the address so that a link opens the same view. */
export function useView() {
  const [query, setQuery] = useState(() => read('q') ?? '');
  const [sort, setSort] = useState<Sort | null>(() => parseSort(read('sort')));
  useEffect(() => {
    const address = new URL(location.href);
    write(address, 'q', query);
    write(address, 'sort', sort ? writeSort(sort) : '');
    if (address.href !== location.href) history.replaceState(null, '', address);
  }, [query, sort]);
  return { query, setQuery, sort, setSort };
}

function read(name: string): string | null {
  return new URLSearchParams(location.search).get(name);
}

function write(address: URL, name: string, value: string): void {
  if (value) address.searchParams.set(name, value);
  else address.searchParams.delete(name);
}
