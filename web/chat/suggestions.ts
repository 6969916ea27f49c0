/** The file of the seed project that contains a to-do comment. */
const todoFile = 'src/greeting.ts';

/** The file to suggest running: the usual entry file, or any program. */
const entryOf = (paths: readonly string[]): string | undefined =>
  paths.find((path) => /^(?:src\/)?(?:main|index)\.[jt]sx?$/.test(path)) ??
  paths.find((path) => /\.[jt]sx?$/.test(path));

/**
 * First requests to suggest. Each has a visible effect with the existing files.
 * @param hasModel whether a language model answers; otherwise the suggestions are built-in commands
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
