import { useLanguage } from '../words/language.tsx';

const SKELETON_ROWS = Array.from({ length: 20 }, (_, at) => at);

/** The table's shape while the list of markets loads. */
export function Skeleton() {
  const { words } = useLanguage();
  return (
    <main className="main" aria-busy="true">
      <div className="toolbar">
        <h1>{words.markets}</h1>
        <span className="count" role="status">
          {words.loading}
        </span>
      </div>
      <div className="skeleton" aria-hidden="true">
        {SKELETON_ROWS.map((row) => (
          <div className="bone" key={row} />
        ))}
      </div>
    </main>
  );
}

/** The list of markets could not be had: what failed and how to go on. */
export function Failed({ reason, retry }: { reason: string; retry(): void }) {
  const { words } = useLanguage();
  return (
    <main className="main">
      <div className="message" role="alert">
        <p>{words.failed}</p>
        <p className="hint">
          {words.failedAdvice} <code>{reason}</code>
        </p>
        <button type="button" className="button" onClick={retry}>
          {words.retry}
        </button>
      </div>
    </main>
  );
}

interface MessageProps {
  readonly text: string;
  readonly action: string;
  onAction(): void;
}

/** One sentence, one action. */
export function Message({ text, action, onAction }: MessageProps) {
  return (
    <div className="message">
      <p>{text}</p>
      <button type="button" className="button" onClick={onAction}>
        {action}
      </button>
    </div>
  );
}
