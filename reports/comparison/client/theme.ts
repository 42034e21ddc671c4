import { button } from './dom.ts';

const key = 'inftool-theme';
type Theme = 'light' | 'dark';

/** What was chosen last, before anything is shown. */
export function applyTheme(): void {
  const theme = remembered();
  if (theme !== null) document.documentElement.dataset['theme'] = theme;
}

/** A switch in the head of the page. */
export function themeSwitch(): HTMLButtonElement {
  const element = button('', () => {
    const theme = other();
    document.documentElement.dataset['theme'] = theme;
    remember(theme);
    tell();
  });
  element.className = 'theme';
  const tell = () => {
    element.textContent = other() === 'dark' ? '☾ Dark' : '☀ Light';
    element.setAttribute('aria-label', `Change to the ${other()} theme`);
  };
  tell();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', tell);
  return element;
}

function other(): Theme {
  const chosen = document.documentElement.dataset['theme'];
  const isDark =
    chosen === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark';
  return isDark ? 'light' : 'dark';
}

/** Pages from a disk or a mail may have no storage: then nothing is remembered. */
function remembered(): Theme | null {
  try {
    const theme = localStorage.getItem(key);
    return theme === 'light' || theme === 'dark' ? theme : null;
  } catch {
    return null;
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // Nothing is lost but the memory of it.
  }
}
