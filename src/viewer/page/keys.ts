import { element } from './ui/element.ts';

/** A key, what it does in words, and what it does. */
export interface KeyAction {
  readonly keys: readonly string[];
  readonly label: string;
  run(): void;
}

/** Keys that work wherever no text or slider is being edited. */
export function listenToKeys(actions: readonly KeyAction[]): void {
  window.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || takesKeys(event.target, event.key)) return;
    const action = actions.find(({ keys }) =>
      keys.includes(event.key.length === 1 ? event.key.toLowerCase() : event.key),
    );
    if (action === undefined) return;
    event.preventDefault();
    action.run();
  });
}

/** A list of the keys, in a dialog. */
export function keysDialog(actions: readonly KeyAction[]): HTMLDialogElement {
  const shown: Readonly<Record<string, string>> = {
    ' ': 'space',
    ArrowLeft: '←',
    ArrowRight: '→',
    ArrowUp: '↑',
    ArrowDown: '↓',
  };
  const rows = actions.map(({ keys, label }) =>
    element(
      'tr',
      {},
      element('th', {}, ...keys.map((key) => element('kbd', {}, shown[key] ?? key))),
      element('td', {}, label),
    ),
  );
  const dialog = element(
    'dialog',
    {
      'aria-label': 'keys',
      click: (event) => {
        if (event.target === dialog) dialog.close();
      },
    },
    element('h2', {}, 'Keys'),
    element('table', {}, ...rows),
    element(
      'p',
      { class: 'note' },
      'Drag to turn, wheel or pinch to zoom, right drag or two fingers to move. A double click on a slider brings it back.',
    ),
    element('button', { type: 'button', class: 'chip', click: () => dialog.close() }, 'close'),
  );
  return dialog;
}

/** Whether an element wants a key for itself. */
function takesKeys(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('dialog[open]') !== null) return key !== 'Escape';
  if (target instanceof HTMLSelectElement) return true;
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox' ? key !== ' ' : key === ' ';
  // Buttons and tabs are pressed by space, and go by arrows.
  return (
    (target instanceof HTMLButtonElement || target.tagName === 'SUMMARY') && (key === ' ' || key.startsWith('Arrow'))
  );
}
