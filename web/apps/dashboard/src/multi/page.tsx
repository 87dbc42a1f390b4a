import { Place } from '../shell/place.tsx';
import { useLanguage } from '../words/language.tsx';

/** The place of many charts at once. */
export function Page() {
  const { words } = useLanguage();
  return <Place title={words.pages.multi} text={words.notThere} />;
}
