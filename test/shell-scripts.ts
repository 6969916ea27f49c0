import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ShellResult } from '../shared/run.ts';

export const files = {
  'README.md': '# Title\n\nSome text.\nTODO: write more\n',
  'src/main.ts': "import { add } from './add.ts';\n\nconsole.log(add(1, 2)); // TODO\n",
  'src/add.ts': 'export const add = (a: number, b: number): number => a + b;\n',
  'src/deep/er/x.ts': 'export const x = 1;\n',
  'data/people.csv': 'name,age,city\nAda,36,London\nGrace,85,New York\nAlan,41,London\nEdsger,72,Nuenen\n',
  'data/log.txt': 'INFO start\nWARN slow\nERROR failed\nINFO retry\nERROR failed\nINFO end\n',
  'data/items.json':
    '{"items":[{"id":1,"tags":["a","b"],"price":2.5},{"id":2,"tags":[],"price":10}],"total":2}\n',
  'words.txt': 'pear\napple\nfig\napple\nbanana\nfig\napple\n',
  'umlaut.txt': 'grüße\nnaïve\n',
};

/** Scripts of one or more lines, run in the folder of the files by this machine's bash and by the room's. */
export const scripts = [
  'echo Hello',
  'cat README.md | head -n 1',
  'tail -n 2 data/log.txt',
  'wc -l < words.txt',
  "sort words.txt | uniq -c | sort -rn | awk '{print $2, $1}'",
  'sort -u words.txt | tr a-z A-Z',
  'grep -n TODO README.md src/main.ts',
  'grep -c INFO data/log.txt',
  'grep -rn TODO src | sort',
  'diff <(echo a) <(echo b) > /dev/null; echo $?',
  'sort -s -t, -k2,2nr data/people.csv',
  'grep -v INFO data/log.txt | cut -d " " -f 2',
  'grep -E "^(WARN|ERROR)" data/log.txt | sort | uniq',
  'grep -il title *.md',
  'grep nothing words.txt; echo $?',
  'sed "s/apple/orange/" words.txt',
  'sed -n "2,3p" words.txt',
  'sed "/fig/d" words.txt | paste -sd, -',
  "sed -E 's/([a-z]+),([0-9]+)/\\2:\\1/' data/people.csv",
  "sed -e '1d' -e 's/,/\\t/g' data/people.csv",
  'sed -i "s/fig/date/g" words.txt && cat words.txt',
  "awk -F, 'NR > 1 {sum += $2} END {print sum}' data/people.csv",
  "awk -F, 'NR > 1 {n[$3]++} END {for (c in n) print c, n[c]}' data/people.csv | sort",
  'awk \'{print NR ": " $0}\' words.txt',
  "awk 'length($0) > 4' words.txt",
  'awk -F, \'NR>1 {printf "%-8s|%3d\\n", $1, $2}\' data/people.csv',
  'cut -d, -f1,3 data/people.csv',
  'find . -name "*.ts" | sort',
  'find src -type d | sort',
  'find . -type f -name "*.ts" -not -path "*/deep/*" | sort',
  'find . -name "*.ts" | sort | xargs wc -l | tail -n 1 | awk \'{print $1}\'',
  'find . -name "*.md" -exec grep -l TODO {} \\;',
  'printf "%s\\n" a b c | xargs -n 1 echo item',
  'printf "%s\\n" a b c | xargs -I {} echo "<{}>"',
  'ls src',
  'ls -1 data | wc -l',
  'ls words.txt README.md | cat -A; ls -d src words.txt; ls src nofile data README.md',
  'touch "[id].ts" "x*y.txt"; ls "[id].ts" "x*y.txt"; ls "*.md"',
  'mkdir -p out/a && echo one > out/a/x.txt && cat out/a/x.txt',
  'echo one > new.txt; echo two >> new.txt; cat new.txt',
  'cp README.md copy.md && diff README.md copy.md && echo same',
  'cp README.md words.txt && cat words.txt; mv umlaut.txt README.md && cat README.md; [ words.txt -ef ./words.txt ]; echo $?',
  'mv words.txt moved.txt && ls moved.txt && ls words.txt 2>/dev/null; echo $?',
  'rm data/log.txt; test -e data/log.txt; echo $?',
  'rm -r src && ls',
  'touch empty && wc -c < empty',
  'cat <<EOF > here.txt\nline $((1 + 1))\n  indented\nEOF\ncat here.txt',
  "cat <<'EOF'\n$HOME stays\nEOF",
  'cat <<-EOF\n\ttabs go\n\tEOF',
  'cat <<< "a here string"',
  'wc -w <<< "one two three"',
  'for f in src/*.ts; do echo "$f: $(wc -l < "$f")"; done',
  'for i in {1..5}; do echo -n "$i "; done; echo',
  'for ((i = 0; i < 3; i++)); do echo $((i * i)); done',
  'i=0; while [ $i -lt 3 ]; do echo $i; i=$((i + 1)); done',
  'while IFS=, read -r name age city; do echo "$name in $city"; done < data/people.csv',
  'until [ -f done ]; do touch done; done; ls done',
  'if grep -q apple words.txt; then echo yes; else echo no; fi',
  'if [[ "abc" == a* && 3 -gt 2 ]]; then echo match; fi',
  'case README.md in *.md) echo markdown;; *) echo other;; esac',
  'f() { local x=$1; echo "f got $x"; return 3; }; f 1; echo $?',
  'x=hello; echo ${x^^} ${#x} ${x:1:3} ${x/l/L} ${x%lo} ${y:-none}',
  'a=(one two three); echo ${a[1]} ${#a[@]} "${a[@]:1}"',
  'declare -A m; m[k]=v; m[l]=w; echo ${m[k]} ${#m[@]}',
  'echo $((7 / 2)) $((7 % 2)) $((2 ** 10)) $((0x1f))',
  'echo "a b  c" | tr -s " " | tr " " "\\n"',
  'echo hello | rev',
  'seq 1 2 9 | paste -sd+ -',
  'seq 5 | tac',
  'seq 3 | nl',
  'printf "%05.1f %x %o %s\\n" 3.14159 255 8 end',
  'printf "%s-%s\\n" a b c d',
  'echo -e "a\\tb\\\\n"',
  'false || echo or; true && echo and',
  '(cd src; pwd | grep -o "src$"); basename "$PWD" > /dev/null; ls | head -n 1',
  'echo out; echo err >&2',
  '{ echo a; echo b; } > both.txt; cat both.txt',
  '{ echo out; echo err >&2; } 2>&1 | sort',
  'ls nothing 2> /dev/null || echo failed',
  'set -e; false; echo never',
  'set -o pipefail; false | true; echo $?',
  'exit 7',
  'false; x=1; echo $?; x=$(exit 3); echo $?; $nothing; echo $?',
  'echo a |\ncat &&\n# and then\necho b',
  'cat words.txt | sort | uniq -d',
  'comm -12 <(sort -u words.txt) <(printf "apple\\nkiwi\\n")',
  'join -t, <(echo 1,a) <(echo 1,b)',
  'echo "1 + 2" | tr -d " "; expr 1 + 2',
  'head -c 5 README.md; echo',
  'tail -c 4 words.txt',
  'cat umlaut.txt | sed "s/ü/ue/; s/ß/ss/"',
  "awk '{print toupper($0)}' words.txt | head -2",
  'sort -t, -k2 -n data/people.csv | head -2',
  'basename src/main.ts .ts; dirname src/main.ts',
  'echo "$(cat words.txt | wc -l) words"',
  'x=$(printf "a\\nb"); echo "$x" | wc -l',
  'echo {a,b}{1,2}',
  'echo src/*.ts',
  'echo "quoted *"',
  'echo a | tee copy1 copy2 > /dev/null; cat copy1 copy2',
  'base64 <<< hello',
  'echo aGVsbG8K | base64 -d',
  'echo -n hello | sha256sum | cut -c 1-16',
  'echo -n hello | md5sum',
  'printf "b 2\\na 1\\n" | sort | column -t',
  'fold -w 5 <<< "abcdefghij"',
  'echo "x y z" | { read -r a b; echo "$b,$a"; }',
  'test -d src -a -f README.md && echo both',
  '[ -z "" ] && [ -n "x" ] && echo ok',
  'shift 2>/dev/null; set -- p q r; shift; echo "$1 $# $*"',
  'unset x; echo "${x-unset}"; readonly R=1; echo $R',
];

/** What a script printed and left behind. */
export interface Seen extends Omit<ShellResult, 'stderr'> {
  files: Record<string, string>;
}

/** Runs a script in the real bash, in a folder of its own with the files in it. */
export async function byThisMachine(script: string): Promise<Seen> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tandem-bash-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    const env = { PATH: process.env['PATH'] ?? '', HOME: folder, LC_ALL: 'C.UTF-8' };
    const ended = await new Promise<Omit<Seen, 'files'>>((resolve) => {
      const child = execFile('bash', ['-c', script], { cwd: folder, env }, (error, stdout) => {
        resolve({ stdout, exitCode: typeof error?.code === 'number' ? error.code : 0 });
      });
      child.stdin?.end();
    });
    const kept: Record<string, string> = {};
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const at = path.join(entry.parentPath, entry.name);
      if (entry.isFile()) kept[path.relative(folder, at)] = await readFile(at, 'utf8');
    }
    return { ...ended, files: kept };
  } finally {
    await rm(folder, { recursive: true });
  }
}
