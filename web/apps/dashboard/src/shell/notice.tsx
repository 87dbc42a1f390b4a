import { useRadist } from '@radist/react';
import { useEffect, useState } from 'react';
import { useLanguage } from '../words/language.tsx';
import { say } from './announcer.tsx';

/** The last thing the server refused, in its own words, until dismissed. */
export function Notice() {
  const client = useRadist();
  const { words } = useLanguage();
  const [message, setMessage] = useState<string | null>(null);
  useEffect(() => {
    return client.on('error', (error) => {
      setMessage(error.message);
      say(error.message);
    });
  }, [client]);
  if (!message) return null;
  return (
    <div className="notice">
      <span>
        {words.serverSays} {message}
      </span>
      <button type="button" className="button" onClick={() => setMessage(null)}>
        {words.dismiss}
      </button>
    </div>
  );
}
