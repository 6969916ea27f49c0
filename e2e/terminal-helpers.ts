import type { Page } from '@playwright/test';

/** The prompt of the terminal, and the commands above it. */
export const prompt = (page: Page) => page.getByRole('textbox', { name: /^Command in/ });
export const commands = (page: Page) => page.getByRole('log', { name: 'Commands' });

export async function openTerminal(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Terminal' }).click();
}

export async function type(page: Page, command: string): Promise<void> {
  await prompt(page).fill(command);
  await page.keyboard.press('Enter');
}
