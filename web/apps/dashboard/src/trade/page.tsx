import { Place } from '../shell/place.tsx';
import { useLanguage } from '../words/language.tsx';

export function Page() {
  const { words } = useLanguage();
  return (
    <Place title={words.pages.trade} text={words.tradePlace.text}>
      <ul>
        {words.tradePlace.plans.map((plan) => (
          <li key={plan}>{plan}</li>
        ))}
      </ul>
    </Place>
  );
}
