/** A program of the project in new rooms, with the to-do that the seed leaves for somebody. */
const todoFile = 'src/greeting.ts';

/** The file that a request to run something names: the usual entry, or any program. */
const entryOf = (paths: readonly string[]): string | undefined =>
  paths.find((path) => /^(?:src\/)?(?:main|index)\.[jt]sx?$/.test(path)) ??
  paths.find((path) => /\.[jt]sx?$/.test(path));

/**
 * Requests to begin with, each of which does something to see with the files that are there.
 * @param hasModel a language model answers; else they are built-in commands
 */
export function suggestionsFor(paths: readonly string[], hasModel: boolean): string[] {
  const entry = entryOf(paths);
  const hasTodo = paths.includes(todoFile);
  if (hasModel) {
    return [
      ...(hasTodo ? [`Do the to-do in ${todoFile}`] : []),
      ...(entry === undefined ? [] : [`Run ${entry} and explain what it prints`]),
      paths.length === 0 ? 'Write a small program and run it' : 'What does this project do?',
    ];
  }
  return [
    ...(hasTodo ? [`in ${todoFile} replace Hello with Ahoy`] : []),
    ...(entry === undefined ? [] : [`run ${entry}`]),
    ...(paths.includes('notes.md') ? [] : ['create notes.md: What we learned today']),
    'help',
  ];
}
