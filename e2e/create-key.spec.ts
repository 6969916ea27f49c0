import { expect } from '@playwright/test';
import { startProduct } from './product.ts';
import { test } from './test.ts';

test('H22 a server that requires a key for new rooms asks for it, and the browser keeps it', async ({
  page,
}) => {
  const key = 'the-key-for-new-rooms';
  const product = await startProduct({ CREATE_KEY: key });
  try {
    await page.goto(product.url);
    const [field, problem] = [page.getByLabel('Key for new rooms'), page.getByRole('alert')];
    const newRoom = page.getByRole('button', { name: 'New room' });
    await newRoom.click();
    await expect(problem).toContainText('Ask whoever runs it');
    await expect(field).toBeFocused();
    await field.fill('not-the-right-key');
    await field.press('Enter');
    await expect(problem).toContainText('This is not the key');
    await field.fill(key);
    await field.press('Enter');
    await expect(page).toHaveURL(/\/r\//);
    await page.goto(product.url);
    await newRoom.click();
    await expect(page).toHaveURL(/\/r\//);
  } finally {
    await product.stop();
  }
});
