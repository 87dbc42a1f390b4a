import { useWebSocket } from '@radist/react';
import { useEffect, useState } from 'react';

export function TokenPrice({ token, userId }: { token: string; userId: string }) {
  const [price, setPrice] = useState('');
  const [cash, setCash] = useState('');
  const { client, connect, on } = useWebSocket();

  useEffect(() => {
    async function start() {
      await connect(token, 'global', userId);

      on('price_update', (data) => {
        console.log('new price:', data);
        setPrice(data.price);
      });
      on('portfolio_update', (data) => setCash(data.cash ?? ''));

      client.subscribeToToken('token_mint_address');
    }
    start();
  }, [client, connect, on, token, userId]);

  return (
    <p id="token-price">
      {price} {cash}
    </p>
  );
}
