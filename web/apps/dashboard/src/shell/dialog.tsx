import type { ReactNode, Ref, SyntheticEvent } from 'react';
import { useLanguage } from '../words/language.tsx';
import { CloseIcon } from './icons.tsx';

interface DialogProps {
  readonly ref: Ref<HTMLDialogElement>;
  readonly id: string;
  readonly title: string;
  readonly className?: string;
  /** A click beside it does not close it. */
  readonly persistent?: boolean;
  readonly children: ReactNode;
  /** It was opened or closed. */
  onToggle?(): void;
  /** The reader wants to close it. */
  onCancel?(event: SyntheticEvent): void;
  onClose?(): void;
}

/** A window before the page; the browser keeps the focus in it, and closes it on Escape. */
export function Dialog({ id, title, children, className = '', persistent, ...rest }: DialogProps) {
  const { words } = useLanguage();
  return (
    <dialog
      {...rest}
      id={id}
      className={`dialog ${className}`}
      aria-labelledby={`${id}-title`}
      closedby={persistent ? 'closerequest' : 'any'}
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
