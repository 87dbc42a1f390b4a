const plural = new Intl.PluralRules('ru');

/** "1 рынок", "2 рынка", "5 рынков". */
export function counted(count: number, one: string, few: string, many: string): string {
  const rule = plural.select(count);
  return `${count} ${rule === 'one' ? one : rule === 'few' ? few : many}`;
}
