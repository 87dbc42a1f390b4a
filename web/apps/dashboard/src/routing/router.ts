import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react';
import { prepare } from './pages.ts';
import { parsePath, type Route } from './routes.ts';

/** Back and forward are told by the browser, our own steps by this. */
const MOVED = 'radist:moved';

function subscribe(listener: () => void): () => void {
  addEventListener('popstate', listener);
  addEventListener(MOVED, listener);
  return () => {
    removeEventListener('popstate', listener);
    removeEventListener(MOVED, listener);
  };
}

/** Goes to an address of this page; `replace` leaves no step back. */
export function navigate(address: string, { replace = false } = {}): void {
  const change = replace ? 'replaceState' : 'pushState';
  history[change](null, '', address);
  dispatchEvent(new Event(MOVED));
}

export function useRoute(): Route {
  const path = useSyncExternalStore(subscribe, () => location.pathname);
  return useMemo(() => parsePath(path), [path]);
}

/** What a page keeps in its address behind the `?`, read and written by the page itself. */
export interface SearchShape<T> {
  read(query: URLSearchParams): T;
  /** Empty texts are left out. */
  write(search: T): Record<string, string>;
}

/** The page's own part of the address; a change replaces it, so that Back leaves the page. */
export function useSearch<T>(shape: SearchShape<T>): [T, (change: Partial<T>) => void] {
  const query = useSyncExternalStore(subscribe, () => location.search);
  const search = useMemo(() => shape.read(new URLSearchParams(query)), [shape, query]);
  const change = useCallback(
    (change: Partial<T>) => {
      const before = new URLSearchParams(location.search);
      const wanted = shape.write({ ...shape.read(before), ...change });
      for (const [name, value] of Object.entries(wanted)) {
        if (value) before.set(name, value);
        else before.delete(name);
      }
      const after = before.size > 0 ? `?${before}` : '';
      if (after !== location.search) navigate(location.pathname + after, { replace: true });
    },
    [shape],
  );
  return [search, change];
}

/** Makes plain links into steps of the page, and fetches a page's code when a link to it is near. */
export function useLinks(): void {
  useEffect(() => {
    const follow = (event: MouseEvent) => {
      const link = linkOf(event.target);
      if (!link || event.defaultPrevented || event.button !== 0 || isSpecial(event)) return;
      event.preventDefault();
      if (link.href !== location.href) navigate(link.href);
    };
    const near = ({ target }: Event) => {
      const link = linkOf(target);
      if (link) prepare(parsePath(link.pathname).page);
    };
    document.addEventListener('click', follow);
    document.addEventListener('pointerover', near);
    document.addEventListener('focusin', near);
    return () => {
      document.removeEventListener('click', follow);
      document.removeEventListener('pointerover', near);
      document.removeEventListener('focusin', near);
    };
  }, []);
}

function isSpecial({ ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): boolean {
  return ctrlKey || metaKey || shiftKey || altKey;
}

/** A link to a page of ours that is to open here. */
function linkOf(target: EventTarget | null): HTMLAnchorElement | null {
  const link = target instanceof Element ? target.closest('a') : null;
  if (!link || link.target || link.download || link.hash || link.origin !== location.origin) {
    return null;
  }
  return parsePath(link.pathname).page === 'missing' ? null : link;
}
