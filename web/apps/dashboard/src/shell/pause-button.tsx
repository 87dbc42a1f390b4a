import { frames, useCounts } from '../frames.ts';
import { useLanguage } from '../words/language.tsx';
import { PauseIcon, PlayIcon } from './icons.tsx';

/** Freezes what is painted, and counts what came meanwhile. */
export function PauseButton() {
  const { words, format } = useLanguage();
  const { paused, missed } = useCounts();
  return (
    <button
      type="button"
      className="button pause"
      aria-pressed={paused}
      aria-keyshortcuts="Space"
      title={`${paused ? words.resume : words.pause} (${words.pauseKey})`}
      onClick={frames.toggle}
    >
      {paused ? <PlayIcon /> : <PauseIcon />}
      <span>{paused ? words.paused(format.whole(missed)) : words.pause}</span>
    </button>
  );
}
