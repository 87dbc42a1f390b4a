import { frames, useCounts } from '../frames.ts';
import { useLanguage } from '../words/language.tsx';
import { PauseIcon, PlayIcon } from './icons.tsx';

interface PauseButtonProps {
  /** Shows no words, and of what came only the number. */
  readonly small?: boolean;
}

/** Freezes what is painted, and counts what came meanwhile. */
export function PauseButton({ small = false }: PauseButtonProps) {
  const { words, format } = useLanguage();
  const { paused, missed } = useCounts();
  const count = format.whole(missed);
  return (
    <button
      type="button"
      className={small ? 'button pause small' : 'button pause'}
      aria-pressed={paused}
      aria-keyshortcuts="Space"
      title={`${paused ? words.resume : words.pause} (${words.pauseKey})`}
      onClick={frames.toggle}
    >
      {paused ? <PlayIcon /> : <PauseIcon />}
      {small && paused && <span aria-hidden="true">{count}</span>}
      <span className={small ? 'unseen' : ''}>{paused ? words.paused(count) : words.pause}</span>
    </button>
  );
}
