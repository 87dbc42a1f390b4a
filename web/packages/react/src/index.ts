export { useConnection, useRoom, useTicker } from './hooks.ts';
export { RadistProvider, useRadist } from './provider.tsx';
