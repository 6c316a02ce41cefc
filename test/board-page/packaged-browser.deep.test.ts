import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { expect, test } from 'vitest';
import { FLAGS } from '../../bin/browser/browser.ts';
import { findBrowser } from '../../bin/browser/find-browser.ts';

test.runIf(process.platform === 'linux' && process.arch === 'x64')(
  'where no browser is installed, the one that npm ci brings draws a page with its own letters, and leaves nothing here',
  async () => {
    const { platform, arch } = process;
    const { path, env } = await findBrowser({ platform, arch, env: {}, exists: () => false });
    const browser = await chromium.launch({
      executablePath: path,
      args: FLAGS,
      env: { ...process.env, ...env },
    });
    try {
      const page = await browser.newPage();
      await page.setContent('<span>Sprechzimmer 1</span>');
      expect(await page.innerText('span')).toBe('Sprechzimmer 1');
      expect(
        await page.evaluate('document.querySelector("span").getBoundingClientRect().width'),
      ).toBeGreaterThan(50);
    } finally {
      await browser.close();
    }
    expect(existsSync('fonts-cache')).toBe(false);
  },
);
