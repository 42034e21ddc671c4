import { browserId } from '../browsing/wire.ts';
import { Browser } from './browser.ts';
import { EntryData } from './data.ts';
import { make } from './dom.ts';
import { applyTheme, themeSwitch } from './theme.ts';

applyTheme();
document.addEventListener('DOMContentLoaded', () => {
  document.querySelector('header')?.append(themeSwitch());
  const root = document.getElementById(browserId);
  if (root === null) return;
  start(root).catch((error: unknown) => {
    root.replaceChildren(make('p', { role: 'alert' }, `The tasks could not be unpacked: ${String(error)}`));
  });
});

/** Marks tell when the table can be used, and when a search finds everything at once. */
async function start(root: HTMLElement): Promise<void> {
  const data = await EntryData.open();
  const browser = new Browser(data, root);
  await browser.follow();
  if (location.hash.includes('=')) root.scrollIntoView();
  performance.mark('inftool:interactive');
  await new Promise((resolve) => setTimeout(resolve, 0));
  await data.haystacks();
  performance.mark('inftool:searchable');
}
