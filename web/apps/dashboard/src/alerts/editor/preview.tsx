import type { Definition } from '@radist/client';
import { type RefObject, useEffect, useState } from 'react';
import { useLanguage, useWords } from '../../words/language.tsx';
import { type Preview, previewAlert } from '../server.ts';
import { type AlertWords, alertWords } from '../words.ts';

/** Whoever types is not asked about each letter. */
const SETTLE_MS = 400;
const DAY_MS = 86_400_000;

/** What the server makes of a definition; null while it is asked, or where there is nothing to ask. */
export function usePreview(
  definition: Definition,
  form: RefObject<HTMLFormElement | null>,
): Preview | null {
  const [preview, show] = useState<Preview | null>(null);
  const written = JSON.stringify(definition);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      if (!form.current?.checkValidity()) return show(null);
      const answer = await previewAlert(JSON.parse(written), stop.signal).catch(() => null);
      if (!stop.signal.aborted) show(answer);
    }, SETTLE_MS);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [written, form]);
  return preview;
}

/** How often it would have fired. */
export function Foretold({ preview }: { readonly preview: Preview | null }) {
  const { editor } = useWords(alertWords);
  const { format } = useLanguage();
  if (!preview) return <p className="foretold">{editor.reckoning}</p>;
  const { reason, complete } = preview;
  return (
    <p className="foretold" data-count={preview.would_have_fired}>
      {foretold(preview, editor, format.time(Date.parse(preview.since)))}
      {!complete && reason ? ` ${reason}` : ''}
    </p>
  );
}

function foretold(preview: Preview, editor: AlertWords['editor'], since: string): string {
  const { would_have_fired: count } = preview;
  // A history that begins later says since when.
  const whole = Date.now() - Date.parse(preview.since) > DAY_MS * 0.99;
  if (count === 0) return whole ? editor.wouldNot : editor.wouldNotSince(since);
  return whole ? editor.wouldHave(count) : editor.wouldHaveSince(count, since);
}
