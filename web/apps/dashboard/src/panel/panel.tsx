import type { ReactNode } from 'react';
import { useId } from 'react';
import { copy } from '../shell/copy.ts';
import { WarningIcon } from '../shell/icons.tsx';
import { useLanguage } from '../words/language.tsx';
import type { PanelState } from './state.ts';

interface PanelProps {
  readonly title: string;
  readonly state: PanelState;
  /** Buttons and choices at the right of the title. */
  readonly tools?: ReactNode;
  readonly className?: string;
  /** Lines of its shape while it loads. */
  readonly lines?: number;
  /** Its content may be longer than it, and the keyboard has to reach what is below. */
  readonly scrolls?: boolean;
  readonly children?: ReactNode;
}

/** A part of a page which says on itself how far its content can be believed. */
export function Panel(props: PanelProps) {
  const { title, state, tools, className = '', lines = 8, scrolls, children } = props;
  const id = useId();
  const { kind } = state;
  const shows = kind !== 'loading' && kind !== 'empty' && kind !== 'error';
  return (
    <section
      className={`panel ${className}`}
      data-panel={kind}
      aria-labelledby={id}
      aria-busy={kind === 'loading'}
    >
      <div className="progress" aria-hidden="true" />
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
        <Chip state={state} />
        <span className="space" />
        {tools}
      </header>
      {kind === 'gap' && (
        <p className="gap-line">
          <WarningIcon /> {state.text}
        </p>
      )}
      {shows ? (
        <div className="panel-body" tabIndex={scrolls ? 0 : undefined}>
          {children}
        </div>
      ) : (
        <Instead state={state} lines={lines} />
      )}
    </section>
  );
}

/** The state in words, where it is not the usual one. */
function Chip({ state }: { state: PanelState }) {
  const { words, format } = useLanguage();
  const { panel } = words;
  if (state.kind === 'stale') {
    return <span className="chip warning">{words.old(format.age(state.ageMs))}</span>;
  }
  if (state.kind === 'reconnecting') return <span className="chip">{panel.reconnecting}</span>;
  if (state.kind === 'gap') return <span className="chip warning">{panel.gap}</span>;
  return null;
}

/** What stands in the place of content that is not there. */
function Instead({ state, lines }: { state: PanelState; lines: number }) {
  const { words } = useLanguage();
  if (state.kind === 'empty') {
    return (
      <div className="message">
        <p>{state.text}</p>
        {state.action && (
          <button type="button" className="button" onClick={state.action.run}>
            {state.action.label}
          </button>
        )}
      </div>
    );
  }
  if (state.kind === 'error') return <Failure state={state} />;
  return (
    <div className="panel-body">
      <span className="unseen">{words.panel.loading}</span>
      <div className="bones" aria-hidden="true">
        {Array.from({ length: lines }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: bones are all alike
          <div className="bone" key={at} />
        ))}
      </div>
    </div>
  );
}

function Failure({ state }: { state: PanelState & { kind: 'error' } }) {
  const { words } = useLanguage();
  const { what, code, retry } = state;
  return (
    <div className="message">
      <p>{what}</p>
      {code && (
        <p className="hint">
          <code>{code}</code>
        </p>
      )}
      <p className="buttons">
        {retry && (
          <button type="button" className="button" onClick={retry}>
            {words.retry}
          </button>
        )}
        <button
          type="button"
          className="button"
          onClick={() => void copy([what, code].filter(Boolean).join('\n'))}
        >
          {words.panel.copy}
        </button>
      </p>
    </div>
  );
}
