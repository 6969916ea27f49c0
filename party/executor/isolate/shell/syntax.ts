/** What just-bash's parser shows of itself: where it is, and how it ends. */
interface Parser {
  isCommandStart(): boolean;
  current(): { value: string };
  /** @throws ParseException */
  error(message: string): never;
}

/** Refuses an empty command, which just-bash accepts even after `|`, `&&` and `||`. @throws ParseException */
export function assertCommand(parser: Parser, isAtEnd: boolean): void {
  if (isAtEnd) parser.error('syntax error: unexpected end of file');
  if (!parser.isCommandStart())
    parser.error(`syntax error near unexpected token \`${parser.current().value}'`);
}

/** A parser's complaint without the parser's own words. */
export function syntaxErrorOf(message: string): string {
  const complaint = message.replace(/^Parse error at \d+:\d+: /, '');
  return complaint.startsWith('syntax error') ? complaint : `syntax error: ${complaint}`;
}
