import type { ReactNode } from 'react';
import type { Load } from '../use-about.ts';
import type { Words } from '../words/en.ts';
import { useLanguage } from '../words/language.tsx';

const SKELETON_ROWS = Array.from({ length: 20 }, (_, at) => at);

/** The table's shape while the list of markets loads. */
export function Skeleton() {
  const { words } = useLanguage();
  return (
    <div className="main" aria-busy="true">
      <div className="toolbar">
        <h1>{words.markets}</h1>
        <span className="count">{words.loading}</span>
      </div>
      <div className="skeleton" aria-hidden="true">
        {SKELETON_ROWS.map((row) => (
          <div className="bone" key={row} />
        ))}
      </div>
    </div>
  );
}

/** Why there are no markets, in words and in the server's own; the page goes on asking. */
export function NoMarkets({ load, retry }: { load: Load; retry(): void }) {
  const { words } = useLanguage();
  const { failure, reasons } = load;
  const causes = reasons.length > 0 ? reasons : failure === null ? [] : [failure];
  return (
    <div className="message">
      <p>{headline(load, words)}</p>
      {causes.map((cause) => (
        <p className="hint" key={cause}>
          {reasons.length > 0 ? words.serverSays : words.failedAdvice} <code>{cause}</code>
        </p>
      ))}
      <p className="hint">{words.asksAgain}</p>
      <button type="button" className="button" onClick={retry}>
        {words.retry}
      </button>
    </div>
  );
}

function headline({ failure, reasons }: Load, words: Words): string {
  if (reasons.length > 0) return words.notKnown;
  return failure === null ? words.empty : words.failed;
}

interface MessageProps {
  readonly text: string;
  readonly action: string;
  onAction(): void;
  readonly children?: ReactNode;
}

/** One sentence, one action. */
export function Message({ text, action, onAction, children }: MessageProps) {
  return (
    <div className="message">
      <p>{text}</p>
      {children}
      <button type="button" className="button" onClick={onAction}>
        {action}
      </button>
    </div>
  );
}
