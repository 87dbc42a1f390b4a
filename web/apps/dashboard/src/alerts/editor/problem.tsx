import { createContext, useContext } from 'react';

/** What the server has against a definition, and where: `condition.level`; empty is all of it. */
export interface Problem {
  readonly path: string;
  readonly text: string;
}

const PATH = /^([a-z_]+(?:[.[][\w\]]+)*): (.+)$/s;

/** A refusal names the field before a colon. */
export function problemOf({ message }: { readonly message: string }): Problem {
  const [, path, text] = PATH.exec(message) ?? [];
  return path && text ? { path, text } : { path: '', text: message };
}

export const ProblemContext = createContext<Problem | null>(null);

/** What is wrong with a field, if anything is. */
export function useProblem(path: string): string | null {
  const problem = useContext(ProblemContext);
  return problem?.path === path ? problem.text : null;
}

/** All of it, wherever it is. */
export function WholeProblem() {
  const problem = useContext(ProblemContext);
  if (!problem) return null;
  const { path, text } = problem;
  return (
    <p className="problem" role="alert">
      {path ? `${path}: ${text}` : text}
    </p>
  );
}
