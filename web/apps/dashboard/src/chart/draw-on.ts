import type { ReadableStore } from '@radist/client';
import { frames, type Widget } from '../frames.ts';

/** Draws at the pace of the widget whenever the store shows something else; returns how to end. */
export function drawOn<T>(store: ReadableStore<T>, widget: Widget, draw: () => void): () => void {
  const job = frames.join(widget, draw);
  const end = store.subscribe(() => job.request());
  draw();
  return () => {
    end();
    job.leave();
  };
}
