const KEY = 'asm-fit-theme';

/** Follows the system's light or dark until the user chooses. @param changed told of each choice */
export function createTheme(changed: () => void): { toggle(): void; background(): string } {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const kept = remembered();
  if (kept !== null) root.dataset.theme = kept;
  system.addEventListener('change', changed);
  return {
    toggle() {
      const dark = root.dataset.theme === undefined ? system.matches : root.dataset.theme === 'dark';
      root.dataset.theme = dark ? 'light' : 'dark';
      try {
        localStorage.setItem(KEY, root.dataset.theme);
      } catch {
        // A page from disk may have no storage: it forgets.
      }
      changed();
    },
    background: () => getComputedStyle(root).getPropertyValue('--stage').trim(),
  };
}

function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
