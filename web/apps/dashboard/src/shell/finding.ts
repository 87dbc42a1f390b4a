/** What can be found by its names. */
export interface Findable {
  readonly exchange: string;
  readonly symbol: string;
  readonly native: string;
}

/** The best matches first; each word of the query has to fit the symbol or the exchange. */
export function find<T extends Findable>(all: readonly T[], query: string, most: number): T[] {
  const words = query.toUpperCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return all.slice(0, most);
  return all
    .map((item) => ({ item, score: scoreOf(item, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ item }) => item);
}

function scoreOf({ exchange, symbol, native }: Findable, words: readonly string[]): number {
  let total = 0;
  for (const word of words) {
    const score = Math.max(
      bySymbol(symbol, word),
      byNative(native, word),
      byExchange(exchange, word),
    );
    if (score === 0) return 0;
    total += score;
  }
  // Of equals, the shorter name is the plainer thing.
  return total - symbol.length / 100;
}

function bySymbol(symbol: string, word: string): number {
  const [base = ''] = symbol.toUpperCase().split('/');
  const letters = plain(symbol);
  const wanted = plain(word);
  if (!wanted) return 0;
  if (base === wanted) return 100;
  if (letters === wanted) return 95;
  if (base.startsWith(wanted)) return 80;
  if (letters.startsWith(wanted)) return 70;
  if (letters.includes(wanted)) return 50;
  return isWithin(letters, wanted) ? 20 : 0;
}

function byNative(native: string, word: string): number {
  return native.toUpperCase() === word ? 95 : 0;
}

function byExchange(exchange: string, word: string): number {
  const name = exchange.toUpperCase();
  if (name === word) return 35;
  return name.startsWith(word) ? 30 : 0;
}

function plain(text: string): string {
  return text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** Whether the letters come in this order, others between them or not. */
function isWithin(text: string, letters: string): boolean {
  let at = 0;
  for (const letter of text) if (letter === letters[at]) at += 1;
  return at === letters.length;
}
