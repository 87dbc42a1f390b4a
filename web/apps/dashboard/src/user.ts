import { useServer } from './server.tsx';

/** Who we are to the server, as it names our room; null is nobody in particular. */
export function useUser(): string | null {
  return useServer().about?.user ?? null;
}
