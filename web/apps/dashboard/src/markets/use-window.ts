import { type RefObject, useEffect, useState, useSyncExternalStore } from 'react';
import { useSettings } from '../settings.ts';

/** Fewer rows than this are simply all there. */
export const MOST_AT_ONCE = 100;
/** Rows beyond what can be seen, on either side. */
const SPARE = 8;
const HEIGHTS = { compact: 28, normal: 32, comfortable: 40 };
const CARD = 60;

const phone = matchMedia('(max-width: 767px)');

function onPhoneChange(listener: () => void): () => void {
  phone.addEventListener('change', listener);
  return () => phone.removeEventListener('change', listener);
}

export function useRowHeight(): number {
  const [{ density }] = useSettings();
  const isPhone = useSyncExternalStore(onPhoneChange, () => phone.matches);
  return isPhone ? CARD : HEIGHTS[density];
}

/** Which rows of a long table can be seen: from the first to before the second. */
export function useWindow(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  height: number,
): readonly [from: number, to: number] {
  const [seen, see] = useState<readonly [number, number]>([0, MOST_AT_ONCE]);
  useEffect(() => {
    const box = scroller.current;
    if (!box || count <= MOST_AT_ONCE) return;
    const look = () => {
      const from = Math.max(0, Math.floor(box.scrollTop / height) - SPARE);
      const to = Math.ceil((box.scrollTop + box.clientHeight) / height) + SPARE;
      see((before) => (before[0] === from && before[1] === to ? before : [from, to]));
    };
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(box);
    box.addEventListener('scroll', look, { passive: true });
    return () => {
      sizes.disconnect();
      box.removeEventListener('scroll', look);
    };
  }, [scroller, count, height]);
  if (count <= MOST_AT_ONCE) return [0, count];
  return [Math.min(seen[0], count), Math.min(seen[1], count)];
}
