// The table as one writes it first: all rows in one state, set anew with each message.
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';

function Table({ symbols, rooms }) {
  const [rows, setRows] = useState({});
  useEffect(() => {
    const socket = new WebSocket(rooms);
    const heard = (frame) => {
      if (frame.type === 'batch') frame.events.forEach(heard);
      else if (frame.type === 'ticker') setRows((all) => ({ ...all, [frame.room]: frame.data }));
      else if (frame.snapshot) setRows((all) => ({ ...all, [frame.room]: frame.snapshot }));
    };
    socket.onmessage = ({ data }) => heard(JSON.parse(data));
    socket.onopen = () => {
      const names = symbols.map((symbol) => `ticker.binance.${symbol}`);
      for (let at = 0; at < names.length; at += 200) {
        const part = names.slice(at, at + 200);
        socket.send(JSON.stringify({ op: 'subscribe', id: at, rooms: part }));
      }
    };
    return () => socket.close();
  }, [symbols, rooms]);
  return (
    <ul>
      {symbols.map((symbol) => {
        const row = rows[`ticker.binance.${symbol}`];
        return (
          <li key={symbol}>
            <a href="/">{symbol}</a>{' '}
            <span data-cell="last">{row ? row.price.toFixed(4) : '—'}</span>
            <span>{row ? `${row.price_change_percent.toFixed(2)} %` : ''}</span>
          </li>
        );
      })}
    </ul>
  );
}

const { markets, websocket } = await (await fetch('/api/v1/about')).json();
const rooms = `ws://${location.hostname}:${websocket.port}${websocket.path}`;
const symbols = markets.map(({ symbol }) => symbol);
createRoot(document.getElementById('root')).render(<Table symbols={symbols} rooms={rooms} />);
