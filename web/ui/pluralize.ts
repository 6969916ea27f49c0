/** `1 file`, `2 files`. */
export const pluralize = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
