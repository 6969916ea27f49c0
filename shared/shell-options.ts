const grep =
  '--extended-regexp --perl-regexp --fixed-strings --ignore-case --invert-match --word-regexp --line-regexp --count --files-with-matches --files-without-match --max-count= --line-number --no-filename --only-matching --quiet --silent --recursive --file= --include= --exclude= --exclude-dir= --color=';
const lines = '--bytes= --lines= --quiet --verbose';
const checksum = '--check';

/** Command of the shell → its long options, and all of `find`. One that takes a value ends in `=`. */
const options: Readonly<Record<string, string>> = {
  base64: '--decode --wrap=',
  basename: '--multiple --suffix=',
  cat: '--show-all --number-nonblank --show-ends --number --squeeze-blank --show-tabs --show-nonprinting',
  cp: '--recursive --no-clobber --preserve --verbose',
  cut: '--only-delimited',
  date: '--date= --utc --iso-8601 --rfc-email',
  diff: '--unified --brief --report-identical-files --ignore-case --color=',
  du: '--max-depth=',
  egrep: grep,
  env: '--ignore-environment --unset=',
  fgrep: grep,
  file: '--brief --mime --dereference',
  find: '-name -iname -path -ipath -regex -iregex -type -empty -mtime -newer -size -perm -maxdepth -mindepth -depth -prune -not -and -or -exec -print -print0 -printf -delete',
  grep,
  gunzip: '--stdout --force --keep --list --no-name --name --quiet --recursive --suffix= --test --verbose',
  gzip: '--stdout --decompress --force --keep --list --no-name --name --quiet --recursive --suffix= --test --verbose --fast --best',
  head: lines,
  'html-to-markdown': '--bullet= --code= --hr= --heading-style=',
  jq: '--raw-input --raw-output --compact-output --exit-status --slurp --null-input --join-output --ascii --sort-keys --color --monochrome --tab --arg --argjson --rawfile --slurpfile --args --jsonargs',
  ls: '--all --almost-all --directory --classify --human-readable --reverse --recursive --color=',
  md5sum: checksum,
  mv: '--force --no-clobber --verbose',
  paste: '--delimiters= --serial',
  rg: '--regexp --file --ignore-case --case-sensitive --smart-case --fixed-strings --word-regexp --line-regexp --invert-match --replace --count --count-matches --files-with-matches --files-without-match --files --only-matching --max-count --quiet',
  rmdir: '--parents --verbose',
  sed: '--quiet --silent',
  sha1sum: checksum,
  sha256sum: checksum,
  sort: '--ignore-leading-blanks --dictionary-order --ignore-case --human-numeric-sort --month-sort --numeric-sort --reverse --version-sort --check --output= --stable --unique --key= --field-separator=',
  tail: lines,
  tee: '--append',
  timeout: '--kill-after= --signal= --preserve-status --foreground',
  tr: '--complement --delete --squeeze-repeats',
  uniq: '--count --repeated --ignore-case --unique',
  wc: '--bytes --chars --lines --words',
  xargs: '--null --verbose --no-run-if-empty',
  zcat: '--force --list --quiet --suffix= --test --verbose',
};

export const shellOptions = (command: string): readonly string[] => options[command]?.split(' ') ?? [];
