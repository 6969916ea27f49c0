import { describe, expect, it } from 'vitest';
import { complete } from './completion.ts';

const paths = [
  '.env',
  'README.md',
  'a b.txt',
  'data/items.json',
  "it's.txt",
  'main.ts',
  'src/deep/one.ts',
  'src/greeting.ts',
  'src/greetings.ts',
  'straße.ts',
  'straßen.ts',
];

/** The line after Tab; `|` is the caret. */
function tab(line: string, cwd = '/work'): string {
  const caret = line.indexOf('|');
  const text = line.slice(0, caret) + line.slice(caret + 1);
  const done = complete({ text, caret }, cwd, paths);
  return `${done.text.slice(0, done.caret)}|${done.text.slice(done.caret)}`;
}

const listed = (text: string, cwd = '/work'): readonly string[] =>
  complete({ text, caret: text.length }, cwd, paths).candidates;

describe('W138 Tab', () => {
  it.each([
    ['grep --igno|', 'grep --ignore-case |'],
    ['ls ; sort --rev|', 'ls ; sort --reverse |'],
    ['du --max|', 'du --max-depth=|'],
    ['find . -ina|', 'find . -iname |'],
    ['grep --files-with|', 'grep --files-with|'],
    ['echo --igno|', 'echo --igno|'],
    ['grep -- --igno|', 'grep -- --igno|'],
    ['grep x > --igno|', 'grep x > --igno|'],
    ['grep -- x ; sort --rev|', 'grep -- x ; sort --reverse |'],
  ])('completes an option: %s', (typed, then) => {
    expect(tab(typed)).toBe(then);
  });

  it('lists the options of a command', () => {
    expect(listed('wc --')).toEqual(['--bytes', '--chars', '--lines', '--words']);
    expect(listed('grep --files-with')).toEqual(['--files-with-matches', '--files-without-match']);
  });

  it.each([
    ['whoa|', 'whoami |'],
    ['ts-n|', 'ts-node |'],
    ['ls ; gre|', 'ls ; grep |'],
    ['true && whoa|', 'true && whoami |'],
    ['x=1 whoa|', 'x=1 whoami |'],
    ['if whoa|', 'if whoami |'],
    ['echo $(whoa|', 'echo $(whoami |'],
    ['nothinglikeit|', 'nothinglikeit|'],
  ])('completes a command: %s', (typed, then) => {
    expect(tab(typed)).toBe(then);
  });

  it('completes a command after a pipe', () => {
    expect(complete({ text: 'ls | whoa', caret: 9 }, '/work', paths).text).toBe('ls | whoami ');
  });

  it.each([
    ['cat ma|', 'cat main.ts |'],
    ['cat ./ma|', 'cat ./main.ts |'],
    ['cat sr|', 'cat src/|'],
    ['cat src/d|', 'cat src/deep/|'],
    ['cat src/deep/|', 'cat src/deep/one.ts |'],
    ['cat /work/da|', 'cat /work/data/|'],
    ['cat /wo|', 'cat /work/|'],
    ['cat ~/ma|', 'cat ~/main.ts |'],
    ['cat src/../ma|', 'cat src/../main.ts |'],
    ['./ma|', './main.ts |'],
    ['src/de|', 'src/deep/|'],
    ['cat .e|', 'cat .env |'],
    ['cat ma| README.md', 'cat main.ts| README.md'],
    ['cat zz|', 'cat zz|'],
    ['cat /etc/|', 'cat /etc/|'],
  ])('completes a path: %s', (typed, then) => {
    expect(tab(typed)).toBe(then);
  });

  it('completes paths relative to the shell’s directory', () => {
    expect(tab('cat gr|', '/work/src')).toBe('cat greeting|');
    expect(tab('cat ../ma|', '/work/src')).toBe('cat ../main.ts |');
    expect(tab('cat ../../work/ma|', '/work/src')).toBe('cat ../../work/main.ts |');
    expect(listed('cat ', '/tmp')).toEqual([]);
  });

  it('escapes characters that are special to the shell, as the surrounding quotes require', () => {
    expect(tab('cat a|')).toBe(String.raw`cat a\ b.txt |`);
    expect(tab(String.raw`cat a\ |`)).toBe(String.raw`cat a\ b.txt |`);
    expect(tab('cat "a |')).toBe('cat "a b.txt" |');
    expect(tab("cat 'a|")).toBe("cat 'a b.txt' |");
    expect(tab('cat it|')).toBe(String.raw`cat it\'s.txt |`);
    expect(tab("cat 'it|")).toBe(String.raw`cat 'it'\''s.txt' |`);
    expect(tab('cat "it|')).toBe(`cat "it's.txt" |`);
    expect(tab('cat "a |"')).toBe('cat "a b.txt" |');
    expect(tab('cat "a |" main.ts')).toBe('cat "a b.txt"| main.ts');
    expect(tab("cat 'a |'; ls")).toBe("cat 'a b.txt' |; ls");
    expect(tab('cat "sr|"')).toBe('cat "src/|"');
  });

  it('completes the file of a redirection, and what follows it', () => {
    expect(tab('echo hi > ma|')).toBe('echo hi > main.ts |');
    expect(tab('echo hi >ma|')).toBe('echo hi >main.ts |');
    expect(tab('< ma|')).toBe('< main.ts |');
    expect(tab('< main.ts whoa|')).toBe('< main.ts whoami |');
    expect(tab('nosuch 2> ma|')).toBe('nosuch 2> main.ts |');
    expect(tab('nosuch &> ma|')).toBe('nosuch &> main.ts |');
    expect(tab('nosuch 2>&1 ma|')).toBe('nosuch 2>&1 main.ts |');
  });

  it('completes the common prefix of all matches, and lists them', () => {
    expect(tab('cat src/g|')).toBe('cat src/greeting|');
    expect(listed('cat src/greeting')).toEqual(['greeting.ts', 'greetings.ts']);
    expect(tab('cat src/greeting|')).toBe('cat src/greeting|');
    expect(tab('cat s|')).toBe('cat s|');
    expect(listed('cat s')).toEqual(['src/', 'straße.ts', 'straßen.ts']);
    expect(tab('cat st|')).toBe('cat straße|');
    expect(listed('')).toContain('grep');
    expect(listed('cat ')).not.toContain('.env');
  });

  it('completes only folders after cd', () => {
    expect(listed('cd ')).toEqual(['data/', 'src/']);
    expect(tab('cd da|')).toBe('cd data/|');
  });
});
