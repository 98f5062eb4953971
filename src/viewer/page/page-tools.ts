import { type KeyAction, keysDialog, listenToKeys } from './keys.ts';
import type { Orbit } from './scene/orbit.ts';
import type { Stage } from './scene/stage.ts';
import type { Shell } from './shell.ts';
import { createTheme } from './theme.ts';
import { element } from './ui/element.ts';
import { type IconName, icon } from './ui/icons.ts';

/** What the tools act on. */
export interface ToolsOn {
  readonly shell: Shell;
  readonly stage: Stage;
  readonly orbit: Orbit;
  /** Of the result: a screenshot's file is named after it. */
  readonly name: string;
}

const TURN_DEGREES = 7;
const ZOOM = 1.1;

/** The buttons at the top, and all keys. @param more keys of what is shown */
export function addTools({ shell, stage, orbit, name }: ToolsOn, more: readonly KeyAction[]): void {
  const theme = createTheme(stage.invalidate);
  const turntable = (): void => {
    orbit.turntable = !orbit.turntable;
    buttons.turntable.setAttribute('aria-pressed', String(orbit.turntable));
  };
  const home = (): void => orbit.lookFrom(0, 0);
  const screenshot = async (): Promise<void> => {
    const url = URL.createObjectURL(await stage.picture(theme.background()));
    element('a', { href: url, download: `${fileName(name)}.png` }).click();
    // The browser has begun to save it by then.
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };
  const keys: readonly KeyAction[] = [
    ...more,
    { keys: ['t'], label: 'turntable', run: turntable },
    { keys: ['h'], label: 'from the front', run: home },
    { keys: ['s'], label: 'save a picture', run: () => void screenshot() },
    { keys: ['d'], label: 'light or dark', run: theme.toggle },
  ];
  const buttons = {
    turntable: tool('turntable', 'turntable (t)', turntable),
    home: tool('home', 'from the front (h)', home),
    camera: tool('camera', 'save a picture (s)', () => void screenshot()),
    theme: tool('theme', 'light or dark (d)', theme.toggle),
    help: tool('help', 'keys (?)', () => dialog.showModal()),
  };
  const turns: readonly KeyAction[] = [
    { keys: ['ArrowLeft'], label: 'turn left', run: () => orbit.turnBy(-TURN_DEGREES, 0) },
    { keys: ['ArrowRight'], label: 'turn right', run: () => orbit.turnBy(TURN_DEGREES, 0) },
    { keys: ['ArrowUp'], label: 'look from above', run: () => orbit.turnBy(0, TURN_DEGREES) },
    { keys: ['ArrowDown'], label: 'look from below', run: () => orbit.turnBy(0, -TURN_DEGREES) },
    { keys: ['+', '='], label: 'nearer', run: () => orbit.zoomBy(1 / ZOOM) },
    { keys: ['-'], label: 'farther', run: () => orbit.zoomBy(ZOOM) },
  ];
  const help = { keys: ['?'], label: 'these keys', run: () => dialog.showModal() };
  const all = [...keys, ...turns, help];
  const dialog = keysDialog(all);
  document.body.append(dialog);
  listenToKeys(all);
  shell.tools.append(...Object.values(buttons));
}

function tool(name: IconName, label: string, run: () => void): HTMLButtonElement {
  return element(
    'button',
    { type: 'button', class: 'tool', title: label, 'aria-label': label, click: run },
    icon(name),
  );
}

function fileName(title: string): string {
  return title.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^-+|-+$/g, '') || 'head';
}
