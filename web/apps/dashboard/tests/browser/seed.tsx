/** The component of the platform's documents, on a page of its own. */
import { createRoot } from 'react-dom/client';
import { TokenPrice } from '../../../../fresh/shared/token-price.tsx';

const query = new URLSearchParams(location.search);
createRoot(document.body).render(
  <TokenPrice token={query.get('token') ?? ''} userId={query.get('user') ?? ''} />,
);
