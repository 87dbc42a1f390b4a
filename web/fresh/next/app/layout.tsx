import '@radist/react/styles.css';
import type { ReactNode } from 'react';

/** No icon, so that none is asked for. */
export const metadata = { icons: 'data:,' };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
