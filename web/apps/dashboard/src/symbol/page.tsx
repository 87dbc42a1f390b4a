import { useRoute } from '../routing/router.ts';
import { Place } from '../shell/place.tsx';
import { useLanguage } from '../words/language.tsx';

/** The place of the chart, the book and the tape of one symbol. */
export function Page() {
  const { words } = useLanguage();
  const route = useRoute();
  const title = route.page === 'symbol' ? route.symbol : words.pages.symbol;
  return <Place title={title} text={words.notThere} />;
}
