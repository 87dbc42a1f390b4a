import { useWords } from '../words/language.tsx';
import { tradeWords } from './words.ts';

/** Where there is no account without a token. */
export function Nobody({ title }: { title: string }) {
  const words = useWords(tradeWords);
  const show = () => document.querySelector<HTMLDialogElement>('#settings')?.showModal();
  return (
    <div className="place">
      <h1>{title}</h1>
      <p>
        {words.nobody} {words.nobodyAdvice}
      </p>
      <p>
        <button type="button" className="button" onClick={show}>
          {words.toSettings}
        </button>
      </p>
    </div>
  );
}
