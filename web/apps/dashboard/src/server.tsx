import { createContext, useContext } from 'react';
import type { Load } from './use-about.ts';

/** The server behind the page, as far as it has said what it is. */
export interface Server extends Load {
  readonly simulated: boolean;
  /** Asks it again at once. */
  reload(): void;
}

const nobody: Server = { about: null, failure: null, reasons: [], simulated: false, reload() {} };

export const ServerContext = createContext<Server>(nobody);

export function useServer(): Server {
  return useContext(ServerContext);
}
