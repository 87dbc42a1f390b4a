import { Place } from '../shell/place.tsx';
import { useLanguage } from '../words/language.tsx';

export function Page() {
  const { words } = useLanguage();
  return (
    <Place title={words.pages.alerts} text={words.alertsPlace.text}>
      <ul>
        {words.alertsPlace.plans.map((plan) => (
          <li key={plan}>{plan}</li>
        ))}
      </ul>
    </Place>
  );
}
