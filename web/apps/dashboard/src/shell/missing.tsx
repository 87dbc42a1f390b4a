import { useRoute } from '../routing/router.ts';
import { paths } from '../routing/routes.ts';
import { useServer } from '../server.tsx';
import { useLanguage } from '../words/language.tsx';
import { Place } from './place.tsx';

/** For addresses which are none, and for exchanges that are none of this server's. */
export function Page() {
  const { words } = useLanguage();
  const route = useRoute();
  const { about } = useServer();
  const text =
    route.page === 'symbol' && about
      ? words.unknownExchange(route.exchange, about.exchanges.join(', '))
      : words.missing.text;
  return (
    <Place title={words.missing.title} text={text}>
      <p>
        <a href={paths.markets}>{words.missing.home}</a>
      </p>
    </Place>
  );
}
