import { commandForms, type FormName, formNames } from './forms.ts';

/** From this likeness on, a word counts as another one misspelt. */
const minLikeness = 0.6;
/** Correcting a word in the request takes more likeness. */
const minCorrectionLikeness = 0.65;
const maxWords = 40;
/**
 * A long text is not corrected: nobody wants it back with one word changed, and parsing it again and again
 * takes time.
 */
const maxCorrected = 300;
const maxTries = 30;

/** The likeness of two words, 0 to 1: by the letters to add, drop, change or swap with their neighbour. */
function likeness(one: string, other: string): number {
  const longest = Math.max(one.length, other.length);
  return longest === 0 ? 1 : 1 - distance(one, other) / longest;
}

function distance(one: string, other: string): number {
  let before: number[] = [];
  let above = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const ways = [(above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + same];
      if (swapped) ways.push((before[j - 2] ?? 0) + 1);
      row.push(Math.min(...ways));
    }
    [before, above] = [above, row];
  }
  return above[other.length] ?? 0;
}

const wordsIn = (text: string): string[] => (text.toLowerCase().match(/[a-z$]+/g) ?? []).slice(0, maxWords);

/** The best likeness of any of `words` to any of `wanted`; 0 when none is alike. */
function fit(words: readonly string[], wanted: readonly string[]): number {
  let best = 0;
  for (const word of words) for (const want of wanted) best = Math.max(best, likeness(word, want));
  return best < minLikeness ? 0 : best;
}

/** The form nearest to the words: its verb counts most, then its other words. */
export function nearestForm(text: string): FormName {
  const words = wordsIn(text);
  let nearest: FormName = 'help';
  let most = 0;
  for (const name of formNames) {
    const { verbs, more = [] } = commandForms[name];
    const verb = fit(words, verbs);
    if (verb === 0) continue;
    const rest = more.reduce((sum, word) => sum + fit(words, [word]) - 0.5, 0);
    // The first word most likely says what to do.
    const first = fit(words.slice(0, 1), verbs);
    const score = 3 * verb + first + rest;
    if (score > most) [nearest, most] = [name, score];
  }
  return nearest;
}

const verbs = [...new Set(formNames.flatMap((name) => commandForms[name].verbs))];
/** All fixed words of the forms; what is to be filled in is in capitals. */
const keywords = [
  ...new Set(formNames.flatMap((name) => commandForms[name].form.match(/\b[a-z]+\b/g) ?? [])),
];

/** The request with one misspelt word corrected so that it is understood. */
export function corrected(text: string, isUnderstood: (candidate: string) => boolean): string | undefined {
  if (text.length > maxCorrected) return undefined;
  const words = [...text.matchAll(/[A-Za-z]+/g)].slice(0, maxWords);
  const tries: { candidate: string; likeness: number; deletes: boolean }[] = [];
  for (const { 0: word, index } of words) {
    for (const wanted of index === 0 ? verbs : [...verbs, ...keywords]) {
      const how = likeness(word.toLowerCase(), wanted);
      if (how < minCorrectionLikeness || how === 1) continue;
      tries.push({
        candidate: `${text.slice(0, index)}${wanted}${text.slice(index + word.length)}`,
        likeness: how,
        deletes: commandForms.delete.verbs.includes(wanted),
      });
    }
  }
  // Of two that are equally near, the one that does not delete comes first.
  tries.sort((a, b) => b.likeness - a.likeness || Number(a.deletes) - Number(b.deletes));
  return tries.slice(0, maxTries).find(({ candidate }) => isUnderstood(candidate))?.candidate;
}
