import { paths } from '../routing/routes.ts';
import { useLanguage } from '../words/language.tsx';
import { Place } from './place.tsx';

/** For addresses which are none. */
export function Page() {
  const { words } = useLanguage();
  return (
    <Place title={words.missing.title} text={words.missing.text}>
      <p>
        <a href={paths.markets}>{words.missing.home}</a>
      </p>
    </Place>
  );
}
