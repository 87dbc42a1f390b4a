import { useLanguage } from '../words/language.tsx';
import { type FeedState, lookOf } from './health.ts';

/** A state as a shape and a word. */
export function StateWord({ state }: { state: FeedState }) {
  const { feedStates } = useLanguage().words;
  return (
    <span className="state-word" data-look={lookOf(state)}>
      <i className="shape" aria-hidden="true" />
      {feedStates[state] ?? state}
    </span>
  );
}
