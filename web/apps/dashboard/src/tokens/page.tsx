import { type FormEvent, useRef, useState } from 'react';
import { navigate, useRoute } from '../routing/router.ts';
import { paths } from '../routing/routes.ts';
import { useTitle } from '../shell/title.ts';
import { PaperBadge } from '../trade/account-line.tsx';
import { useUser } from '../user.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import { CreateDialog } from './create.tsx';
import { TokenList } from './list.tsx';
import { OneTokenPage } from './token.tsx';
import '../trade/trade.css';
import './tokens.css';
import { tokenWords } from './words.ts';

/** Tokens of the server: all of them, or one. */
export function Page() {
  const { words } = useLanguage();
  const own = useWords(tokenWords);
  const route = useRoute();
  const mint = route.page === 'tokens' ? route.mint : '';
  const user = useUser();
  const create = useRef<HTMLDialogElement>(null);
  useTitle(words.pages.tokens);
  return (
    <div className="tokens-page">
      <header className="trade-head">
        <h1>{words.pages.tokens}</h1>
        <PaperBadge />
        <MintForm />
        {mint && (
          <a className="button" href={paths.tokens()}>
            {own.toList}
          </a>
        )}
        <a className="button" href={paths.trade}>
          {own.toTrade}
        </a>
        {user !== null && (
          <button type="button" className="button" onClick={() => create.current?.showModal()}>
            {own.create}
          </button>
        )}
      </header>
      {mint ? <OneTokenPage key={mint} mint={mint} /> : <TokenList />}
      <CreateDialog ref={create} />
    </div>
  );
}

/** Somebody has the mint of a token, from wherever. */
function MintForm() {
  const words = useWords(tokenWords);
  const [text, setText] = useState('');
  const go = (event: FormEvent) => {
    event.preventDefault();
    const mint = text.trim();
    if (mint) navigate(paths.tokens(mint));
    setText('');
  };
  return (
    <form className="mint-form" onSubmit={go}>
      <input
        className="field"
        aria-label={words.mint}
        placeholder={words.mint}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <button type="submit" className="button">
        {words.open}
      </button>
    </form>
  );
}
