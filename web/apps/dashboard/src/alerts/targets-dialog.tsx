import { type FormEvent, useEffect, useRef, useState } from 'react';
import { copy } from '../shell/copy.ts';
import { Dialog } from '../shell/dialog.tsx';
import { useWords } from '../words/language.tsx';
import { Outcome } from './outcome.tsx';
import { addWebhook, removeTarget, type Target, testTarget } from './server.ts';
import { TellingChoices } from './telling-choices.tsx';
import { learnTargets, useTargets } from './use-targets.ts';
import { alertWords } from './words.ts';
import './parts.css';
import './targets.css';

/** Where alerts can go: this browser, one's webhooks, and what the operator set up. */
export function TargetsDialog({ onClose }: { onClose(): void }) {
  const words = useWords(alertWords);
  const dialog = useRef<HTMLDialogElement>(null);
  const { targets, failure } = useTargets();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <Dialog ref={dialog} id="alert-targets" title={words.targets.title} onClose={onClose}>
      <h3>{words.targets.browser}</h3>
      <TellingChoices />
      <h3>{words.where}</h3>
      {failure && (
        <p className="problem" role="alert">
          {words.targets.failed} {failure}
        </p>
      )}
      <ul className="targets">
        {targets
          .filter(({ kind }) => kind !== 'browser')
          .map((target) => (
            <TargetLine key={target.name} target={target} />
          ))}
      </ul>
      <Add />
      <p className="hint">{words.targets.operator}</p>
    </Dialog>
  );
}

function TargetLine({ target: { name, kind, url, source, fault } }: { target: Target }) {
  const { targets: words, editor } = useWords(alertWords);
  const [said, say] = useState('');
  const [tested, setTested] = useState<ReturnType<typeof testTarget> | null>(null);
  const remove = async () => {
    if (!confirm(words.removeSure(name))) return;
    await removeTarget(name).catch(({ message }: Error) => say(message));
    await learnTargets();
  };
  return (
    <li>
      <span className="target-name">
        <strong>{name}</strong> <span className="exchange">{words.kinds[kind] ?? kind}</span>
        {url && <code>{url}</code>}
        {fault && <span className="problem">{fault}</span>}
        <span role="status">{said}</span>
        {tested && <Outcome of={tested} title={editor.tested} />}
      </span>
      <button type="button" className="button" onClick={() => setTested(testTarget(name))}>
        {words.test}
      </button>
      {source === 'api' && (
        <button type="button" className="button" onClick={remove} aria-label={words.remove(name)}>
          ✕
        </button>
      )}
    </li>
  );
}

/** A webhook of one's own; its secret is shown once. */
function Add() {
  const { targets: words } = useWords(alertWords);
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const [problem, setProblem] = useState('');
  const [secret, setSecret] = useState('');
  const submit = async (event: FormEvent) => {
    // The form of an editor may be around this one.
    event.preventDefault();
    event.stopPropagation();
    setProblem('');
    try {
      const made = await addWebhook(name.trim(), url.trim());
      setSecret(made.secret);
      setName('');
      setUrl('');
      await learnTargets();
    } catch (cause) {
      setProblem((cause as Error).message);
    }
  };
  return (
    <form className="add-target" onSubmit={submit}>
      <label>
        {words.name}
        <input required maxLength={60} value={name} onChange={(e) => setName(e.target.value)} />
      </label>
      <label>
        {words.url}
        <input
          required
          type="url"
          placeholder="https://"
          value={url}
          onChange={(e) => setUrl(e.target.value)}
        />
      </label>
      <button type="submit" className="button">
        {words.add}
      </button>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {secret && <Secret secret={secret} />}
    </form>
  );
}

function Secret({ secret }: { secret: string }) {
  const { targets: words } = useWords(alertWords);
  const [copied, setCopied] = useState(false);
  return (
    <p className="secret" role="status">
      {words.secret} <code>{secret}</code>{' '}
      <button
        type="button"
        className="button"
        onClick={async () => setCopied(await copy(secret))}
        onBlur={() => setCopied(false)}
      >
        {copied ? words.copied : words.copy}
      </button>
    </p>
  );
}
