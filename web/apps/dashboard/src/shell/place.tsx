import type { ReactNode } from 'react';
import { useTitle } from './title.ts';

interface PlaceProps {
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
}

/** A page that has its place and says what is to come there. */
export function Place({ title, text, children }: PlaceProps) {
  useTitle(title);
  return (
    <div className="place">
      <h1>{title}</h1>
      <p>{text}</p>
      {children}
    </div>
  );
}
