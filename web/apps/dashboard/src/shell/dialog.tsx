import type { ReactNode, Ref } from 'react';
import { useLanguage } from '../words/language.tsx';
import { CloseIcon } from './icons.tsx';

interface DialogProps {
  readonly ref: Ref<HTMLDialogElement>;
  readonly id: string;
  readonly title: string;
  readonly children: ReactNode;
  /** It was opened or closed. */
  onToggle?(): void;
}

/** A window before the page; the browser keeps the focus in it, and closes it on Escape. */
export function Dialog({ ref, id, title, children, onToggle }: DialogProps) {
  const { words } = useLanguage();
  return (
    <dialog
      ref={ref}
      id={id}
      className="dialog"
      aria-labelledby={`${id}-title`}
      closedby="any"
      onToggle={onToggle}
    >
      <form method="dialog" className="dialog-head">
        <h2 id={`${id}-title`}>{title}</h2>
        <button
          type="submit"
          className="button square"
          aria-label={words.close}
          title={words.close}
        >
          <CloseIcon />
        </button>
      </form>
      <div className="dialog-body">{children}</div>
    </dialog>
  );
}
