import '@radist/react/styles.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Market } from './shared/market';
import { OwnPrice } from './shared/own-hook';
import { PriceDisplay } from './shared/price-display';
import { TokenPrice } from './shared/token-price';

const token = new URLSearchParams(location.search).get('token') ?? '';
const root = document.getElementById('root') as HTMLElement;
createRoot(root).render(
  <StrictMode>
    <PriceDisplay />
    <OwnPrice />
    <TokenPrice token={token} userId="alice" />
    <Market />
  </StrictMode>,
);
