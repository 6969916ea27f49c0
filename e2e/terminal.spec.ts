import { expect } from '@playwright/test';
import { enter, expectAccessible, linkFrom, makeRoom, meet, painted } from './people.ts';
import { commands, openTerminal, prompt, type } from './terminal-helpers.ts';
import { test } from './test.ts';

/** The terminal: bash over the room's files, with several people typing and everyone reading. */

test(
  'J21 X28 X51 X52 W152 two people type into their own shells, everyone reads the output, and files are shared',
  { tag: '@gate' },
  async ({ browser, product }) => {
    const [ana, bo] = await meet(browser, product.url);
    const vi = await enter(browser, await linkFrom(ana, 'Can view'), 'Vi');
    for (const page of [ana, bo, vi]) await openTerminal(page);

    await type(ana, 'cd src && ls');
    for (const page of [ana, bo, vi]) await expect(commands(page)).toContainText('greeting.ts');
    await expect(prompt(ana)).toHaveAccessibleName('Command in /work/src');
    await expect(prompt(bo)).toHaveAccessibleName('Command in /work');
    await expect(prompt(vi)).toHaveCount(0);

    await type(ana, 'WHO=Ana; echo "// by $WHO" > note.ts');
    // Text typed while the command is being sent stays.
    await prompt(ana).fill('half a com');
    await expect(vi.getByRole('treeitem', { name: 'note.ts' })).toBeVisible();
    await expect(prompt(ana)).toHaveValue('half a com');
    await type(bo, 'cat src/note.ts; echo "<$WHO>"; nosuch');
    for (const page of [ana, vi]) {
      await expect(commands(page)).toContainText('// by Ana');
      await expect(commands(page)).toContainText('<>');
      await expect(commands(page)).toContainText('Exited with code 127.');
    }
    await vi.getByRole('treeitem', { name: 'note.ts' }).click();
    await expect.poll(() => painted(vi)).toContain('// by Ana');

    await prompt(ana).focus();
    await ana.keyboard.press('ArrowUp');
    await ana.keyboard.press('ArrowUp');
    await expect(prompt(ana)).toHaveValue('cd src && ls');
    await type(ana, 'sleep 25; echo late');
    await expect(bo.getByRole('button', { name: 'Stop sleep 25; echo late' })).toBeVisible();
    await prompt(ana).focus();
    await ana.keyboard.press('Control+c');
    for (const page of [ana, bo, vi]) await expect(commands(page)).toContainText('Stopped.');

    await expectAccessible(ana);
    await ana.screenshot({ path: test.info().outputPath('terminal.png') });
    await bo.setViewportSize({ width: 390, height: 844 });
    await bo.getByRole('navigation', { name: 'Panes' }).getByRole('button', { name: 'Output' }).click();
    await openTerminal(bo);
    await expectAccessible(bo);
    await bo.screenshot({ path: test.info().outputPath('terminal-390.png') });
    await bo.setViewportSize({ width: 1440, height: 900 });
    await bo.getByRole('tab', { name: 'Actions' }).click();
    const actions = bo.getByRole('list', { name: 'Actions' });
    await expect(actions).toContainText(/Bo ran\s*cat src\/note\.ts.*exited with code 127/);
    await expectAccessible(bo);
    await bo.screenshot({ path: test.info().outputPath('actions.png') });
    await actions.getByRole('button', { name: 'src/note.ts' }).click();
    await expect(bo.getByRole('tab', { name: 'note.ts' })).toHaveAttribute('aria-selected', 'true');

    await type(ana, 'rm note.ts');
    await expect(actions).toContainText(/Ana deleted\s*src\/note\.ts/);
    await expect(actions).toContainText(/Ana wrote\s*src\/note\.ts/);
    await expect(actions.getByRole('button', { name: 'src/note.ts' })).toHaveCount(0);

    await type(ana, 'clear');
    await expect(commands(ana)).not.toContainText('greeting.ts');
    await expect(commands(vi)).toContainText('greeting.ts');
  },
);

test('X119 X120 each line of a loop is there as it is printed, for everyone, and stays after a stop', async ({
  browser,
  product,
}) => {
  const [ana, bo] = await meet(browser, product.url);
  for (const page of [ana, bo]) await openTerminal(page);
  await type(ana, 'for i in 1 2 3; do echo "line $i"; ls no$i; sleep 1.5; done; false');
  for (const page of [ana, bo]) {
    await expect(commands(page)).toContainText('line 1');
    await expect(commands(page)).not.toContainText('line 3');
  }
  const vi = await enter(browser, await linkFrom(ana, 'Can view'), 'Vi');
  await openTerminal(vi);
  const whole = [1, 2, 3].map((i) => `line ${i}\nls: cannot access 'no${i}': No such file or directory\n`);
  for (const page of [ana, bo, vi]) {
    await expect(commands(page)).toContainText('line 3');
    await expect(commands(page)).toContainText('Exited with code');
    const output = commands(page).locator('.terminal-said');
    expect(await output.evaluate((element) => element.textContent)).toBe(whole.join(''));
  }

  await type(ana, 'while true; do echo tick; sleep 0.5; done');
  await expect(commands(bo)).toContainText(/tick\s*tick/);
  await prompt(ana).focus();
  await ana.keyboard.press('Control+c');
  for (const page of [ana, bo]) {
    await expect(commands(page)).toContainText('Stopped.');
    await expect(commands(page)).toContainText(/tick\s*tick/);
  }
});

test('X121 colours are there at the prompt, and legible in both themes', async ({ browser, product }) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  await openTerminal(ana);
  await type(ana, `echo '{"a":[1,null,true,"x"]}' > c.json; sed s/a/b/ main.ts > b.ts; echo made`);
  await expect(commands(ana)).toContainText('made');
  // What it prints is there before it ends.
  await expect(ana.getByRole('button', { name: /^Stop/ })).toHaveCount(0);
  await type(
    ana,
    'ls; grep -c o *.ts; grep -n greet main.ts README.md; jq -c . c.json; diff --color -U0 main.ts b.ts; tree src; ls -l; ls | cat',
  );
  await expect(commands(ana)).toContainText('directories');
  const folder = commands(ana).locator('.ansi-blue.ansi-bold');
  // Of both `ls` and of `tree`, not of `ls | cat`.
  await expect(folder.filter({ hasText: /^src$/ })).toHaveCount(3);
  await expect(commands(ana).locator('.ansi-red.ansi-bold').first()).toBeVisible();
  await commands(ana).evaluate((log) => log.scrollTo(0, 160));
  await expectAccessible(ana);
  for (const colorScheme of ['dark', 'light'] as const) {
    await ana.emulateMedia({ colorScheme });
    await ana.screenshot({ path: test.info().outputPath(`colours-${colorScheme}.png`) });
  }
});

test('W175 H45 a long output comes with its end, and all of it on request', async ({ browser, product }) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  await openTerminal(ana);
  await type(ana, "seq 1 2000 | sed 's/.*/row &./'");
  await expect(commands(ana)).toContainText('row 1.');
  const vi = await enter(browser, await linkFrom(ana, 'Can view'), 'Vi');
  await openTerminal(vi);
  await expect(commands(vi)).toContainText('characters before this are not shown.');
  await expect(commands(vi)).not.toContainText('row 1.');
  const button = vi.getByRole('button', { name: 'Show all output' });
  await vi.route('**/terminal/*', (route) => route.abort());
  await button.click();
  await expect(commands(vi).getByRole('alert')).toContainText('No connection to the server.');
  await vi.unroute('**/terminal/*');
  await button.press('Enter');
  await expect(commands(vi)).toContainText('row 1.');
  await expect(button).toHaveCount(0);
  await expect(commands(vi)).toBeFocused();
  // The coder sends its newest commands again after a reconnect.
  await vi.evaluate(() => dispatchEvent(new Event('offline')));
  await expect(vi.getByText('Connecting to the agent…')).toHaveCount(0);
  await expect(commands(vi)).toContainText('row 1.');
});

test('W141 X96 X98 Stop names its command and shows “Stopping…”; node FILE is a run whose output streams', async ({
  browser,
  product,
}) => {
  const [ana, bo] = await meet(browser, product.url);
  for (const page of [ana, bo]) await openTerminal(page);

  await type(ana, 'sleep 20; echo late');
  const stop = bo.getByRole('button', { name: 'Stop sleep 20; echo late' });
  await type(ana, 'ls');
  const refusal = ana.getByText('Your last command is still running.');
  await expect(refusal).toBeVisible();
  await expect(stop).toHaveText('Stop');
  await bo.route(
    '**/terminal/*/stop',
    async (route) => {
      await expect(bo.getByRole('button', { name: 'Stopping… sleep 20; echo late' })).toHaveText('Stopping…');
      await route.continue();
    },
    { times: 1 },
  );
  await stop.click();
  for (const page of [ana, bo]) await expect(commands(page)).toContainText('Stopped.');
  await expect(prompt(bo)).toBeFocused();
  await expect(refusal).toBeHidden();

  await type(
    ana,
    String.raw`printf '%s\n' 'const [name] = process.argv.slice(2);' 'console.log("begun by", name);' 'await new Promise((done) => setTimeout(done, name === "Bo" ? 20_000 : 2_000));' 'console.error("over");' 'process.exit(3);' > count.ts`,
  );
  await expect(ana.getByRole('treeitem', { name: 'count.ts' })).toBeVisible();
  await type(ana, 'node count.ts "Ana B"');
  for (const page of [ana, bo]) {
    await expect(commands(page)).toContainText('begun by Ana B');
    await expect(commands(page)).toContainText('Exited with code 3.');
    await expect(commands(page)).toContainText('over');
  }
  await type(bo, 'node count.ts Bo');
  await expect(commands(ana)).toContainText('begun by Bo');
  await expect(ana.getByRole('button', { name: 'Stop node count.ts Bo' })).toBeVisible();
  await prompt(bo).focus();
  await bo.keyboard.press('Control+c');
  await expect(ana.getByRole('button', { name: 'Stop node count.ts Bo' })).toBeHidden();
  await commands(ana).getByRole('button', { name: 'Run 2' }).click();
  await expect(ana.getByRole('region', { name: 'Output of run 2' })).toContainText('begun by Bo');
});

test('X96 X97 X99 X101 node FILE runs until its timers end, in the shell’s directory, with names expanded', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  await openTerminal(ana);
  await type(
    ana,
    String.raw`mkdir lib && cd lib && printf '%s\n' 'import { readFile } from "node:fs/promises";' 'setTimeout(async () => console.log("later", await readFile(process.argv[2], "utf8")), 100);' 'process.exitCode = 3;' > later.ts && echo 'found it' > a.txt`,
  );
  await expect(ana.getByRole('treeitem', { name: 'a.txt' })).toBeVisible();
  await type(ana, 'node later.ts *.txt # the only one');
  await expect(commands(ana)).toContainText('later found it');
  await expect(commands(ana)).toContainText('Exited with code 3.');
});

test('X88 X89 X95 one line says what is not available, and a refused file fails only its command', async ({
  browser,
  product,
}) => {
  const ana = await makeRoom(browser, product.url, 'Ana');
  await openTerminal(ana);
  await type(
    ana,
    'git status; npm install; node main.ts | cat; ls --color=always; echo x > nodir/f; echo "after $?"',
  );
  await expect(commands(ana)).toContainText('git: not available here. The room keeps every version');
  await expect(commands(ana)).toContainText('npm: not available here. No packages are installed');
  await expect(commands(ana)).toContainText('node: not available here. No command starts a program');
  await expect(commands(ana)).toContainText('main.ts');
  await expect(commands(ana)).toContainText('bash: nodir/f: No such file or directory');
  await expect(commands(ana)).toContainText('after 1');
});
