/** Tokens that a node with this secret believes for ten minutes. */
import { createHmac } from 'node:crypto';

export const SECRET = 'a secret of more than thirty-two bytes, for tests only';

export function tokenOf(sub: string, scope = ''): string {
  const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url');
  const claims = { sub, scope, exp: Math.floor(Date.now() / 1000) + 600 };
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
}
